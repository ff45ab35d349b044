import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { canonicalBytes, type Json } from '@tregua/ledger';
import { Binding } from './bound-query.js';
import type { BundlePlan, ExportSight, PlannedEvidence, PlannedStream } from './export-plan.js';
import { caseSight, evidenceSight, readsNames, reportSight, servedSight } from './visibility.js';

/** A case that was asked for, if both the audience and the asker may have it. */
export interface ExportableCase {
  readonly id: string;
  readonly reference: string;
  /** Only that it exists, and what was served, is the audience's. */
  readonly sees: boolean;
}

/** A stream found, and on account of which case it goes along. */
export interface FoundStream {
  readonly stream: string;
  readonly caseId: string;
  readonly sees: boolean;
}

type Ask = <Row>(text: string, binding: Binding) => Promise<Row[]>;

/** Readings of one transaction: all of them see the same moment. */
export function asking(manager: EntityManager): Ask {
  return async <Row>(text: string, { values }: Binding) => await manager.query<Row[]>(text, values);
}

/** Which of these cases may go into a bundle. Those that may not, and those that are not there, are missing alike. */
export async function exportableCases(ask: Ask, sight: ExportSight, ids: readonly string[]): Promise<readonly ExportableCase[]> {
  const binding = new Binding();
  const audience = caseSight(sight.audience, binding);
  const asker = caseSight(sight.asker, binding);
  const may = sight.asWhole ? asker.sees : asker.knows();
  return await ask<ExportableCase>(
    `select c.id, c.reference, ${audience.sees} as sees from tregua.cases c
      where c.id = any(${binding.put(ids, 'uuid[]')}) and ${audience.knows()} and ${may} order by c.id`,
    binding,
  );
}

/** Every stream that goes along with these cases, themselves included, each once. */
export async function findStreams(ask: Ask, sight: ExportSight, cases: readonly ExportableCase[]): Promise<readonly FoundStream[]> {
  const ids = cases.map(({ id }) => id);
  const found: FoundStream[] = cases.map(({ id, sees }) => ({ stream: `case/${id}`, caseId: id, sees }));
  const parts = [await bornCases(ask, sight, ids), await reports(ask, sight, ids), await evidenceStreams(ask, sight, ids)];
  if (readsNames(sight.audience))
    parts.push(await ballotsAndMotions(ask, sight, ids), await office(ask, sight, ids), await calendars(ask, [...found, ...parts.flat()]));
  for (const part of parts) found.push(...part);
  const seen = new Set<string>();
  return found.filter(({ stream }) => !seen.has(stream) && seen.add(stream));
}

async function bornCases(ask: Ask, sight: ExportSight, ids: readonly string[]): Promise<FoundStream[]> {
  const binding = new Binding();
  const audience = caseSight(sight.audience, binding);
  const asker = caseSight(sight.asker, binding);
  return await ask<FoundStream>(
    `select c.stream, c.snapshot->'origin'->>'from' as "caseId", ${audience.sees} as sees from tregua.cases c
      where c.snapshot->'origin'->>'from' = any(${binding.put(ids, 'text[]')}) and ${audience.knows()}
        and ${sight.asWhole ? asker.sees : asker.knows()} order by c.stream`,
    binding,
  );
}

async function reports(ask: Ask, sight: ExportSight, ids: readonly string[]): Promise<FoundStream[]> {
  const binding = new Binding();
  return await ask<FoundStream>(
    `select r.stream, r.case_id as "caseId", true as sees from tregua.reports r
      where r.case_id = any(${binding.put(ids, 'uuid[]')}) and r.submitted_at is not null
        and ${reportSight(sight.audience, binding).sees} and ${reportSight(sight.asker, binding).sees} order by r.stream`,
    binding,
  );
}

const EVIDENCE_FROM = `tregua.evidence e left join tregua.reports o on o.id = e.report_id`;

async function evidenceStreams(ask: Ask, sight: ExportSight, ids: readonly string[]): Promise<FoundStream[]> {
  const binding = new Binding();
  const cases = binding.put(ids, 'uuid[]');
  return await ask<FoundStream>(
    `select e.stream, coalesce(e.case_id, o.case_id) as "caseId", true as sees from ${EVIDENCE_FROM}
      where (e.case_id = any(${cases}) or o.case_id = any(${cases}))
        and ${evidenceSight(sight.audience, binding).sees} and ${evidenceSight(sight.asker, binding).sees} order by e.stream`,
    binding,
  );
}

/** Ballots of closed calls, and motions that were carried: as in the history (history.query.ts). */
async function ballotsAndMotions(ask: Ask, sight: ExportSight, ids: readonly string[]): Promise<FoundStream[]> {
  const binding = new Binding();
  const cases = binding.put(ids, 'uuid[]');
  const [audience, asker] = [caseSight(sight.audience, binding).sees, caseSight(sight.asker, binding).sees];
  return await ask<FoundStream>(
    `select h.stream, c.id as "caseId", true as sees from tregua.cases c
       join tregua.stream_heads h on h.stream >= 'ballot/' || c.id::text || '/' and h.stream < 'ballot/' || c.id::text || '0'
      where c.id = any(${cases}) and ${audience} and ${asker}
        and coalesce((c.snapshot->'judgment'->'call'->>'number') <> split_part(h.stream, '/', 3), true)
     union all
     select m.stream, c.id, true from tregua.cases c join tregua.motions m on m.target = c.id and m.process = 'case' and m.status = 'carried'
      where c.id = any(${cases}) and ${audience} and ${asker} order by 1`,
    binding,
  );
}

