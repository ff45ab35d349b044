import type { CaseSummary, ReportSummary } from '../engine/facts.js';
import type { FollowUp } from '../engine/types.js';
import { isPattern, isRepeated, type EarlierAct } from '../matter/severity.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import type { Case } from './case.js';

// What several acts of one case, or of joined cases, make of its severity (law-sources.md 2.2 and 6.3 row 30). Acts of cases that nobody joined are
// not seen here: no fact brings them.

export interface Raise {
  readonly severity: number;
  readonly ground: 'new-facts' | 'repeated' | 'pattern';
}

/** The severity that a case has to have with one more report: its own, one more where it repeats others, that of a pattern. */
export function severityWith(subject: Case, report: ReportSummary, rulebook: Rulebook): Raise {
  const act = actOf(report);
  const others = subject.reports.filter(({ id, retractedAt }) => id !== report.id && retractedAt === null).map(actOf);
  if (report.pattern || isPattern(act, others, rulebook)) return { severity: rulebook.severity.pattern.raisesTo, ground: 'pattern' };
  if (!report.modifiers.includes('repeated') && repeats(act, others, rulebook)) {
    return { severity: Math.min(5, report.severity + 1), ground: 'repeated' };
  }
  return { severity: report.severity, ground: 'new-facts' };
}

/** Reports come in any order: the last act of three may have been reported first. */
function repeats(act: EarlierAct, others: readonly EarlierAct[], rulebook: Rulebook): boolean {
  const windowMs = rulebook.severity.repetition.hours * 3_600_000;
  const isLaterOfItsKind = (other: EarlierAct): boolean =>
    other.at > act.at && other.at - act.at < windowMs && other.codes.some((code) => act.codes.includes(code));
  const all = [act, ...others];
  return [act, ...others.filter(isLaterOfItsKind)].some((one) =>
    isRepeated(
      one,
      all.filter((other) => other !== one),
      rulebook,
    ),
  );
}

/** Grave acts in two sectors within a day under one command: joining their cases shows the pattern, and the lead carries it. */
export function severityWithChild(lead: Case, child: CaseSummary, rulebook: Rulebook): Raise {
  const severity = Math.max(lead.severity, child.severity);
  const { ownT0 } = lead.clock;
  const shared = lead.accused.filter((party) => child.accused.includes(party));
  if (ownT0 === null || child.startsAt === null) return { severity, ground: 'new-facts' };
  const theirs = { codes: child.codes, severity: child.severity, at: child.startsAt, sector: child.sector };
  const ours = { codes: lead.codes, severity: lead.severity, at: ownT0, sector: lead.sector };
  const isOne = shared.some((command) => isPattern({ ...theirs, command }, [{ ...ours, command }], rulebook));
  return isOne ? { severity: rulebook.severity.pattern.raisesTo, ground: 'pattern' } : { severity, ground: 'new-facts' };
}

/** The entry by which the system raises the severity, where it has to. `from`: what it is by then. */
export function raisedTo(subject: Case, { severity, ground }: Raise, from = subject.severity): FollowUp[] {
  if (severity <= from) return [];
  return [{ process: 'case', stream: subject.id, birth: false, command: { name: 'RaiseSeverity', payload: { severity, ground } } }];
}

/** "Possible armed attack": a flag for the cell and the bench, never a finding. It stays readable when the chair lowers the severity. */
export function patternIsFlagged({ severityHistory }: Pick<Case, 'severityHistory'>): boolean {
  return severityHistory.some(({ ground }) => ground === 'pattern');
}

function actOf({ codes, severity, startsAt, sector, accused }: Case['reports'][number] | ReportSummary): EarlierAct {
  return { codes, severity, at: startsAt, sector, command: accused };
}
