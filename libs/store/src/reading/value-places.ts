import type { EntityManager } from 'typeorm';
import { entryOf, valueAt } from '@tregua/ledger';
import type { Keyring } from '../keyring/keyring.js';

/** Where a sealed value belongs: an entry, and the RFC 6901 pointer of its commitment inside `data`. */
export interface ValuePlace {
  readonly stream: string;
  readonly seq: number;
  readonly field: string;
}

type Asking = Pick<EntityManager, 'query'>;

/** The case, report without a case, or person that each stream belongs to: `case/<id>`, `report/<id>`, `person/<id>`. Streams of nothing are left out. */
export async function homesOf(manager: Asking, streams: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await manager.query<{ stream: string; home: string | null }[]>(
    `select s.stream,
        case split_part(s.stream, '/', 1)
          when 'case' then c.stream
          when 'ballot' then c.stream
          when 'office' then c.stream
          when 'person' then s.stream
          when 'access' then coalesce(c.stream, 'case/' || r.case_id, r.stream)
          when 'report' then coalesce('case/' || r.case_id, r.stream)
          when 'evidence' then coalesce('case/' || e.case_id, 'case/' || o.case_id, o.stream)
          when 'motion' then 'case/' || m.target
        end as home
       from unnest($1::text[]) as s(stream)
       left join tregua.cases c on c.stream = 'case/' || split_part(s.stream, '/', 2)
       left join tregua.reports r on r.stream = 'report/' || split_part(s.stream, '/', 2)
       left join tregua.evidence e on e.stream = s.stream
       left join tregua.reports o on o.id = e.report_id
       left join tregua.motions m on m.stream = s.stream and m.process = 'case'`,
    [[...new Set(streams)]],
  );
  return new Map(rows.flatMap(({ stream, home }) => (home === null ? [] : [[stream, home] as const])));
}

/** Where acts about a subject are entered. */
export function accessStreamOf(subject: string): string {
  return subject.startsWith('person/') ? subject : `access/${subject.slice(subject.indexOf('/') + 1)}`;
}

/** A value that is still there: what it is known by in its entry, and under which key it lies. */
export interface FoundValue extends ValuePlace {
  readonly commitment: string;
  readonly keyId: string;
}

/** The values that are still there at these places. */
export async function findValues(manager: Asking, places: readonly ValuePlace[]): Promise<readonly FoundValue[]> {
  const rows = await manager.query<(ValuePlace & { key_id: string; bytes: Buffer })[]>(
    `select p.stream, p.seq, p.field, v.key_id, x.bytes
       from jsonb_to_recordset($1::jsonb) as p(stream text, seq integer, field text)
       join tregua.sealed_values v on v.stream = p.stream and v.seq = p.seq and v.field = p.field
       join tregua.entries x on x.stream = p.stream and x.seq = p.seq`,
    [JSON.stringify(places.map(({ stream, seq, field }) => ({ stream, seq, field })))],
  );
  return rows.flatMap(({ stream, seq, field, key_id: keyId, bytes }) => {
    const commitment = valueAt(entryOf(bytes).data, `${field}/sealed`);
    return typeof commitment === 'string' ? [{ stream, seq, field, keyId, commitment }] : [];
  });
}

/** Every sealed value of a stream. */
export async function placesOfStream(manager: Asking, stream: string): Promise<readonly ValuePlace[]> {
  return await manager.query<ValuePlace[]>(
    `select stream, seq, field from tregua.sealed_values where stream = $1 order by seq, field collate "C"`,
    [stream],
  );
}

/**
 * What the motions of a case hold of the same texts: a motion's proposal is a copy of the payload that it became. Their places are erased along, or
 * the text would stay in its copy.
 */
export async function copiesInMotions(manager: Asking, keyring: Keyring, places: readonly ValuePlace[]): Promise<readonly ValuePlace[]> {
  const inCases = places.filter(({ stream }) => stream.startsWith('case/'));
  if (inCases.length === 0) return [];
  const texts = new Set((await openedAt(manager, keyring, inCases)).filter((value): value is string => typeof value === 'string'));
  const motions = await manager.query<SealedRow[]>(
    `select v.stream, v.seq, v.field, v.key_id, v.nonce, v.ciphertext from tregua.motions m join tregua.sealed_values v on v.stream = m.stream
      where m.process = 'case' and m.target = any($1::uuid[]) order by v.stream, v.seq, v.field`,
    [[...new Set(inCases.map(({ stream }) => stream.slice('case/'.length)))]],
  );
  return motions
    .filter((row) => textsIn(keyring.find(row, sealedIn(row))?.value).some((text) => texts.has(text)))
    .map(({ stream, seq, field }) => ({ stream, seq, field }));
}

interface SealedRow extends ValuePlace {
  readonly key_id: string;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
}

async function openedAt(manager: Asking, keyring: Keyring, places: readonly ValuePlace[]): Promise<readonly unknown[]> {
  const rows = await manager.query<SealedRow[]>(
    `select v.stream, v.seq, v.field, v.key_id, v.nonce, v.ciphertext
       from jsonb_to_recordset($1::jsonb) as p(stream text, seq integer, field text)
       join tregua.sealed_values v on v.stream = p.stream and v.seq = p.seq and v.field = p.field`,
    [JSON.stringify(places)],
  );
  return rows.map((row) => keyring.find(row, sealedIn(row))?.value);
}

function sealedIn({ key_id: keyId, nonce, ciphertext }: SealedRow): { keyId: string; nonce: Buffer; ciphertext: Buffer } {
  return { keyId, nonce, ciphertext };
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