/** What the office entered about the cases: who worked on them, and who asked for time. */
async function office(ask: Ask, sight: ExportSight, ids: readonly string[]): Promise<FoundStream[]> {
  const binding = new Binding();
  const cases = binding.put(ids, 'uuid[]');
  const [audience, asker] = [caseSight(sight.audience, binding).sees, caseSight(sight.asker, binding).sees];
  return await ask<FoundStream>(
    `select h.stream, c.id as "caseId", true as sees from tregua.cases c join tregua.stream_heads h on h.stream = 'office/' || c.id::text
      where c.id = any(${cases}) and ${audience} and ${asker} order by 1`,
    binding,
  );
}

/** Calendars that two persons corrected and by which any of these cases and reports count: who reads names reads who they were. */
async function calendars(ask: Ask, found: readonly FoundStream[]): Promise<FoundStream[]> {
  const binding = new Binding();
  const streams = binding.put(
    found.map(({ stream }) => stream),
    'text[]',
  );
  return await ask<FoundStream>(
    `select 'calendar/' || k.id as stream, min(s.case_id::text) as "caseId", true as sees
       from (select stream, id as case_id, snapshot from tregua.cases union all select stream, case_id, snapshot from tregua.reports) s,
            jsonb_object_keys(coalesce(s.snapshot->'corrections', '{}'::jsonb)) as k(id)
      where s.stream = any(${streams}) group by k.id order by 1`,
    binding,
  );
}

interface HeadRow {
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
  readonly snapshot: Json | null;
}

/** Heads and sights of the streams found, sorted by stream. */
export async function planStreams(ask: Ask, sight: ExportSight, found: readonly FoundStream[]): Promise<readonly PlannedStream[]> {
  const planned: PlannedStream[] = [];
  const sees = new Map(found.map((one) => [one.stream, one.sees]));
  for (const stream of [...sees.keys()].sort()) {
    const binding = new Binding();
    // A snapshot may be large: they are read one by one.
    const [row] = await ask<HeadRow>(
      `select h.stream, h.seq, encode(h.hash, 'hex') as hash, coalesce(c.snapshot, r.snapshot) as snapshot from tregua.stream_heads h
         left join tregua.cases c on c.stream = h.stream left join tregua.reports r on r.stream = h.stream
        where h.stream = ${binding.put(stream, 'text')}`,
      binding,
    );
    if (row === undefined) throw new Error(`The stream ${stream} has no head.`);
    planned.push(await planStream(ask, sight, row, sees.get(stream) === true));
  }
  return planned;
}

async function planStream(ask: Ask, sight: ExportSight, { stream, seq, hash, snapshot }: HeadRow, sees: boolean): Promise<PlannedStream> {
  const isSubject = snapshot !== null;
  const whole = readsNames(sight.audience);
  const process = isSubject ? Number((snapshot as { processVersion?: number }).processVersion) : null;
  const texts = /^(?:case|report|evidence)\//.test(stream);
  if (whole || !stream.startsWith('case/')) {
    const state = isSubject ? createHash('sha256').update(canonicalBytes(snapshot)).digest('hex') : null;
    return { stream, seq, hash, sight: 'exact', shown: null, texts, state, process };
  }
  const shown = sees ? null : await servedSeqs(ask, sight, stream);
  const none = shown !== null && shown.length === 0;
  return { stream, seq, hash, sight: none ? 'withheld' : 'abridged', shown, texts, state: null, process };
}

async function servedSeqs(ask: Ask, sight: ExportSight, stream: string): Promise<readonly number[]> {
  const binding = new Binding();
  const rows = await ask<{ seq: number }>(
    `select x.seq from tregua.cases c join tregua.entries x on x.stream = c.stream
      where c.stream = ${binding.put(stream, 'text')} and ${servedSight(sight.audience, binding)} order by x.seq`,
    binding,
  );
  return rows.map(({ seq }) => seq);
}

/** Items whose streams go along. Originals go to those who read the case by name; the others get digests. */
export async function planEvidence(
  ask: Ask,
  sight: ExportSight,
  streams: readonly PlannedStream[],
  content: BundlePlan['content'],
): Promise<readonly PlannedEvidence[]> {
  const binding = new Binding();
  const included = content === 'bundle' && readsNames(sight.audience);
  const rows = await ask<{ stream: string; sha256: string; size: string; media_type: string }>(
    `select e.stream, encode(e.sha256, 'hex') as sha256, e.size, e.media_type from tregua.evidence e
      where e.stream = any(${binding.put(
        streams.map(({ stream }) => stream),
        'text[]',
      )}) order by e.stream`,
    binding,
  );
  return rows.map(({ stream, sha256, size, media_type: mediaType }) => ({ stream, sha256, size: Number(size), mediaType, included }));
}

/** Published rulings of the cases that go along: they are public by the act of publication itself. */
export async function planRulings(ask: Ask, streams: readonly PlannedStream[]): Promise<BundlePlan['rulings']> {
  const binding = new Binding();
  return await ask<{ case: string; number: number }>(
    `select p.case_id as case, p.number from tregua.published_rulings p join tregua.cases c on c.id = p.case_id
      where c.stream = any(${binding.put(
        streams.map(({ stream }) => stream),
        'text[]',
      )}) order by p.case_id, p.number`,
    binding,
  );
}
