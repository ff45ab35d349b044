import type { ReportSummary } from '../engine/facts.js';
import { givenFlag, givenString } from '../engine/given.js';
import { casualtiesOf, sectorOf, startOf } from './content.js';
import type { Report } from './report.js';

/** What a case needs to know of a report: the fact that the door brings. */
export function summaryOfReport(report: Report): ReportSummary {
  const { content } = report;
  const start = startOf(content);
  return {
    id: report.id,
    state: report.state,
    severity: report.severity,
    codes: report.codes,
    modifiers: report.assessment.modifiers.map(({ code }) => code),
    pattern: report.assessment.pattern,
    startsAt: start.at ?? report.submittedAt ?? report.createdAt,
    startIsUncertain: start.isUncertain || start.at === null,
    ongoing: givenFlag(content, 'ongoing'),
    filedAt: report.submittedAt ?? report.createdAt,
    sector: sectorOf(content),
    author: report.author,
    verifier: report.verifier,
    team: report.team,
    verified: report.verifiedRevision === report.revision,
    killed: casualtiesOf(content, 'killed'),
    injured: casualtiesOf(content, 'injured'),
    civilianCasualties: casualtiesOf(content, 'civiliansKilled') + casualtiesOf(content, 'civiliansInjured'),
    accused: givenString(content, 'accused'),
    allegedBy: givenString(content, 'allegedBy'),
    complainant: report.party,
    case: report.case,
    level: givenString(content, 'confidentiality') ?? 'COMMISSION',
  };
}
