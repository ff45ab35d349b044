import { givenString, textIsGiven } from '../engine/given.js';
import type { Guard } from '../engine/types.js';
import type { Case } from './case.js';

/** The list that the ground of each command is taken from. */
export const groundLists: { readonly [command: string]: string } = {
  RejectCase: 'rejectionGrounds',
  StayCase: 'stayGrounds',
  StayCaseUrgently: 'stayGrounds',
  ChallengeMember: 'challengeGrounds',
  RecuseMember: 'recusalGrounds',
  RequestReview: 'reviewGrounds',
  JoinReview: 'reviewGrounds',
};

/** Guards that rows of several topics ask. */
export const groundGuards: { readonly [name: string]: Guard<Case> } = {
  reasonIsGiven: {
    asks: 'payload',
    says: 'A reason is given. Where the system acts by rule, the ground is the reason.',
    holds: ({ payload, actor }) => textIsGiven(payload, 'reason') || (actor.role === 'system' && givenString(payload, 'ground') !== null),
  },
  reasonsAreGiven: { asks: 'payload', says: 'Reasons are given.', holds: ({ payload }) => textIsGiven(payload, 'reasons') },
  groundIsListed: {
    asks: 'payload',
    says: "A ground of the rulebook's list is named.",
    holds: ({ command, payload, rulebook }) =>
      (rulebook.lists[groundLists[command] ?? ''] ?? []).includes(givenString(payload, 'ground') ?? ''),
    params: ({ command, payload }) => ({ list: groundLists[command] ?? null, ground: payload['ground'] ?? null }),
  },
};
