import type { Case } from '@tregua/casework';
import { canonicalBytes, type Json } from '@tregua/ledger';
import { withoutVotes, type BundlePlan, type PlannedStream } from '@tregua/store';
import { sectionsOf } from './dossier/case-sections.js';
import { Ends, instantForPeople, type DossierCase, type DossierEntry, type Row } from './dossier/dossier-data.js';
import type { MissingValue, ShownEntry } from './stream-lines.js';
import type { DeadlineEnd, SubjectFold } from './subject-fold.js';
import type { BundleTables } from './tables/bundle-tables.js';

/** Rows at each end of a long list in the dossier. */
const EACH_END = 400;
/** Characters of one text in the dossier; the whole stands in disclosed.jsonl. */
const TEXT_CHARS = 4_000;

/** What tables and dossier tell of one bundle. It is told only what the audience is shown: of anything else no trace can get in. */
export class Chronicle {
  private readonly cases: DossierCase[] = [];
  private readonly custody = new Ends<Row>(EACH_END);
  private chronology = new Ends<DossierEntry>(EACH_END);
  private deadlines = new Ends<Row>(EACH_END);

  constructor(
    private readonly plan: BundlePlan,
    private readonly tables: BundleTables,
  ) {}

  /** An entry of any stream that is shown. */
  async entry(shown: ShownEntry): Promise<void> {
    const { stream, seq, at, type, command, role, actor, payload, texts } = shown;
    const told = texts.map(({ field, value }) => `${field}: ${textOf(value)}`).join('\n');
    await this.tables.table('chronology').row([stream, seq, at, type, command, role, actor, jsonOf(payload), told]);
    if (stream.startsWith('evidence/') || stream.startsWith('access/')) {
      await this.tables.custody.row([at, stream, seq, type, role, actor, jsonOf(payload)]);
      this.custody.add([instantForPeople(Date.parse(at)), `${stream} ${seq}`, type, `${role} ${actor}`.trim()]);
    }
    if (stream.startsWith('case/')) {
      this.chronology.add({
        seq: String(seq),
        at: instantForPeople(Date.parse(at)),
        what: type,
        by: `${role} ${actor}`.trim(),
        texts: texts.map(({ field, value }) => ({ field, value: shortened(textOf(value)) })),
      });
    }
  }

  /** A value of an entry that is shown, which was redacted for this audience or erased for everybody. */
  async missing({ stream, seq, field, status, ground, decidedBy }: MissingValue): Promise<void> {
    await this.tables.table('withheld').row([stream, seq, field, status, ground, decidedBy]);
  }

  /** A deadline of a case or report that this audience reads whole. */
  async deadline(stream: string, { deadline, outcome, endedAt, by }: DeadlineEnd): Promise<void> {
    const { key, kind, about, term, startedAt, dueAt } = deadline;
    const ended = endedAt === null ? '' : new Date(endedAt).toISOString();
    const instants = [new Date(startedAt).toISOString(), new Date(dueAt).toISOString()] as const;
    await this.tables.table('deadlines').row([stream, key, kind, about ?? '', term, ...instants, outcome, ended, by]);
    if (!stream.startsWith('case/')) return;
    this.deadlines.add([key, instantForPeople(startedAt), instantForPeople(dueAt), outcome, by]);
  }

  /** Ends the part of one case. `sees`: the audience may read the case as it stands. */
  async endCase(planned: PlannedStream, fold: SubjectFold, sees: boolean): Promise<void> {
    const { stream, seq, hash } = planned;
    const id = stream.slice('case/'.length);
    const state = this.shownState(planned, fold, sees);
    const sections = state === undefined ? { findings: [], votes: [], dissents: [], remedies: [] } : sectionsOf(state);
    for (const row of sections.findings) await this.tables.table('findings').row([id, ...row]);
    for (const row of sections.votes) await this.tables.table('votes').row([id, ...row]);
    for (const { id: remedy, code, addressee, orderedAt, dueAt, status } of sections.remedies) {
      const due = dueAt === null ? '' : new Date(dueAt).toISOString();
      await this.tables.table('remedies').row([id, remedy, code, addressee, new Date(orderedAt).toISOString(), due, status]);
    }
    const reference = this.plan.cases.find((one) => one.id === id)?.reference;
    this.cases.push({
      title: reference === undefined ? `Case ${id}` : `Case ${reference}`,
      facts: [['Case', id], ...(state === undefined ? [] : factsOf(state)), ['Entries', String(seq)], ['Hash of the last entry', hash]],
      chronology: this.chronology.items,
      omitted: this.chronology.omitted('entries', 'tables/chronology.csv'),
      nothing: sees ? 'There is none in this case.' : 'This audience is shown what was served on it, entry by entry; see the chronology.',
      findings: sections.findings,
      votes: sections.votes,
      dissents: sections.dissents.map(([ruling, member, kind, at]) => [ruling, member, kind, instantForPeople(at)]),
      remedies: sections.remedies.map((one) => [
        one.id,
        one.code,
        one.addressee,
        instantForPeople(one.orderedAt),
        instantForPeople(one.dueAt),
        one.status,
      ]),
      deadlines: this.deadlines.items,
      deadlinesOmitted: this.deadlines.omitted('deadlines', 'tables/deadlines.csv'),
    });
    this.chronology = new Ends(EACH_END);
    this.deadlines = new Ends(EACH_END);
  }

  get told(): { readonly cases: readonly DossierCase[]; readonly custody: readonly Row[]; readonly custodyOmitted: string } {
    return {
      cases: this.cases,
      custody: this.custody.items,
      custodyOmitted: this.custody.omitted('entries', 'custody.csv'),
    };
  }

  private shownState({ sight }: PlannedStream, fold: SubjectFold, sees: boolean): Case | undefined {
    if (!sees) return undefined;
    const state = fold.state as Case | undefined;
    return state === undefined || sight === 'exact' ? state : withoutVotes(state);
  }
}

function factsOf({ state, severity, openedAt, parties, rulebook, ended }: Case): Row[] {
  return [
    ['State', state],
    ['Severity', String(severity)],
    ['Opened (UTC)', instantForPeople(openedAt)],
    ['Parties', parties.join(', ')],
    ['Rulebook', rulebook],
    ...(ended === null ? [] : [['Ended (UTC)', instantForPeople(ended.at)]]),
  ];
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : jsonOf(value);
}

function jsonOf(value: Json): string {
  return Buffer.from(canonicalBytes(value)).toString('utf8');
}

function shortened(text: string): string {
  return text.length <= TEXT_CHARS ? text : `${text.slice(0, TEXT_CHARS).toWellFormed()} […] (the whole text is in disclosed.jsonl)`;
}
