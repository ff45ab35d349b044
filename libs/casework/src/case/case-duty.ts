import type { Deadline, Recorded, Situation } from '../engine/types.js';
import { judgmentDue, judgmentHolds, judgmentSettle } from '../judgment/index.js';
import { actingBench, seatsOf, signaturesOf, sitting } from '../judgment/standing.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { caseEnds } from '../process/v1/case-states.js';
import type { Case } from './case.js';

import { settleMarks } from './response-clock.js';
import { shortenForSeverity } from './severity-and-marks.js';
import { ownKinds, procedureDeadlines } from './state-deadlines.js';
import { endStayWithoutBasis, pauseForStay, resumeFromStay } from './stay.js';

/** Rights of benches and of the chair hang on who sits, is barred, challenged or absent: the judgment knows. */
const RIGHTS_OF_JUDGMENT = ['bench', 'review bench', 'chair', 'member'];

/** Who may act in a case, here and now. */
export function caseHolds(right: string, situation: Situation<Case>): boolean {
  const { subject, actor } = situation;
  if (subject === undefined) return right === actor.role;
  if (RIGHTS_OF_JUDGMENT.includes(right)) return judgmentHolds(right, situation) && (right !== 'bench' || benchIsFor(situation));
  switch (right) {
    case 'party':
      return actor.role === 'party_agent' && subject.parties.includes(actor.party ?? '');
    case 'rapporteur':
      return actor.role === 'rapporteur' && (subject.staff.rapporteur === null || subject.staff.rapporteur === actor.id);
    case 'chief investigator':
      return actor.role === 'investigator' && (subject.staff.chiefInvestigator === null || subject.staff.chiefInvestigator === actor.id);
    case 'cell':
      return actor.role === 'coordination_cell';
    case 'publication officer':
      return actor.role === 'publication_officer';
    case 'state officer':
      return actor.role === 'state_officer';
    case 'monitor':
      return actor.role === 'monitor' || actor.role === 'team_lead';
    case 'registrar':
    case 'custodian':
    case 'auditor':
      return actor.role === right;
    default:
      throw new Error(`Nobody has said who holds the right ${right} in a case.`);
  }
}

/** A bench acts by a signed majority of those who sit. Where the door brought no signatures, it is only asked who could propose. */
function benchIsFor({ subject, facts }: Situation<Case>): boolean {
  if (facts['signatures'] === undefined) return true;
  const bench = actingBench(subject);
  const inFavour = signaturesOf(subject, facts, bench).filter(({ position }) => position === 'for').length;
  return inFavour * 2 > sitting(seatsOf(subject.judgment, bench)).length;
}

/** Deadlines that an entry starts: procedure's own, and the judgment's. */
export function caseDue(kind: string, after: Case, recorded: Recorded, rulebook: Rulebook, before: Case | undefined): readonly Deadline[] {
  // A case that leaves JOINED has the full term of the state that it goes back to (law-check hole 8); one that leaves STAYED what was left.
  if (kind === 'remembered') {
    if (before?.remembered?.by !== 'joining') return closingAfterStay(after, recorded, rulebook);
    return ownKinds(after.state).flatMap((own) => caseDue(own, after, recorded, rulebook, before));
  }
  const start = procedureDeadlines[kind];
  return start === undefined ? judgmentDue(kind, after, recorded, rulebook) : start(after, recorded, rulebook, before);
}

/** The last remedy may be settled during a stay: back in REMEDY nothing is open any more, and the case must close. */
function closingAfterStay(after: Case, recorded: Recorded, rulebook: Rulebook): readonly Deadline[] {
  const isHalted = 'closing' in after.deadlines;
  return after.state === 'REMEDY' && !isHalted ? judgmentDue('closing', after, recorded, rulebook) : [];
}

/** The last word on a case's deadlines, in this order: what a stay halts or frees, what runs for each
 * item of the judgment, what severity shortens, what the response clock asks for. */
export function settleCase(before: Case | undefined, after: Case, recorded: Recorded, rulebook: Rulebook): Case {
  const { at } = recorded;
  const own = [...ownKinds(after.state), ...(after.remembered === null ? [] : ownKinds(after.remembered.state))];
  let settled = pauseForStay(before, after, at, rulebook);
  settled = resumeFromStay(before, settled, at);
  settled = judgmentSettle(before, settled, recorded, rulebook);
  settled = shortenForSeverity(before, settled, recorded, own, rulebook);
  settled = endStayWithoutBasis(before, settled, at, rulebook);
  settled = settleMarks(before, settled, at, rulebook);
  return clearEnded(before, settled, recorded);
}

/** What only stands while its deadline runs: talks, a request for withdrawal, a request for reopening. And how the case ended last. */
function clearEnded(before: Case | undefined, after: Case, { at, data }: Recorded): Case {
  const { deadlines } = after;
  const reopeningPends = 'reopening' in deadlines || 'plenaryReopening' in deadlines;
  const isEnd = (state: string): boolean => state !== 'JOINED' && (caseEnds as readonly string[]).includes(state);
  const ended = isEnd(after.state) && before?.state !== after.state;
  const ground = data.payload['ground'];
  const isOver =
    (after.talks !== null && !('talks' in deadlines)) ||
    (after.withdrawal !== null && !('withdrawal' in deadlines)) ||
    (after.reopenings.pending !== null && !reopeningPends);
  if (!ended && !isOver) return after;
  return {
    ...after,
    talks: 'talks' in deadlines ? after.talks : null,
    withdrawal: 'withdrawal' in deadlines ? after.withdrawal : null,
    reopenings: reopeningPends || after.reopenings.pending === null ? after.reopenings : { ...after.reopenings, pending: null },
    ended: ended ? { state: after.state, at, ground: typeof ground === 'string' ? ground : null } : after.ended,
  };
}
