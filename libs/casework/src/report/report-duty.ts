import type { Deadline, Recorded, Situation } from '../engine/types.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { dueAfter } from '../rulebook/terms.js';
import { reportRows, type ReportCommand } from '../process/v1/report-process.js';
import type { Report } from './report.js';

/** Who may act on a report: its author, a team lead of the author's team, the registry, or those who may file at all. */
export function reportHolds(right: string, { subject, actor }: Situation<Report>): boolean {
  switch (right) {
    case 'author':
      return actor.id === subject.author;
    case 'team lead':
      return actor.role === 'team_lead' && (subject.team === null || actor.team === subject.team);
    case 'registrar':
      return actor.role === 'registrar';
    case 'monitor':
      return actor.role === 'monitor';
    case 'party':
      return actor.role === 'party_agent';
    case 'public':
      return actor.role === 'public';
    default:
      throw new Error(`Nobody has said who holds the right ${right} in a report.`);
  }
}

/** A report's deadlines are its states' own, named as their terms. */
export function reportDue(kind: string, after: Report, { at }: Recorded, rulebook: Rulebook): Deadline[] {
  return [{ key: kind, kind, startedAt: at, dueAt: dueAfter(at, rulebook, kind, after.severity), term: kind }];
}

/** A report that is coded anew gets no more time than it had: the smaller of what is left and a new term from now. */
export function settleReport(before: Report | undefined, after: Report, recorded: Recorded, rulebook: Rulebook): Report {
  const row = reportRows[recorded.command as ReportCommand];
  if (before === undefined || row.to !== 'same' || after.severity <= before.severity) return after;
  const shorter = (deadline: Deadline): Deadline => {
    const dueAt = dueAfter(recorded.at, rulebook, deadline.term, after.severity);
    return dueAt < deadline.dueAt ? { ...deadline, startedAt: recorded.at, dueAt } : deadline;
  };
  return { ...after, deadlines: Object.fromEntries(Object.entries(after.deadlines).map(([key, deadline]) => [key, shorter(deadline)])) };
}
