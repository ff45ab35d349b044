import type { EntityManager } from 'typeorm';
import { currentRulebookId, reliesOn, retentionEndsAt, rulebookOf } from '@tregua/casework';
import { placeOfKey } from '../keyring/data-keys.js';
import { ms } from './bound-query.js';
import { findValues, type ValuePlace } from './value-places.js';

type Asking = Pick<EntityManager, 'query'>;

/** What the law must know of values that are to be erased (`whyNotErase`). */
export interface ErasureFacts {
  readonly holds: number;
  readonly retentionEndsAt: number | null;
  readonly reliedOnBy: readonly { readonly case: string; readonly ruling: number }[];
  readonly keysAreTheirOwn: boolean;
}

/** @param subject case/<id>, report/<id> or person/<id>. */
export async function erasureFacts(manager: Asking, subject: string, places: readonly ValuePlace[]): Promise<ErasureFacts> {
  const values = await findValues(manager, places);
  const [held] = await manager.query<{ holds: number }[]>(
    `select count(*)::int as holds from tregua.legal_holds where lifted_at is null and subject = any($1)`,
    [[subject, ...new Set(places.map(({ stream }) => stream))]],
  );
  const rulings = await publishedRulings(manager, subject);
  const relied = rulings.filter(({ ruling }) => values.some((value) => reliesOn(ruling, value)));
  return {
    holds: held?.holds ?? 0,
    retentionEndsAt: await retentionOf(manager, subject),
    reliedOnBy: relied.map(({ case: id, number }) => ({ case: id, ruling: number })),
    keysAreTheirOwn: values.every(({ keyId }) => placeOfKey(keyId) !== undefined),
  };
}

/** Of the case itself, of the lead in which it is heard, and of those that are heard in it: any of them may rely on its values. */
async function publishedRulings(
  manager: Asking,
  subject: string,
): Promise<readonly { readonly case: string; readonly number: number; readonly ruling: unknown }[]> {
  return await manager.query<{ case: string; number: number; ruling: unknown }[]>(
    `select c.id as case, (r.value->>'number')::int as number, r.value as ruling
       from tregua.cases own join tregua.cases c on c.id = own.id or c.id = own.lead or c.lead = own.id
       cross join lateral jsonb_array_elements(c.snapshot->'judgment'->'rulings') as r
      where own.stream = $1 and r.value->>'publishedAt' is not null order by c.id, 2`,
    [subject],
  );
}

/** What was joined ends with its lead, however long that takes. */
async function retentionOf(manager: Asking, subject: string): Promise<number | null> {
  const [row] = await manager.query<{ ended_at: string | null; rulebook: string | null; severity: number }[]>(
    `select case when c.ended and (l.id is null or l.ended) then ${ms('greatest(c.moved_at, l.moved_at)')} end as ended_at, c.rulebook, c.severity
       from tregua.cases c left join tregua.cases l on l.id = c.lead where c.stream = $1
     union all select case when ended then ${ms('moved_at')} end, rulebook, severity from tregua.reports where stream = $1
     union all select case when status = 'disabled' then ${ms('changed_at')} end, null, 5 from tregua.people where 'person/' || id = $1`,
    [subject],
  );
  if (row === undefined) return null;
  const endedAt = row.ended_at === null ? null : Number(row.ended_at);
  return retentionEndsAt(endedAt, rulebookOf(row.rulebook ?? currentRulebookId), row.severity);
}
