import { randomBytes } from 'node:crypto';
import type { Actor, FactName, Facts, Json, JsonObject, OpenedBallot, RosterSeat, Row, Subject } from '@tregua/casework';
import { entryOf, valueAt } from '@tregua/ledger';
import type { Entering } from './entering.js';

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
export async function loadFacts(entering: Entering, row: Row, asked: FactsAsked): Promise<Facts> {
  const facts: { [name: string]: Json } = {};
  for (const name of row.needs ?? []) facts[name] = asked.given[name] ?? (await loaders[name](entering, asked));
  // What is born takes its id from the facts, so that a replay gives it the same.
  const id = asked.stream.slice(asked.stream.indexOf('/') + 1);
  if (row.from === null) Object.assign(facts, { stream: id, freshId: id });
  return facts;
}

type Loader = (entering: Entering, asked: FactsAsked) => Json | Promise<Json>;

const loaders: { readonly [name in FactName]: Loader } = {
  lot: () => randomBytes(32).toString('hex'),
  freshId: ({ newId }) => newId(),
  roster: async (entering, asked) => {
    const report = await reportOf(entering, asked);
    const items = [...reportsOf(asked.subject), ...(report === undefined ? [] : [report as unknown as CaseItem])];
    return json((await entering.transaction.roster()).map((seat) => withBars(seat, items)));
  },
  report: async (entering, asked) => {
    const report = await reportOf(entering, asked);
    return report === undefined ? null : json(entering.law.summaryOfReport(report));
  },
  reports: async (entering, { subject }) => {
    const reports = await subjectsOf(
      entering,
      'report',
      reportsOf(subject).map(({ id }) => id),
    );
    return json(reports.map((report) => entering.law.summaryOfReport(report)));
  },
  otherCase: async (entering, asked) => {
    const id = otherCaseId(asked);
    const [other] = id === undefined ? [] : await subjectsOf(entering, 'case', [id]);
    return other === undefined ? null : json(entering.law.summaryOfCase(other));
  },
  children: async (entering, { subject }) => {
    const joining = (subject as { joining?: { children?: readonly { id: string }[] } } | undefined)?.joining;
    const children = await subjectsOf(
      entering,
      'case',
      (joining?.children ?? []).map(({ id }) => id),
    );
    return json(children.map((child) => entering.law.summaryOfCase(child)));
  },
  series: async (entering, asked) => {
    const report = asked.stream.startsWith('report/') ? asked.subject : await reportOf(entering, asked);
    if (report === undefined) return { caseId: null };
    const { sector, startsAt } = entering.law.summaryOfReport(report);
    return { caseId: await entering.transaction.seriesCase(sector, startsAt) };
  },
  ballots: async (entering, { subject }) => json(subject === undefined ? [] : await ballotsOf(entering, subject)),
  signatures: () => [],
  agreement: async (entering, asked) => {
    const agreements = await entering.transaction.agreements();
    const report = asked.stream.startsWith('report/') ? asked.subject : await reportOf(entering, asked);
    return entering.law.agreementFor(agreements, report, asked.payload);
  },
};

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

async function reportOf(entering: Entering, { payload }: FactsAsked): Promise<Subject | undefined> {
  const id = payload['report'];
  return typeof id === 'string' ? (await subjectsOf(entering, 'report', [id]))[0] : undefined;
}

async function subjectsOf(entering: Entering, process: 'case' | 'report', ids: readonly string[]): Promise<Subject[]> {
  const streams = ids.map((id) => `${process}/${id}`);
  await entering.loadAll(streams);
  const found = await Promise.all(streams.map((stream) => entering.subject(stream)));
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
async function ballotsOf(entering: Entering, subject: Subject): Promise<OpenedBallot[]> {
  const stream = entering.ballotStream(subject);
  if (stream === undefined) return [];
  const entries = (await entering.head(stream)) === undefined ? [] : await entering.transaction.entries(stream);
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
