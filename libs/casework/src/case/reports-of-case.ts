import type { ReportSummary } from '../engine/facts.js';
import type { Case, CaseReport, Violation } from './case.js';
import { anchored } from './response-clock.js';

/**
 * The case with one more report. Two teams that saw one act keep their authorship and their counts are not added (law-sources 6.5): the
 * highest count stands. In a series, each report is another act, so the counts are added.
 */
export function withReport(subject: Case, report: ReportSummary, at: number): Case {
  const entry = caseReportOf(report, at);
  const fresh = report.codes.filter(
    (code) =>
      subject.origin.kind === 'series' ||
      !subject.violations.some((violation) => violation.code === code && violation.accused === report.accused),
  );
  const violations: readonly Violation[] = [
    ...subject.violations.map((violation) => corroborated(violation, report)),
    ...fresh.map((code, index) => ({
      key: `v${subject.violations.length + index + 1}`,
      code,
      report: report.id,
      verified: report.verified,
      accused: report.accused,
      allegedBy: report.allegedBy,
    })),
  ];
  const count = subject.origin.kind === 'series' ? (a: number, b: number) => a + b : Math.max;
  const { killed, injured, civilian } = subject.casualties;
  const attached: Case = {
    ...subject,
    reports: [...subject.reports.filter(({ id }) => id !== report.id), entry],
    violations,
    codes: [...new Set([...subject.codes, ...report.codes])],
    accused: report.accused === null ? subject.accused : [...new Set([...subject.accused, report.accused])],
    complainants: report.complainant === null ? subject.complainants : [...new Set([...subject.complainants, report.complainant])],
    casualties: {
      killed: count(killed, report.killed),
      injured: count(injured, report.injured),
      civilian: count(civilian, report.civilianCasualties),
    },
  };
  const anchor = anchored(attached, at);
  return report.ongoing ? { ...anchor, clock: { ...anchor.clock, breachIsOpen: true } } : anchor;
}

/** A second report that was verified verifies the act that it carries too. */
function corroborated(violation: Violation, report: ReportSummary): Violation {
  const isSame = report.verified && report.codes.includes(violation.code) && violation.accused === report.accused;
  return isSame ? { ...violation, verified: true } : violation;
}

function caseReportOf(report: ReportSummary, attachedAt: number): CaseReport {
  const { id, author, verifier, team, severity, codes, sector, startsAt, startIsUncertain, ongoing, verified, killed, injured } = report;
  const { civilianCasualties, accused, allegedBy, complainant } = report;
  return {
    id,
    author,
    verifier,
    team,
    severity,
    codes,
    sector,
    startsAt,
    startIsUncertain,
    ongoing,
    verified,
    killed,
    injured,
    civilianCasualties,
    accused,
    allegedBy,
    complainant,
    attachedAt,
    retractedAt: null,
  };
}
