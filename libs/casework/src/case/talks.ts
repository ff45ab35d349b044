import type { Fields } from '../engine/fields.js';
import { givenString, givenStrings } from '../engine/given.js';
import type { Guard, Rule } from '../engine/types.js';
import { monitorsReported } from '../judgment/proof.js';
import type { Case } from './case.js';
import { change } from './case-change.js';

// Small matters may be settled where they happened (law-sources 6.3 row 5). Talks are a flag: all terms run on beside them.

export const talksFields: { readonly [command: string]: Fields } = {
  OpenTalks: { note: { kind: 'text', max: 4_000, optional: true } },
  SettleCase: {
    terms: { kind: 'text', max: 20_000, optional: true },
    /** SHA-256 of the document that both parties signed. */
    document: { kind: 'hash', optional: true },
    signedBy: { kind: 'list', of: { kind: 'key', max: 32 }, min: 0, max: 4, optional: true },
    /** The monitors' report that confirms it. */
    confirmation: { kind: 'id', optional: true },
  },
};

export const talksGuards: { readonly [name: string]: Guard<Case> } = {
  severityIsAtMostTwo: {
    asks: 'subject',
    says: 'The matter is small enough to be settled by the parties.',
    holds: ({ subject, rulebook }) => subject.severity <= rulebook.thresholds.settleUpTo,
    params: ({ subject, rulebook }) => ({ severity: subject.severity, upTo: rulebook.thresholds.settleUpTo }),
  },
  noTalksAreOpen: { asks: 'subject', says: 'No talks are open already.', holds: ({ subject }) => !('talks' in subject.deadlines) },
  talksAreLeft: {
    asks: 'subject',
    says: 'Talks have not been opened as often as the rulebook allows.',
    holds: ({ subject, rulebook }) => subject.counts.talks < rulebook.bounds.talks,
    params: ({ subject, rulebook }) => ({ talks: subject.counts.talks, most: rulebook.bounds.talks }),
  },
  noCasualties: {
    asks: 'subject',
    says: 'Nobody was killed or injured.',
    holds: ({ subject: { casualties } }) => casualties.killed + casualties.injured + casualties.civilian === 0,
  },
  bothPartiesSigned: {
    asks: 'payload',
    says: 'Every party to the agreement signed the settlement, and the signed document is named.',
    holds: ({ subject, payload }) =>
      givenString(payload, 'document') !== null &&
      subject.parties.length > 0 &&
      subject.parties.every((party) => givenStrings(payload, 'signedBy').includes(party)),
    params: ({ subject, payload }) => ({ missing: subject.parties.filter((party) => !givenStrings(payload, 'signedBy').includes(party)) }),
  },
  monitorsConfirmed: {
    asks: 'facts',
    says: "A verified report of a monitors' team confirms the settlement.",
    holds: ({ facts }) => monitorsReported(facts),
  },
};

export const talksRules: { readonly [command: string]: Rule<Case> } = {
  OpenTalks: {
    apply: change((subject, { at, actor }) => ({
      ...subject,
      talks: { openedAt: at, by: actor.party ?? actor.id },
      counts: { ...subject.counts, talks: subject.counts.talks + 1 },
    })),
  },
};
