import type { DataSource } from 'typeorm';
import { entryOf, type JsonObject } from '@tregua/ledger';
import { Binding, ms, read } from './bound-query.js';
import { streamsOfCase } from './entry-sight.js';
import { limitOf, type Page } from './page.js';
import type { Reader } from './reader.js';
import { serviceWays } from './service-proofs.query.js';
import { caseSight } from './visibility.js';

/** Somebody came to know something of a case, or was let in or shut out. */
export interface Knowing {
  readonly at: number;
  /** One of `waysOfKnowing`: of what kind the moment was. */
  readonly how: string;
  /** Pseudonymous id of a person; or the audience: party:<code>, public. */
  readonly who: string;
  /** The entry that says so, or that was served. */
  readonly entry: { readonly stream: string; readonly seq: number };
  /** What the entry holds of it; texts are commitments. */
  readonly what: JsonObject;
}

/** Kinds of entries by which somebody comes to know, is let in or shut out; each with a word for it. */
const KINDS: Readonly<Record<string, string>> = {
  RestrictedRead: 'read',
  EvidenceRead: 'read',
  CaseExported: 'exported',
  ExportRequested: 'exported',
  CaseGranted: 'granted',
  CaseGrantRevoked: 'revoked',
  SecrecySet: 'levelSet',
  ValuesDisclosed: 'disclosed',
  ValuesRedacted: 'redacted',
  RedactionLifted: 'redactionLifted',
  ValuesErased: 'erased',
};

/** Every way in which somebody comes to know, as the list names it: the pages have words for each. */
export const waysOfKnowing: readonly string[] = [...new Set([...Object.values(KINDS), ...serviceWays, 'served', 'published'])];

interface KnowingRow {
  readonly at: string;
  readonly key: string;
  readonly how: string;
  readonly who: string | null;
  readonly stream: string;
  readonly seq: number;
  readonly bytes: Buffer | null;
}

/**
 * Who knew what when, the newest first: looks at what is restricted and at evidence, exports, grants and levels out of the access streams, services on
 * the parties and what shows that they arrived, publications. Undefined: no such case for this reader.
 */
export async function listKnowledge(
  dataSource: DataSource,
  reader: Reader,
  caseId: string,
  { cursor, limit }: { readonly cursor?: string; readonly limit?: number } = {},
): Promise<Page<Knowing> | undefined> {
  const sight = new Binding();
  const seen = await read(
    dataSource,
    `select 1 from tregua.cases c where c.id = ${sight.put(caseId, 'uuid')} and ${caseSight(reader, sight).sees}`,
    sight,
  );
  if (seen.length === 0) return undefined;
  const binding = new Binding();
  const id = binding.put(caseId, 'text');
  const most = limitOf(limit);
  const after = cursor === undefined ? undefined : knowingPlaceOf(cursor);
  const place =
    after === undefined
      ? 'true'
      : `(k.at, k.key) < (${binding.put(new Date(after.at).toISOString(), 'timestamptz')}, ${binding.put(after.key, 'text')})`;
  const rows = await read<KnowingRow>(
    dataSource,
    `select ${ms('k.at')} as at, k.key, k.how, k.who, k.stream, k.seq, k.bytes from (
       select x.at, x.stream || ':' || x.seq as key, x.type as how, x.actor as who, x.stream, x.seq, x.bytes
         from tregua.entries x
        where x.stream = any(array(${streamsOfCase(id)})) and x.type = any(${binding.put(Object.keys(KINDS), 'text[]')})
       union all
       select x.at, 'served:' || s.party || ':' || s.seq, 'served', 'party:' || s.party, x.stream, x.seq, null
         from tregua.served_items s join tregua.entries x on x.stream = 'case/' || ${id} and x.seq = s.seq where s.case_id = ${id}::uuid
       union all
       select p.at, 'proof:' || p.id, p.how, coalesce(p.agent::text, 'party:' || p.party), 'case/' || ${id}, p.seq, null
         from tregua.service_proofs p where p.case_id = ${id}::uuid
       union all
       select p.published_at, 'published:' || p.number, 'published', 'public', 'case/' || ${id}, coalesce((
           select x.seq from tregua.entries x where x.stream = 'case/' || ${id} and x.at <= p.published_at order by x.seq desc limit 1), 1), null
         from tregua.published_rulings p where p.case_id = ${id}::uuid
     ) k where ${place} order by k.at desc, k.key desc limit ${binding.put(most + 1, 'integer')}`,
    binding,
  );
  const shown = rows.slice(0, most);
  const last = shown.at(-1);
  const next = rows.length > most && last !== undefined ? { next: Buffer.from(`${last.at} ${last.key}`).toString('base64url') } : {};
  return { items: shown.map(knowing), ...next };
}

function knowing({ at, how, who, stream, seq, bytes }: KnowingRow): Knowing {
  const payload = bytes === null ? {} : (entryOf(bytes).data['payload'] as JsonObject);
  // Of a disclosure or a grant it matters who came to know, not who decided it.
  const { audience, person } = payload as { readonly audience?: string; readonly person?: string };
  const whom = (how === 'ValuesDisclosed' ? audience : how.startsWith('CaseGrant') ? person : undefined) ?? who ?? '';
  return { at: Number(at), how: KINDS[how] ?? how, who: whom, entry: { stream, seq }, what: payload };
}

/** Undefined for what is no cursor of ours. */
export function knowingPlaceOf(cursor: string): { readonly at: number; readonly key: string } | undefined {
  const match = /^(-?\d{1,16}) ([a-z][A-Za-z0-9._:/-]{1,300})$/.exec(Buffer.from(cursor, 'base64url').toString());
  return match === null ? undefined : { at: Number(match[1]), key: match[2] as string };
}
