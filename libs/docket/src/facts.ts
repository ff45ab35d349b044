import { randomBytes } from 'node:crypto';
import { correctionFrom, type CalendarStep } from '@tregua/casework';
import type { Actor, FactName, Facts, Json, JsonObject, OpenedBallot, RosterSeat, Row, Subject } from '@tregua/casework';
import { entryOf, valueAt } from '@tregua/ledger';
import type { Law } from './law.js';
import type { DocketTransaction, StoredEntry, StoredHead } from './ports.js';

/** What facts are read from: one transaction's work, as far as loading needs it. */
interface Sources {
  readonly law: Law;
  readonly transaction: DocketTransaction;
  readonly newId: () => string;
  head(stream: string): Promise<StoredHead | undefined>;
  subject(stream: string): Promise<Subject | undefined>;
  loadAll(streams: readonly string[]): Promise<void>;
  ballotStream(subject: Subject): string | undefined;
}

export interface FactsAsked {
  readonly subject: Subject | undefined;
  /** Full name of the subject's stream. */
  readonly stream: string;
  readonly payload: JsonObject;
  /** Facts that are there already: a motion's signatures. */
  readonly given: Facts;
}

/**
 * Brings the facts that a row needs, each small canonical JSON, null where what it asks for is not there. They are kept in the entry, so that a
 * replay decides on the same. What a fact was read from must not have moved when the entry is written: the transaction sees to it.
 */
export async function loadFacts(sources: Sources, row: Row, asked: FactsAsked): Promise<Facts> {
  const facts: { [name: string]: Json } = {};
  for (const name of row.needs ?? []) facts[name] = asked.given[name] ?? (await loaders[name](sources, asked));
  // What is born takes its id from the facts, so that a replay gives it the same.
  const id = asked.stream.slice(asked.stream.indexOf('/') + 1);
  if (row.from === null) Object.assign(facts, { stream: id, freshId: id });
  return facts;
}

type Loader = (sources: Sources, asked: FactsAsked) => Json | Promise<Json>;

const loaders: { readonly [name in FactName]: Loader } = {
  lot: () => randomBytes(32).toString('hex'),
  freshId: ({ newId }) => newId(),
  roster: async (sources, asked) => {
    const report = await reportOf(sources, asked);
    const items = [...reportsOf(asked.subject), ...(report === undefined ? [] : [report as unknown as CaseItem])];
    return json((await sources.transaction.roster()).map((seat) => withBars(seat, items)));
  },
  report: async (sources, asked) => {
    const report = await reportOf(sources, asked);
    return report === undefined ? null : json(sources.law.summaryOfReport(report));
  },
  reports: async (sources, { subject }) => {
    const reports = await subjectsOf(
      sources,
      'report',
      reportsOf(subject).map(({ id }) => id),
    );
    return json(reports.map((report) => sources.law.summaryOfReport(report)));
  },
  otherCase: async (sources, asked) => {
    const id = otherCaseId(asked);
    const [other] = id === undefined ? [] : await subjectsOf(sources, 'case', [id]);
    return other === undefined ? null : json(sources.law.summaryOfCase(other));
  },
  children: async (sources, { subject }) => {
    const joining = (subject as { joining?: { children?: readonly { id: string }[] } } | undefined)?.joining;
    const children = await subjectsOf(
      sources,
      'case',
      (joining?.children ?? []).map(({ id }) => id),
    );
    return json(children.map((child) => sources.law.summaryOfCase(child)));
  },
  series: async (sources, asked) => {
    const report = asked.stream.startsWith('report/') ? asked.subject : await reportOf(sources, asked);
    if (report === undefined) return { caseId: null };
    const { sector, startsAt } = sources.law.summaryOfReport(report);
    return { caseId: await sources.transaction.seriesCase(sector, startsAt) };
  },
  ballots: async (sources, { subject }) => json(subject === undefined ? [] : await ballotsOf(sources, subject)),
  signatures: () => [],
  agreement: async (sources, asked) => {
    const agreements = await sources.transaction.agreements();
    const report = asked.stream.startsWith('report/') ? asked.subject : await reportOf(sources, asked);
    return sources.law.agreementFor(agreements, report, asked.payload);
  },
  correction: async (sources, { payload }) => {
    const { calendar, confirmation } = payload;
    if (typeof calendar !== 'string' || typeof confirmation !== 'number') return null;
    const stream = `calendar/${calendar}`;
    const entries = (await sources.head(stream)) === undefined ? [] : await sources.transaction.entries(stream);
    const correction = correctionFrom(entries.map(calendarStep), confirmation);
    return correction === null ? null : json(correction);
  },
};

