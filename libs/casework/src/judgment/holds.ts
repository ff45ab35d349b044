import type { Situation } from '../engine/types.js';
import type { Case } from '../case/case.js';
import { barsOf } from './bars.js';
import { actingBench, entitled, rosterIn, seatsOf, sitting } from './standing.js';

const SITS_FOR_ITSELF = ['member', 'chair', 'vice_chair'];

/** Who holds the rights that hang on the judgment: bench, review bench, chair, member. Other rights: false. */
export function judgmentHolds(right: string, situation: Situation<Case>): boolean {
  const { subject, actor } = situation;
  switch (right) {
    case 'bench': {
      const bench = actingBench(subject);
      return SITS_FOR_ITSELF.includes(actor.role) && sitting(seatsOf(subject.judgment, bench)).some(({ member }) => member === actor.id);
    }
    case 'review bench':
      return (
        SITS_FOR_ITSELF.includes(actor.role) && entitled(seatsOf(subject.judgment, 'review')).some(({ member }) => member === actor.id)
      );
    case 'chair':
      return isInTheChair(situation);
    case 'member':
      return isMember(situation);
    default:
      return false;
  }
}

/**
 * The chair; the vice-chair when the chair has stood aside, is barred, challenged, vacant or recorded absent, and when the chair's own time to rule alone
 * is over. Who is absent or barred only the roster tells: where the door did not bring it, the chair is taken to be there.
 */
function isInTheChair({ subject, actor, facts, rulebook }: Situation<Case>): boolean {
  const { judgment } = subject;
  const aside = (member: string): boolean =>
    judgment.recused.some((recused) => recused.member === member) ||
    judgment.challenges.some((challenge) => challenge.member === member && challenge.status === 'pending') ||
    subject.reports.some(({ author, verifier }) => author === member || verifier === member);
  if (aside(actor.id)) return false;
  const viceChairRules = subject.state === 'CHAIR_RULING' && judgment.chairRulingPassed;
  if (actor.role === 'chair') return !viceChairRules;
  if (actor.role !== 'vice_chair') return false;
  if (viceChairRules || judgment.recused.some(({ role }) => role === 'chair')) return true;
  const roster = rosterIn(facts);
  if (roster.length === 0) return false;
  return !roster.some(
    (seat) => seat.role === 'chair' && seat.available && !aside(seat.id) && barsOf(seat, subject, 'panel', rulebook.judgment).length === 0,
  );
}

/** A member of the Commission. Who was put out for a conflict is blind to the case; nobody stands aside in another's name. */
function isMember({ subject, actor, command, payload }: Situation<Case>): boolean {
  if (!SITS_FOR_ITSELF.includes(actor.role)) return false;
  if (command === 'RecuseMember' && payload['member'] !== undefined && payload['member'] !== actor.id) return false;
  return !subject.judgment.recused.some(({ member }) => member === actor.id);
}
