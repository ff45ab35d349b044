import { givenNumber, givenObject, givenSeal, givenString, givenStrings } from '../engine/given.js';
import type { FollowUp, JsonObject, Recorded, Rule } from '../engine/types.js';
import type { ReportCommand } from '../process/v1/report-process.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { assessSeverity, severityInForce } from '../matter/severity.js';
import { assessContent } from './content.js';
import { contentAfter } from './report-guards.js';
import type { Report } from './report.js';

type Fold = (report: Report, recorded: Recorded, rulebook: Rulebook) => Report;

const change =
  (fold: Fold): Rule<Report>['apply'] =>
  (subject, recorded, rulebook) =>
    fold(reportIn(subject, recorded), recorded, rulebook);

function reportIn(subject: Report | undefined, recorded: Recorded): Report {
  if (subject === undefined) throw new Error(`${recorded.command} needs a report.`);
  return subject;
}

/** Content replaces what was there by name; the machine's severity is worked out again from the whole. */
function withContent(report: Report, content: JsonObject, rulebook: Rulebook): Report {
  const assessment = assessContent(content, rulebook);
  const severity = severityInForce(assessment, null);
  return { ...report, content, codes: givenStrings(content, 'codes'), severity, assessment, override: null };
}

const newVersion: Fold = (report, { at, data }, rulebook) => ({
  ...withContent(report, contentAfter(report, data.payload), rulebook),
  submittedAt: report.submittedAt ?? at,
  revision: report.revision + 1,
});

const returned: Fold = (report) => ({ ...report, returns: report.returns + 1 });

function birth({ at, actor, data, rulebook }: Recorded, rules: Rulebook): Report {
  const content = givenObject(data.payload, 'content') ?? {};
  const blank: Report = {
    id: givenString(data.facts, 'stream') ?? '',
    state: 'DRAFT',
    severity: 1,
    rulebook,
    processVersion: rules.processVersion,
    enteredAt: at,
    deadlines: {},
    author: actor.id,
    authorRole: actor.role,
    team: actor.team ?? null,
    party: actor.party ?? null,
    createdAt: at,
    submittedAt: null,
    revision: 0,
    content: {},
    codes: [],
    assessment: assessSeverity([], [], rules),
    override: null,
    verifier: null,
    verifiedRevision: null,
    returns: 0,
    unlinkings: 0,
    refusals: [],
    reviewsAsked: 0,
    case: null,
  };
  return withContent(blank, content, rules);
}

function opensCase(report: Report | undefined, recorded: Recorded): FollowUp[] {
  const stream = givenString(recorded.data.facts, 'freshId');
  if (report === undefined || stream === null) return [];
  return [{ process: 'case', stream, birth: true, command: { name: 'OpenCase', payload: { report: report.id } } }];
}

function notesRetraction(report: Report | undefined): FollowUp[] {
  if (report === undefined || report.case === null) return [];
  return [{ process: 'case', stream: report.case, birth: false, command: { name: 'NoteRetraction', payload: { report: report.id } } }];
}

const takesFreshCase = change((report, { data }) => ({ ...report, case: givenString(data.facts, 'freshId') }));

const seriesCaseIn = (facts: JsonObject): string | null => givenString(givenObject(facts, 'series') ?? {}, 'caseId');

export const reportRules: { readonly [command in ReportCommand]?: Rule<Report> } = {
  CreateReport: { apply: (_, recorded, rulebook) => birth(recorded, rulebook) },
  SubmitReport: { apply: change(newVersion) },
  ResubmitReport: { apply: change(newVersion) },
  AmendReport: { apply: change(newVersion) },
  VerifyReport: { apply: change((report, { actor }) => ({ ...report, verifier: actor.id, verifiedRevision: report.revision })) },
  ReturnReport: { apply: change(returned) },
  ReturnFromTriage: { apply: change(returned) },
  AdmitReport: { apply: takesFreshCase, followUps: opensCase },
  LapseTriage: { apply: takesFreshCase, followUps: opensCase },
  LinkReport: {
    apply: change((report, { data }) => ({ ...report, case: givenString(data.payload, 'case') })),
    followUps: (report, { data }) => {
      const stream = givenString(data.payload, 'case');
      if (report === undefined || stream === null) return [];
      return [{ process: 'case', stream, birth: false, command: { name: 'AttachReport', payload: { report: report.id } } }];
    },
  },
  // No flood of cases: small matters of a sector and week share one (law-sources.md 6.2).
  LapseTriageToSeries: {
    apply: change((report, { data }) => ({ ...report, case: seriesCaseIn(data.facts) ?? givenString(data.facts, 'freshId') })),
    followUps: (report, { data }) => {
      const series = seriesCaseIn(data.facts);
      const fresh = givenString(data.facts, 'freshId');
      if (report === undefined) return [];
      if (series !== null) {
        return [{ process: 'case', stream: series, birth: false, command: { name: 'AttachReport', payload: { report: report.id } } }];
      }
      const payload = { report: report.id, series: true };
      return fresh === null ? [] : [{ process: 'case', stream: fresh, birth: true, command: { name: 'OpenCase', payload } }];
    },
  },
  RefuseReport: {
    apply: change((report, { at, actor, data }) => ({
      ...report,
      refusals: [...report.refusals, { at, by: actor.id, ground: givenString(data.payload, 'ground') ?? '' }],
    })),
  },
  AskTriageReview: { apply: change((report) => ({ ...report, reviewsAsked: report.reviewsAsked + 1 })) },
  RetractReport: { followUps: notesRetraction },
  // It leaves the case that it was linked to and has a case of its own.
  UnlinkReport: {
    apply: change((report, { data }) => ({ ...report, unlinkings: report.unlinkings + 1, case: givenString(data.facts, 'freshId') })),
    followUps: (report, recorded) => [...notesRetraction(report), ...opensCase(report, recorded)],
  },
  RecodeReport: {
    apply: change((report, { at, actor, data }, rulebook) => {
      const codes = givenStrings(data.payload, 'codes');
      const recoded = withContent(report, { ...report.content, codes }, rulebook);
      const severity = givenNumber(data.payload, 'severity');
      const reason = givenSeal(data.payload, 'reason') ?? '';
      const override = severity === null ? null : { severity, by: actor.id, at, reason };
      return { ...recoded, severity: severityInForce(recoded.assessment, override), override };
    }),
  },
};
