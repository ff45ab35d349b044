import type { CaseSummary } from '../engine/facts.js';
import { caseEnds } from '../process/v1/case-states.js';
import { hasStandingRuling, isEarly, standingState } from './case-change.js';
import type { Case } from './case.js';

/** What one case, or a report, needs to know of another case: the fact that the door brings. */
export function summaryOfCase(subject: Case): CaseSummary {
  const standing = standingState(subject);
  return {
    id: subject.id,
    state: subject.state,
    severity: subject.severity,
    startsAt: subject.clock.t0,
    startIsUncertain: subject.clock.uncertain,
    codes: subject.codes,
    sector: subject.sector,
    lead: subject.joining.lead,
    children: subject.joining.children.map(({ id }) => id),
    accused: subject.accused,
    partiesWereHeard: !['REGISTERED', 'PRELIMINARY', 'INVESTIGATION', 'PARTY_REPLY'].includes(standing),
    hasStandingRuling: hasStandingRuling(subject),
    takesReports: isEarly(standing),
    depth: subject.origin.depth,
    ended: (caseEnds as readonly string[]).includes(subject.state),
  };
}
