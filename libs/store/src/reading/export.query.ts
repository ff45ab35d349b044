import type { DataSource } from 'typeorm';
import type { Subject } from '@tregua/casework';
import type { Head } from '@tregua/ledger';
import type { Keyring } from '../keyring/keyring.js';
import { findCase } from './cases.query.js';
import { Binding, read } from './bound-query.js';
import { listHistory, mayKnowStream, type HistoryEntry } from './history.query.js';
import { findReport } from './reports.query.js';
import type { Reader } from './reader.js';
import { readsNames } from './visibility.js';

export interface ExportPlan {
  /** `case/<uuid>` or `report/<uuid>`. */
  readonly subject: string;
  /** Every stream that goes along, and where it stands. */
  readonly heads: readonly Head[];
  readonly states: readonly { readonly stream: string; readonly seq: number; readonly state: Subject }[];
}

/**
 * What an export of a case or a report holds for this reader: its own stream, cases that were born of it, its reports, evidence, closed ballots and motions, as far as the reader may
 * read them. Undefined where the reader may not read the subject whole: half a chain proves nothing.
 */
export async function planExport(
  dataSource: DataSource,
  reader: Reader,
  process: 'case' | 'report',
  id: string,
): Promise<ExportPlan | undefined> {
  const subject = `${process}/${id}`;
  // An export holds the exact bytes, in which votes are by name: nothing can be withheld from it.
  if (process === 'case' && !readsNames(reader)) return undefined;
  const found = process === 'case' ? await findCase(dataSource, reader, id) : await findReport(dataSource, reader, id);
  const snapshot: Subject | undefined = found?.snapshot;
  if (snapshot === undefined) return undefined;
  const states: { stream: string; seq: number; state: Subject }[] = [{ stream: subject, seq: found?.seq ?? 0, state: snapshot }];
  const streams = [subject];
  for (const stream of await neighbours(dataSource, process, id)) {
    if (!(await mayKnowStream(dataSource, reader, stream))) continue;
    streams.push(stream);
    const [kind, other] = stream.split('/') as [string, string];
    const neighbour =
      kind === 'report'
        ? await findReport(dataSource, reader, other)
        : kind === 'case'
          ? await findCase(dataSource, reader, other)
          : undefined;
    if (neighbour?.snapshot !== undefined) states.push({ stream, seq: neighbour.seq, state: neighbour.snapshot });
  }
  const binding = new Binding();
  const heads = await read<Head>(
    dataSource,
    `select stream, seq, encode(hash, 'hex') as hash from tregua.stream_heads where stream = any(${binding.put(streams, 'text[]')})`,
    binding,
  );
  // What was read one after the other must be of one moment: a subject that moved in between is read again.
  const seqs = new Map(heads.map(({ stream, seq }) => [stream, seq]));
  if (states.some(({ stream, seq }) => seqs.get(stream) !== seq)) return await planExport(dataSource, reader, process, id);
  const order = new Map(streams.map((stream, index) => [stream, index]));
  return { subject, heads: [...heads].sort((one, other) => (order.get(one.stream) ?? 0) - (order.get(other.stream) ?? 0)), states };
}

/** The entries of an export, stream by stream up to the heads of its plan, with the texts disclosed to this reader. A few hundred at a time. */
export async function* entriesOf(
  dataSource: DataSource,
  keyring: Keyring,
  reader: Reader,
  heads: readonly Head[],
): AsyncGenerator<HistoryEntry & { readonly stream: string }> {
  for (const { stream, seq } of heads) {
    let afterSeq: number | undefined = 0;
    while (afterSeq !== undefined) {
      const page = await listHistory(dataSource, keyring, reader, stream, { afterSeq, limit: 200 });
      for (const entry of page?.items ?? []) if (entry.seq <= seq) yield { ...entry, stream };
      afterSeq = page?.next;
    }
  }
}

async function neighbours(dataSource: DataSource, process: 'case' | 'report', id: string): Promise<readonly string[]> {
  const binding = new Binding();
  const of = binding.put(id, 'uuid');
  const text =
    process === 'report'
      ? `select stream from tregua.evidence where report_id = ${of} order by received_at, id`
      : `select stream from (
           select stream, 0 as part, opened_at as at from tregua.cases where snapshot->'origin'->>'from' = ${of}::text
           union all select stream, 1, created_at from tregua.reports where case_id = ${of}
           union all select e.stream, 2, e.received_at from tregua.evidence e left join tregua.reports r on r.id = e.report_id where e.case_id = ${of} or r.case_id = ${of}
           union all select h.stream, 3, h.at from tregua.stream_heads h where h.stream >= 'ballot/' || ${of}::text || '/' and h.stream < 'ballot/' || ${of}::text || '0'
           union all select stream, 4, made_at from tregua.motions where process = 'case' and target = ${of} and status = 'carried'
         ) streams order by part, at, stream`;
  return (await read<{ stream: string }>(dataSource, text, binding)).map(({ stream }) => stream);
}
