import type { ReportSummary } from '../engine/facts.js';
import type { Facts } from '../engine/types.js';

/** A report that its team lead has verified and that nobody has taken back since. Whether it makes a case of its own does not matter here. */
const STANDS_VERIFIED = ['VERIFIED', 'TRIAGE_REVIEW', 'NOT_ADMITTED', 'ADMITTED', 'LINKED'];

/**
 * The report that the door brought is a verified one of a team of monitors, filed at `since` or later. A party's own report, or one that is not
 * there, shows nothing (law-sources.md 6.3 row 20: "monitor verification attached").
 */
export function monitorsReported(facts: Facts, since = 0): boolean {
  const report = facts['report'] as unknown as ReportSummary | null | undefined;
  if (report == null || !report.verified || !STANDS_VERIFIED.includes(report.state)) return false;
  return report.team !== null && report.complainant === null && report.filedAt >= since;
}
