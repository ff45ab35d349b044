import type { EntityManager } from 'typeorm';
import { entryOf, instantOf, type Json } from '@tregua/ledger';
import { accessStreamOf, type ValuePlace } from './value-places.js';

/** A copy of a value that left: in an export, by a decision, or served with its entry. */
export interface HandedCopy {
  readonly how: 'export' | 'disclosure' | 'service';
  /** auditor, commission, cell, public, party:<code>; or the role in which somebody took a case home. */
  readonly audience: string;
  /** Pseudonymous; null for a service, which is the law's. */
  readonly by: string | null;
  readonly at: number;
  /** The entry that says so. */
  readonly entry: { readonly stream: string; readonly seq: number };
  /** Id of the bundle. */
  readonly export?: string;
}

const EXPORTS = ['ExportRequested', 'CaseExported'];

/**
 * The copies that may hold one of the values, the oldest first, out of the entries: what was exported up to an entry or beyond it, what a decision disclosed,
 * and what was served on a party. An export for a narrower audience is listed too: it may hold the value, and whoever lists must rather name too many.
 */
export async function copiesOf(
  manager: Pick<EntityManager, 'query'>,
  subject: string,
  places: readonly ValuePlace[],
): Promise<readonly HandedCopy[]> {
  const entries = await manager.query<{ stream: string; seq: number; type: string; bytes: Buffer }[]>(
    `select stream, seq, type, bytes from tregua.entries where stream = any($1) and type = any($2) order by at, stream, seq`,
    [[...new Set([subject, ...places.map(({ stream }) => stream)].map(accessStreamOf))], [...EXPORTS, 'ValuesDisclosed']],
  );
  const copies = entries.flatMap(({ stream, seq, type, bytes }): HandedCopy[] => {
    const { data, at, actor } = entryOf(bytes);
    const payload = data['payload'] as { readonly [name: string]: Json };
    const holds = EXPORTS.includes(type) ? exported(payload['heads'], places) : named(payload['places'], places);
    if (!holds) return [];
    const audience = textOf(payload['audience']) ?? textOf(actor['role']) ?? '';
    const of = typeof payload['export'] === 'string' ? { export: payload['export'] } : {};
    const how = EXPORTS.includes(type) ? 'export' : 'disclosure';
    return [{ how, audience, by: textOf(actor['id']) ?? '', at: instantOf(at), entry: { stream, seq }, ...of }];
  });
  return [...copies, ...(await served(manager, places))].sort((one, other) => one.at - other.at);
}

function exported(heads: Json | undefined, places: readonly ValuePlace[]): boolean {
  const known = new Map((Array.isArray(heads) ? (heads as { stream?: Json; seq?: Json }[]) : []).map(({ stream, seq }) => [stream, seq]));
  return places.some(({ stream, seq }) => Number(known.get(stream) ?? 0) >= seq);
}

function named(listed: Json | undefined, places: readonly ValuePlace[]): boolean {
  const known = new Set((Array.isArray(listed) ? (listed as unknown as ValuePlace[]) : []).map(keyOf));
  return places.some((place) => known.has(keyOf(place)));
}

async function served(manager: Pick<EntityManager, 'query'>, places: readonly ValuePlace[]): Promise<HandedCopy[]> {
  const rows = await manager.query<{ party: string; stream: string; seq: number; at: string }[]>(
    `select distinct s.party, x.stream, x.seq, (extract(epoch from x.at) * 1000)::bigint as at
       from jsonb_to_recordset($1::jsonb) as p(stream text, seq integer)
       join tregua.entries x on x.stream = p.stream and x.seq = p.seq
       join tregua.cases c on c.stream = p.stream
       join tregua.served_items s on s.case_id = c.id and s.seq = p.seq`,
    [JSON.stringify(places)],
  );
  return rows.map(({ party, stream, seq, at }) => ({
    how: 'service',
    audience: `party:${party}`,
    by: null,
    at: Number(at),
    entry: { stream, seq },
  }));
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function keyOf({ stream, seq, field }: ValuePlace): string {
  return `${stream} ${seq} ${field}`;
}
