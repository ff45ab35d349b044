import type { DataSource } from 'typeorm';
import { extendableTerm, rulebookOf, type Case } from '@tregua/casework';
import type { Keyring } from '../keyring/keyring.js';
import { Binding, ms, read } from './bound-query.js';
import { listHistory } from './history.query.js';
import type { Reader } from './reader.js';
import { caseSight, readsNames } from './visibility.js';

/** What became of it: the term runs and the chair may still extend it; the chair did; or it ended, or stands still. */
export type TimeRequestStatus = 'open' | 'extended' | 'over';

export interface TimeRequest {
  readonly party: string;
  readonly state: string;
  readonly termEndsAt: number;
  readonly askedAt: number;
  /** Seq of its entry in office/<case>. */
  readonly seq: number;
  readonly status: TimeRequestStatus;
  /** Absent: nobody has it any more, or not for this reader. */
  readonly reason?: string;
}

export interface TimeRequests {
  /** The end of the term of which this reader's party may ask for more now. */
  readonly mayAskUntil?: number;
  readonly items: readonly TimeRequest[];
}

/** As many terms as a case can have, twice over. */
const MOST = 200;

/**
 * What the parties of a case asked for, the latest first: all of it for the Commission and its auditors where they read the case, the own for a party's
 * agent. Undefined: no such case for them.
 */
export async function listTimeRequests(
  dataSource: DataSource,
  keyring: Keyring,
  reader: Reader,
  caseId: string,
): Promise<TimeRequests | undefined> {
  const snapshot = await standingFor(dataSource, reader, caseId);
  if (snapshot === undefined) return undefined;
  const binding = new Binding();
  const mine = readsNames(reader) ? 'true' : `t.party = ${binding.put(reader.party ?? '', 'text')}`;
  const rows = await read<{ party: string; state: string; ends: string; extensions: number; at: string; seq: number }>(
    dataSource,
    `select t.party, t.state, ${ms('t.term_ends_at')} as ends, t.extensions, ${ms('t.asked_at')} as at, t.seq from tregua.time_requests t
      where t.case_id = ${binding.put(caseId, 'uuid')} and ${mine} order by t.seq desc limit ${binding.put(MOST, 'integer')}`,
    binding,
  );
  const term = extendableTerm(snapshot, rulebookOf(snapshot.rulebook));
  const reasons = await reasonsOf(dataSource, keyring, reader, caseId);
  const items = rows.map(({ party, state, ends, extensions, at, seq }) => ({
    party,
    state,
    termEndsAt: Number(ends),
    askedAt: Number(at),
    seq,
    status: statusOf(snapshot, state, extensions, term !== undefined),
    ...(reasons.get(seq) === undefined ? {} : { reason: reasons.get(seq) }),
  }));
  const asks = reader.roles.includes('party_agent') && reader.party !== undefined && snapshot.parties.includes(reader.party);
  const asked = items.some(
    ({ party, state, termEndsAt }) => party === reader.party && state === snapshot.state && termEndsAt === term?.dueAt,
  );
  return { items, ...(asks && !asked && term !== undefined ? { mayAskUntil: term.dueAt } : {}) };
}

/** Whoever learns of requests: the Commission and its auditors where they read the case, and the agents of its parties. */
async function standingFor(dataSource: DataSource, reader: Reader, caseId: string): Promise<Case | undefined> {
  if (!readsNames(reader) && !reader.roles.includes('party_agent')) return undefined;
  const binding = new Binding();
  const sight = caseSight(reader, binding);
  const may = readsNames(reader) ? sight.sees : sight.knows();
  const text = `select c.snapshot from tregua.cases c where c.id = ${binding.put(caseId, 'uuid')} and ${may}`;
  const [row] = await read<{ snapshot: Case }>(dataSource, text, binding);
  return row?.snapshot;
}

function statusOf(now: Case, state: string, extensions: number, runs: boolean): TimeRequestStatus {
  if ((now.counts.extensions[state] ?? 0) > extensions) return 'extended';
  return runs && now.state === state ? 'open' : 'over';
}

/** The texts of this reader's entries in office/<case>, by seq. */
async function reasonsOf(dataSource: DataSource, keyring: Keyring, reader: Reader, caseId: string): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  for (let afterSeq = 0, more = true; more;) {
    const page = await listHistory(dataSource, keyring, reader, `office/${caseId}`, { afterSeq });
    for (const { seq, texts } of page?.items ?? []) {
      const reason = texts['/payload/reason']?.value;
      if (typeof reason === 'string') found.set(seq, reason);
    }
    more = page?.next !== undefined;
    afterSeq = page?.next ?? afterSeq;
  }
  return found;
}