function calendarStep({ seq, bytes }: StoredEntry): CalendarStep {
  const { type, at, actor, data } = entryOf(bytes);
  const { payload } = data as { readonly payload?: JsonObject };
  return { seq, type, at: Date.parse(at), actor, payload: payload ?? {} };
}

interface CaseItem {
  readonly id: string;
  readonly author: string;
  readonly verifier: string | null;
}

function reportsOf(subject: Subject | undefined): readonly CaseItem[] {
  return (subject as { reports?: readonly CaseItem[] } | undefined)?.reports ?? [];
}

/** Bars that the record itself raises: who authored or verified what the case rests on does not judge it (law.md, Panel, conflicts, votes). */
function withBars(seat: RosterSeat, items: readonly CaseItem[]): RosterSeat {
  const authored = items.some(({ author }) => author === seat.id) ? ['authored'] : [];
  const verified = items.some(({ verifier }) => verifier === seat.id) ? ['verified'] : [];
  return { ...seat, bars: [...new Set([...seat.bars, ...authored, ...verified])].sort() };
}

async function reportOf(sources: Sources, { payload }: FactsAsked): Promise<Subject | undefined> {
  // The monitors' report that confirms a settlement is named as its confirmation.
  const id = payload['report'] ?? payload['confirmation'];
  return typeof id === 'string' ? (await subjectsOf(sources, 'report', [id]))[0] : undefined;
}

async function subjectsOf(sources: Sources, process: 'case' | 'report', ids: readonly string[]): Promise<Subject[]> {
  const streams = ids.map((id) => `${process}/${id}`);
  await sources.loadAll(streams);
  const found = await Promise.all(streams.map((stream) => sources.subject(stream)));
  return found.filter((subject) => subject !== undefined);
}

/** The one other case that a command is about: the payload names it, or the subject remembers it (the case of a report, the lead of a child). */
function otherCaseId({ payload, subject }: FactsAsked): string | undefined {
  const remembered = subject as { case?: string | null; joining?: { lead?: string | null } } | undefined;
  const named = ['case', 'lead', 'child', 'derivedFrom', 'from']
    .map((name) => payload[name])
    .find((value): value is string => typeof value === 'string');
  return named ?? remembered?.case ?? remembered?.joining?.lead ?? undefined;
}

/** The ballots of the open call, opened for the entry that closes it: choices with salt and commitment, so that anybody can check the opening. */
async function ballotsOf(sources: Sources, subject: Subject): Promise<OpenedBallot[]> {
  const stream = sources.ballotStream(subject);
  if (stream === undefined) return [];
  const entries = (await sources.head(stream)) === undefined ? [] : await sources.transaction.entries(stream);
  return entries.flatMap(({ bytes, opened }) => {
    const { actor: by, at, data } = entryOf(bytes);
    const actor = by as unknown as Actor;
    const choices = opened['/payload/choices'];
    const commitment = valueAt(data, '/payload/choices/sealed');
    if (choices === undefined || typeof commitment !== 'string') return [];
    return [
      {
        member: actor.id,
        constituency: actor.constituency ?? '',
        at: Date.parse(at),
        choices: choices.value as OpenedBallot['choices'],
        salt: choices.salt,
        commitment,
      },
    ];
  });
}

/** Facts are plain JSON by their types; interfaces do not say so to the compiler. */
function json(value: object): Json {
  return value as unknown as Json;
}
