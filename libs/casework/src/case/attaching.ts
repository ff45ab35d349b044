import type { ReportSummary } from '../engine/facts.js';
import type { Fields } from '../engine/fields.js';
import { givenFlag, givenObject, givenString } from '../engine/given.js';
import type { Guard, Rule } from '../engine/types.js';
import type { Case } from './case.js';
import { caseRows, type CaseCommand } from '../process/v1/case-process.js';
import { change, standingState } from './case-change.js';
import { withReport } from './reports-of-case.js';
import { anchored } from './response-clock.js';
import { raisedTo, severityWith } from './severity-of-acts.js';

// Reports that join a case or leave it, and the legal hold. A retraction never removes evidence: the case goes on as own motion, and the
// response clock is worked out anew (law-check hole 18).

export const attachingFields: { readonly [command: string]: Fields } = {
  AttachReport: { report: { kind: 'id' } },
  NoteRetraction: { report: { kind: 'id' } },
  ChangeHold: { hold: { kind: 'flag' }, reason: { kind: 'text', max: 4_000, optional: true } },
};

export const attachingGuards: { readonly [name: string]: Guard<Case> } = {
  caseIsBeforeVoting: {
    asks: 'subject',
    says: 'The draft ruling is not yet before a vote; a stayed case is where the stay found it.',
    // In STAYED it is allowed where it would be allowed without the stay: a late provisional finding that came while PRELIMINARY stands
    // still would run on in a state in which nothing lets it lapse.
    holds: ({ subject, command }) => (caseRows[command as CaseCommand].from as readonly string[]).includes(standingState(subject)),
    params: ({ subject }) => ({ state: standingState(subject) }),
  },
  reportIsOfThisCase: {
    asks: 'facts',
    says: 'The report is admitted, and belongs to this case: one of another case, or of none, is linked at triage first.',
    holds: ({ subject, facts }) => {
      const report = givenObject(facts, 'report') as ReportSummary | null;
      return report?.case === subject.id && (report.state === 'LINKED' || report.state === 'ADMITTED');
    },
    params: ({ facts }) => ({ state: (givenObject(facts, 'report') as ReportSummary | null)?.state ?? null }),
  },
  reportWasAttached: {
    asks: 'payload',
    says: 'The report belongs to the case.',
    holds: ({ subject, payload }) => subject.reports.some(({ id }) => id === payload['report']),
  },
};

export const attachingRules: { readonly [command: string]: Rule<Case> } = {
  AttachReport: {
    apply: change((subject, { at, data }) => {
      const report = givenObject(data.facts, 'report') as ReportSummary | null;
      return report === null ? subject : withReport(subject, report, at);
    }),
    followUps: (before, { data }, rulebook) => {
      const report = givenObject(data.facts, 'report') as ReportSummary | null;
      return before === undefined || report === null ? [] : raisedTo(before, severityWith(before, report, rulebook));
    },
  },
  NoteRetraction: {
    apply: change((subject, { at, data }) => {
      const id = givenString(data.payload, 'report');
      const reports = subject.reports.map((report) => (report.id === id ? { ...report, retractedAt: at } : report));
      return anchored({ ...subject, reports }, at);
    }),
  },
  ChangeHold: { apply: change((subject, { data }) => ({ ...subject, hold: givenFlag(data.payload, 'hold') })) },
};
