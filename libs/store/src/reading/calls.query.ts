import type { DataSource } from 'typeorm';
import type { Case } from '@tregua/casework';
import { entryOf, instantOf } from '@tregua/ledger';
import { Binding, ms, read } from './bound-query.js';
import { readsWhole } from './difference.query.js';
import { foldOf } from './fold.query.js';
import type { Reader } from './reader.js';
import { evidenceSight, readsNames } from './visibility.js';

/** An item of evidence that the reader may see, as the Commission had it. */
export interface HeldItem {
  readonly id: string;
  readonly sha256: string;
  readonly receivedAt: number;
}

/** On what a call was voted: the exact draft, the evidence list as it was frozen, and what the Commission held at that moment. */
export interface CallRecord {
  readonly number: number;
  readonly round: number;
  /** Seq of the entry that opened it. */
  readonly seq: number;
  readonly openedAt: number;
  readonly closesAt: number;
  /** Seq of the entry that closed it; null: it is open. */
  readonly closedSeq: number | null;
  /** Hashes of draft and evidence list; null where the bare questions were put. */
  readonly draft: string | null;
  readonly evidenceList: string | null;
  readonly frozenAt: number | null;
  /** Ids that the questions rely on or consider as contrary. */
  readonly named: readonly string[];
  /** Items received before it was opened, and after. */
  readonly held: readonly HeldItem[];
  readonly cameLater: readonly HeldItem[];
  /** Each report of the case, with the last entry that stood when the call was opened: the version that the voters had. */
  readonly reports: readonly { readonly stream: string; readonly seq: number; readonly seqNow: number }[];
  /** How many have cast a ballot: all that anybody learns before the close. */
  readonly cast: number;
  /** Who voted, on which draft and list, once it is closed; not how. */
  readonly ballots: readonly {
    readonly member: string;
    readonly at: number;
    readonly draft: string | null;
    readonly evidenceList: string | null;
  }[];
}

type Opened = Omit<CallRecord, 'held' | 'cameLater' | 'reports' | 'cast' | 'ballots' | 'closedSeq'> & { closedSeq: number | null };

/** The calls of a case and what the voters had before them, the first one first. Undefined: the reader does not read the case whole, with names. */
export async function listCalls(dataSource: DataSource, reader: Reader, caseId: string): Promise<readonly CallRecord[] | undefined> {
  if (!readsNames(reader) || !(await readsWhole(dataSource, reader, `case/${caseId}`))) return undefined;
  const calls: Opened[] = [];
  for await (const { seq, before, after } of foldOf(dataSource, `case/${caseId}`)) {
    const [was, is] = [(before as Case | undefined)?.judgment.call ?? null, (after as Case).judgment.call];
    const open = calls.at(-1);
    if (open !== undefined && was !== null && is?.number !== was.number) open.closedSeq ??= seq;
    if (is !== null && is.number !== was?.number) calls.push(opened(after as Case, seq));
  }
  const items = await itemsOf(dataSource, reader, caseId);
  return await Promise.all(
    calls.map(async (call) => {
      const ballots = await ballotsOf(dataSource, caseId, call.number);
      return {
        ...call,
        held: items.filter(({ receivedAt }) => receivedAt <= call.openedAt),
        cameLater: items.filter(({ receivedAt }) => receivedAt > call.openedAt),
        reports: await reportsAt(dataSource, caseId, call.openedAt),
        cast: new Set(ballots.map(({ member }) => member)).size,
        ballots: call.closedSeq === null ? [] : ballots,
      };
    }),
  );
}

function opened({ judgment }: Case, seq: number): Opened {
  const { call, draft } = judgment;
  if (call === null) throw new Error('No call is open.');
  const named = [...new Set((draft?.questions ?? []).flatMap(({ relies, contrary }) => [...relies, ...contrary]))].sort();
  return {
    number: call.number,
    round: call.round,
    seq,
    openedAt: call.openedAt,
    closesAt: call.closesAt,
    closedSeq: null,
    draft: draft?.hash ?? null,
    evidenceList: draft?.evidenceList ?? null,
    frozenAt: draft?.fixedAt ?? null,
    named,
  };
}

/** Evidence of the case and of its reports that the reader may see, the oldest first. At most 1,000 items. */
async function itemsOf(dataSource: DataSource, reader: Reader, caseId: string): Promise<readonly HeldItem[]> {
  const binding = new Binding();
  const id = binding.put(caseId, 'uuid');
  const rows = await read<{ id: string; sha256: string; at: string }>(
    dataSource,
    `select e.id, encode(e.sha256, 'hex') as sha256, ${ms('e.received_at')} as at from tregua.evidence e
      where (e.case_id = ${id} or e.report_id = any(array(select o.id from tregua.reports o where o.case_id = ${id})))
        and ${evidenceSight(reader, binding).sees} order by e.received_at, e.id limit 1000`,
    binding,
  );
  return rows.map(({ id: item, sha256, at }) => ({ id: item, sha256, receivedAt: Number(at) }));
}

async function reportsAt(dataSource: DataSource, caseId: string, at: number): Promise<CallRecord['reports']> {
  const binding = new Binding();
  const when = binding.put(new Date(at).toISOString(), 'timestamptz');
  return await read(
    dataSource,
    `select r.stream, r.seq as "seqNow", coalesce((
         select x.seq from tregua.entries x where x.stream = r.stream and x.at <= ${when} order by x.seq desc limit 1), 0) as seq
       from tregua.reports r where r.case_id = ${binding.put(caseId, 'uuid')} order by r.created_at, r.id limit 500`,
    binding,
  );
}

async function ballotsOf(dataSource: DataSource, caseId: string, call: number): Promise<CallRecord['ballots']> {
  const binding = new Binding();
  const rows = await read<{ bytes: Buffer }>(
    dataSource,
    `select bytes from tregua.entries where stream = ${binding.put(`ballot/${caseId}/${call}`, 'text')} order by seq limit 500`,
    binding,
  );
  return rows.map(({ bytes }) => {
    const { actor, at, data } = entryOf(bytes);
    const { draft, evidenceList } = data['payload'] as { readonly draft?: string; readonly evidenceList?: string };
    return { member: actor['id'] as string, at: instantOf(at), draft: draft ?? null, evidenceList: evidenceList ?? null };
  });
}
