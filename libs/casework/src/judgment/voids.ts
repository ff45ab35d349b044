import type { Fields } from '../engine/fields.js';
import { givenString } from '../engine/given.js';
import type { Guard, Rule } from '../engine/types.js';
import type { Case } from '../case/case.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { callFor } from './ballots.js';
import type { Judgment, Ruling } from './judgment.js';
import { isDecisive } from './outcomes.js';
import { redrawn, setAside } from './review.js';
import { changeStanding } from './rulings.js';
import { foldDraw } from './seating.js';
import { withoutPanel } from './seats.js';
import { judging, standingRuling } from './standing.js';

// A conflict that comes to light after the vote: noted if it was not decisive, a new panel if it was, then the chair (law-check hole 13).

export const voidFields: { readonly [command: string]: Fields } = {
  NoteLateConflict: {
    member: { kind: 'id' },
    ground: { kind: 'code', of: 'challengeGrounds' },
    reasons: { kind: 'text', max: 20_000, optional: true },
  },
  VoidRuling: { reasons: { kind: 'text', max: 20_000, optional: true } },
  VoidRulingToChair: { reasons: { kind: 'text', max: 20_000, optional: true } },
};

/** Was it decisive that these members voted? The tally is made again from the ruling's own draft and votes, without them. */
function wasDecisive(ruling: Ruling, members: readonly string[], judgment: Judgment, rulebook: Rulebook): boolean {
  if (members.length === 0) return false;
  if (ruling.by === 'chair')
    return judgment.voters.some(({ member, ruling: number }) => number === ruling.number && members.includes(member));
  if (ruling.by === 'lapse') return false;
  if (ruling.by === 'review') {
    const voters = judgment.voters.filter(({ ruling: number, instance }) => instance === 'review' && number === ruling.corrects);
    const left = voters.filter(({ member }) => !members.includes(member)).length;
    return left < voters.length && left < rulebook.judgment.majority.reviewInFavour;
  }
  const ballots = Object.entries(ruling.votes).map(([member, votes]) => ({
    member,
    constituency: ruling.voterConstituencies[member] ?? '',
    votes,
  }));
  const call = { ...callFor(judgment, ruling.draft, rulebook, ruling.round), seats: ruling.panelSize };
  return isDecisive(members, ruling.draft, ballots, call, rulebook);
}

/** Rulings in force: the one that stands, and the one that it corrects. */
function inForce(judgment: Judgment): Ruling[] {
  const standing = standingRuling(judgment);
  if (standing === undefined) return [];
  const corrected = judgment.rulings.filter(({ number }) => number === standing.corrects);
  return [standing, ...corrected];
}

function conflicted(judgment: Judgment): string[] {
  const numbers = inForce(judgment).map(({ number }) => number);
  return judgment.lateConflicts.filter(({ ruling }) => numbers.includes(ruling)).map(({ member }) => member);
}

function conflictWasDecisive(judgment: Judgment, members: readonly string[], rulebook: Rulebook): boolean {
  return inForce(judgment).some((ruling) => wasDecisive(ruling, members, judgment, rulebook));
}

export const voidGuards: { readonly [name: string]: Guard<Case> } = {
  memberVoted: {
    asks: 'payload',
    says: 'The member voted on the case.',
    holds: ({ subject, payload, actor }) => {
      const member = givenString(payload, 'member') ?? actor.id;
      return subject.judgment.voters.some((voter) => voter.member === member && voter.instance !== 'provisional');
    },
  },
  conflictWasDecisive: {
    asks: 'subject',
    says: 'A conflict that was noted after the vote was decisive: without it the outcome would have been another one.',
    holds: ({ subject, rulebook }) => conflictWasDecisive(subject.judgment, conflicted(subject.judgment), rulebook),
  },
  voidIsLeft: {
    asks: 'subject',
    says: 'The case was not given to a new panel for a conflict before.',
    holds: ({ subject, rulebook }) => subject.judgment.counters.voids < rulebook.bounds.voidsToPanel,
  },
  onlyLastVoidIsLeft: {
    asks: 'subject',
    says: 'The case had a new panel for a conflict before; now only the chair can rule, once.',
    holds: ({ subject, rulebook }) => {
      const { voids } = subject.judgment.counters;
      const { voidsToPanel, voidsToChair } = rulebook.bounds;
      return voids >= voidsToPanel && voids < voidsToPanel + voidsToChair;
    },
  },
};

function voided(judgment: Judgment, draft: Judgment['draft'], at: number): Judgment {
  const { counters } = judgment;
  const reviews = judgment.reviews.map((review) =>
    review.endedAt === null ? { ...review, endedAt: at, ending: 'voided' as const } : review,
  );
  return { ...withoutPanel(setAside({ ...judgment, reviews }, 'voided')), draft, counters: { ...counters, voids: counters.voids + 1 } };
}

export const voidRules: { readonly [command: string]: Rule<Case> } = {
  NoteLateConflict: {
    outcome: ({ subject, payload, rulebook }) => {
      const { judgment } = subject;
      const member = givenString(payload, 'member') ?? '';
      return {
        ruling: standingRuling(judgment)?.number ?? judgment.rulings.at(-1)?.number ?? 0,
        decisive: conflictWasDecisive(judgment, [...conflicted(judgment), member], rulebook),
      };
    },
    apply: judging((judgment, { at, data }) => {
      const decisive = data.outcome['decisive'] === true;
      const conflict = {
        member: data.payload['member'] as string,
        ground: givenString(data.payload, 'ground') ?? '',
        ruling: data.outcome['ruling'] as number,
        at,
        decisive,
      };
      const noted = { ...judgment, lateConflicts: [...judgment.lateConflicts, conflict] };
      // The ruling stands until the chair decides, and says in public that it is contested.
      return decisive ? changeStanding(noted, (ruling) => ({ ...ruling, contested: true })) : noted;
    }),
  },
  VoidRuling: {
    outcome: (situation) => redrawn(situation, 'voided'),
    apply: judging((judgment, recorded, subject, rulebook) => foldDraw(voided(judgment, null, recorded.at), recorded, subject, rulebook)),
  },
  VoidRulingToChair: {
    apply: judging((judgment, { at }) => voided({ ...judgment, chairRulingPassed: false }, standingRuling(judgment)?.draft ?? null, at)),
  },
};
