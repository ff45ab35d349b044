import type { Fields } from '../engine/fields.js';
import { givenFlag } from '../engine/given.js';
import type { Guard, Rule, Situation } from '../engine/types.js';
import type { Case } from './case.js';
import { change } from './case-change.js';

// A complaint may be withdrawn while the matter is the complainant's alone; otherwise, or on silence, the case goes on as own motion
// (law-sources 6.3 row 26, law-check hole 10).

export const withdrawalFields: { readonly [command: string]: Fields } = {
  RequestWithdrawal: {
    ground: { kind: 'code', of: 'withdrawalGrounds', optional: true },
    reason: { kind: 'text', max: 4_000, optional: true },
  },
  GrantWithdrawal: {
    /** What the bench found when it asked whether pressure was put on the complainant. */
    pressureIsExcluded: { kind: 'flag', optional: true },
    reasons: { kind: 'text', max: 20_000, optional: true },
  },
  RefuseWithdrawal: { reasons: { kind: 'text', max: 20_000, optional: true } },
};

const partyOf = ({ actor }: Situation<Case>): string => actor.party ?? '';

export const withdrawalGuards: { readonly [name: string]: Guard<Case> } = {
  complaintIsTheirs: {
    asks: 'subject',
    says: 'The complaint is that of the party who asks.',
    holds: (of) => of.subject.complainants.includes(partyOf(of)),
  },
  noWithdrawalIsPending: {
    asks: 'subject',
    says: 'No request for withdrawal is pending.',
    holds: ({ subject }) => !('withdrawal' in subject.deadlines),
  },
  withdrawalIsLeft: {
    asks: 'subject',
    says: 'The complainant has not asked as often as the rulebook allows.',
    holds: (of) => (of.subject.counts.withdrawals[partyOf(of)] ?? 0) < of.rulebook.bounds.withdrawalRequestsPerComplainant,
  },
  withdrawalIsPending: {
    asks: 'subject',
    says: 'A request for withdrawal is pending.',
    holds: ({ subject }) => 'withdrawal' in subject.deadlines,
  },
  severityIsAtMostThree: {
    asks: 'subject',
    says: 'The matter is not so grave that it must be ruled on.',
    holds: ({ subject, rulebook }) => subject.severity <= rulebook.thresholds.withdrawUpTo,
    params: ({ subject, rulebook }) => ({ severity: subject.severity, upTo: rulebook.thresholds.withdrawUpTo }),
  },
  noSignOfPressure: {
    asks: 'payload',
    says: 'The bench found no sign that pressure was put on the complainant.',
    holds: ({ payload }) => givenFlag(payload, 'pressureIsExcluded'),
  },
  noOtherReportCarriesIt: {
    asks: 'subject',
    says: 'No report of anybody else carries the case.',
    holds: ({ subject }) =>
      subject.reports.every(
        ({ complainant, retractedAt }) => retractedAt !== null || (complainant !== null && complainant === subject.withdrawal?.party),
      ),
  },
  accusedDoesNotInsist: {
    asks: 'subject',
    says: 'No accused party that was served insists on a ruling.',
    holds: ({ subject }) => !subject.replies.some(({ party, insists }) => insists && subject.accused.includes(party)),
  },
};

export const withdrawalRules: { readonly [command: string]: Rule<Case> } = {
  RequestWithdrawal: {
    apply: change((subject, { at, actor }) => {
      const party = actor.party ?? actor.id;
      const asked = (subject.counts.withdrawals[party] ?? 0) + 1;
      return {
        ...subject,
        withdrawal: { party, at },
        counts: { ...subject.counts, withdrawals: { ...subject.counts.withdrawals, [party]: asked } },
      };
    }),
  },
};
