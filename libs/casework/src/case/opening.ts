import type { AgreementFact, CaseSummary, ReportSummary } from '../engine/facts.js';
import type { Fields } from '../engine/fields.js';
import { givenFlag, givenNumber, givenObject, givenString, givenStrings, textIsGiven } from '../engine/given.js';
import type { Guard, JsonObject, Recorded, Rule } from '../engine/types.js';
import { emptyJudgment } from '../judgment/judgment.js';
import { weekOf } from '../matter/sector.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import type { Case, Origin } from './case.js';
import { change } from './case-change.js';
import { clockFrom } from './response-clock.js';
import { emptyCounts } from './counts.js';
import { withReport } from './reports-of-case.js';

/** Breaches that a case may itself give birth to (law-check section 3). */
const DERIVED = ['N2', 'N3', 'D3', 'M1', 'M6'] as const;

export const openingFields: { readonly [command: string]: Fields } = {
  OpenCase: {
    report: { kind: 'id', optional: true },
    motion: { kind: 'text', max: 8_000, optional: true },
    motionGround: { kind: 'code', of: 'motionGrounds', optional: true },
    /** An own motion says itself what a report would. */
    codes: { kind: 'list', of: { kind: 'code', of: 'violations' }, min: 1, max: 8, optional: true },
    severity: { kind: 'integer', min: 1, max: 5, optional: true },
    startsAt: { kind: 'instant', optional: true },
    sector: { kind: 'key', max: 64, optional: true },
    accused: { kind: 'key', max: 32, optional: true },
    derivedFrom: { kind: 'id', optional: true },
    derivedAs: { kind: 'code', of: DERIVED, optional: true },
    about: { kind: 'id', optional: true },
    series: { kind: 'flag', optional: true },
  },
  StartPreliminary: { note: { kind: 'text', max: 4_000, optional: true } },
  RejectCase: {
    ground: { kind: 'code', of: 'rejectionGrounds', optional: true },
    reasons: { kind: 'text', max: 20_000, optional: true },
  },
};

const reportIn = (facts: JsonObject): ReportSummary | null => givenObject(facts, 'report') as ReportSummary | null;
const otherIn = (facts: JsonObject): CaseSummary | null => givenObject(facts, 'otherCase') as CaseSummary | null;

export const openingGuards: { readonly [name: string]: Guard<Case> } = {
  reportOrMotionIsNamed: {
    asks: 'facts',
    says: 'At least one admitted report, a motion, or the case that this one is born of is named.',
    holds: ({ payload, facts }) => {
      const report = reportIn(facts);
      if (report !== null && (report.state === 'ADMITTED' || report.state === 'LINKED')) return true;
      return textIsGiven(payload, 'motion') || (otherIn(facts) !== null && givenString(payload, 'derivedAs') !== null);
    },
    params: ({ facts }) => ({ report: reportIn(facts)?.state ?? null }),
  },
  derivedDepthIsAtMostOne: {
    asks: 'facts',
    says: 'A case that was itself born of a case bears no further case: deeper breaches are noted in it.',
    holds: ({ payload, facts, rulebook }) => {
      if (givenString(payload, 'derivedFrom') === null) return true;
      return (otherIn(facts)?.depth ?? rulebook.bounds.derivedDepth) < rulebook.bounds.derivedDepth;
    },
  },
  rapporteurIsNotBarred: {
    asks: 'subject',
    says: 'The rapporteur neither wrote nor verified a report of the case.',
    holds: ({ subject, actor }) => subject.reports.every(({ author, verifier }) => author !== actor.id && verifier !== actor.id),
  },
};

export const openingRules: { readonly [command: string]: Rule<Case> } = {
  OpenCase: { apply: (_, recorded, rulebook) => birth(recorded, rulebook) },
  StartPreliminary: {
    apply: change((subject, { actor }) => ({ ...subject, staff: { ...subject.staff, rapporteur: actor.id } })),
  },
  // A duty rapporteur takes it up: whoever has the role acts until one has acted.
  LapseRegistration: {},
};

function birth(recorded: Recorded, rulebook: Rulebook): Case {
  const { at, data } = recorded;
  const { payload, facts } = data;
  const agreement = givenObject(facts, 'agreement') as AgreementFact | null;
  const report = reportIn(facts);
  const codes = [...new Set([...givenStrings(payload, 'codes'), ...derivedCode(payload)])];
  const accused = givenString(payload, 'accused');
  const startsAt = givenNumber(payload, 'startsAt');
  const severity = givenNumber(payload, 'severity') ?? Math.max(1, ...codes.map((code) => rulebook.violations[code]?.severity ?? 1));
  const blank: Case = {
    id: givenString(facts, 'stream') ?? '',
    state: 'REGISTERED',
    severity: report === null ? severity : Math.max(report.severity, givenNumber(payload, 'severity') ?? 1),
    rulebook: recorded.rulebook,
    processVersion: rulebook.processVersion,
    enteredAt: at,
    deadlines: {},
    openedAt: at,
    origin: originOf(payload, report?.startsAt ?? at),
    agreement: agreement?.id ?? null,
    doubts: doubtsOf(agreement, report?.startsAt ?? startsAt),
    parties: agreement?.parties ?? [],
    accused: accused === null ? [] : [accused],
    complainants: [],
    reports: [],
    violations: codes.map((code, index) => ({ key: `v${index + 1}`, code, report: null, verified: false, accused, allegedBy: null })),
    codes,
    sector: givenString(payload, 'sector') ?? otherIn(facts)?.sector ?? report?.sector ?? 'area-unknown',
    casualties: { killed: 0, injured: 0, civilian: 0 },
    severityHistory: [
      {
        at,
        severity: report?.severity ?? severity,
        by: givenNumber(payload, 'severity') === null ? 'machine' : 'person',
        ground: report?.pattern === true ? 'pattern' : null,
      },
    ],
    staff: { rapporteur: null, chiefInvestigator: null },
    clock: clockFrom(startsAt, false),
    phase: 1,
    reopenings: { fromAfter: 0, granted: [], pending: null, pleaded: [] },
    counts: emptyCounts(),
    remembered: null,
    joining: { lead: null, joinedAt: null, objections: [], children: [] },
    talks: null,
    withdrawal: null,
    replies: [],
    servedWithFile: {},
    ended: null,
    revivals: [],
    hold: false,
    judgment: emptyJudgment(),
  };
  return report === null ? blank : withReport(blank, report, at);
}

function derivedCode(payload: JsonObject): string[] {
  const code = givenString(payload, 'derivedAs');
  return code === null ? [] : [code];
}

function originOf(payload: JsonObject, startsAt: number): Origin {
  const from = givenString(payload, 'derivedFrom');
  const about = givenString(payload, 'about');
  if (from !== null) return { kind: 'derived', from, about, depth: 1, seriesEndsAt: null };
  if (givenFlag(payload, 'series')) return { kind: 'series', from: null, about, depth: 0, seriesEndsAt: weekOf(startsAt).until };
  return { kind: textIsGiven(payload, 'motion') ? 'motion' : 'report', from: null, about, depth: 0, seriesEndsAt: null };
}

/** Acts before the agreement or outside its area are inadmissible (law.md); a bench says so, the case carries the doubt from its first day. */
function doubtsOf(agreement: AgreementFact | null, startsAt: number | null): string[] {
  if (agreement === null) return [];
  return [
    ...(agreement.insideArea ? [] : ['outside-area']),
    ...(startsAt !== null && startsAt < agreement.inForceFrom ? ['before-entry-into-force'] : []),
  ];
}
