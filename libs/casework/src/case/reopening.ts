import type { Fields } from '../engine/fields.js';
import { givenNumber, givenString, textIsGiven } from '../engine/given.js';
import type { Guard, Recorded, Rule, Situation } from '../engine/types.js';
import { AFTER } from '../process/v1/case-states.js';
import { dueAfter } from '../rulebook/terms.js';
import type { Case } from './case.js';
import { change } from './case-change.js';
import { emptyCounts } from './counts.js';

// Each end has a way back. A ruled case is reopened on a decisive fact, unknown then without negligence (ICJ Statute, Art. 61), or at any time
// for fraud or a conflict of interest; an unruled one is revived (law-sources 6.3 rows 27 and 28; law-check section 3).

const AT_ANY_TIME = ['fraud', 'conflict-of-interest'];

export const reopeningFields: { readonly [command: string]: Fields } = {
  ReviveCase: {
    ground: { kind: 'code', of: 'revivalGrounds', optional: true },
    newFact: { kind: 'text', max: 8_000, optional: true },
  },
  RequestReopening: {
    ground: { kind: 'code', of: 'reopeningGrounds', optional: true },
    /** SHA-256 of the document that shows it: what was pleaded and decided on is not pleaded again. */
    fact: { kind: 'hash', optional: true },
    discoveredAt: { kind: 'instant', optional: true },
    reason: { kind: 'text', max: 8_000, optional: true },
  },
  GrantReopening: { reasons: { kind: 'text', max: 20_000, optional: true } },
  RefuseReopening: { reasons: { kind: 'text', max: 20_000, optional: true } },
};

const isAfter = (state: string): boolean => (AFTER as readonly string[]).includes(state);
const isPending = ({ deadlines }: Case): boolean => 'reopening' in deadlines || 'plenaryReopening' in deadlines;

function isInTime({ subject, payload, at, rulebook }: Situation<Case>): boolean {
  if (AT_ANY_TIME.includes(givenString(payload, 'ground') ?? '')) return true;
  const discoveredAt = givenNumber(payload, 'discoveredAt');
  const ruledAt = subject.judgment.rulings.at(-1)?.at;
  if (discoveredAt === null || discoveredAt > at || ruledAt === undefined) return false;
  const isFresh = at <= dueAfter(discoveredAt, rulebook, 'reopeningFromDiscovery', subject.severity);
  return isFresh && at <= dueAfter(ruledAt, rulebook, 'reopeningFromRuling', subject.severity);
}

export const reopeningGuards: { readonly [name: string]: Guard<Case> } = {
  factIsNewOrFirstAskedInTime: {
    asks: 'payload',
    says: 'A new fact is named, or it is the first revival and asked within the term from the end.',
    holds: ({ subject, payload, at, rulebook }) => {
      if (textIsGiven(payload, 'newFact')) return true;
      const onAnyGround = subject.revivals.filter(({ onNewFact }) => !onNewFact).length;
      const isFirst = onAnyGround < rulebook.bounds.revivalsOnAnyGround;
      return isFirst && subject.ended !== null && at <= dueAfter(subject.ended.at, rulebook, 'revival', subject.severity);
    },
  },
  groundIsDecisiveAndNew: {
    asks: 'payload',
    says: 'A ground of the list is named, with a document that has not been pleaded and decided on.',
    holds: ({ subject, payload, rulebook }) => {
      const isListed = (rulebook.lists['reopeningGrounds'] ?? []).includes(givenString(payload, 'ground') ?? '');
      const fact = givenString(payload, 'fact');
      return isListed && fact !== null && !subject.reopenings.pleaded.includes(fact);
    },
  },
  requestIsInTime: {
    asks: 'payload',
    says: 'It is asked within the term from the discovery and within that from the ruling; fraud and conflict of interest know no term.',
    holds: isInTime,
  },
  noRequestIsPending: { asks: 'subject', says: 'No request for reopening is pending.', holds: ({ subject }) => !isPending(subject) },
  requestIsPending: { asks: 'subject', says: 'A request for reopening is pending.', holds: ({ subject }) => isPending(subject) },
  reopeningIsLeft: {
    asks: 'subject',
    says: 'A case whose remedies still run is reopened only once; an ended one as often as a new fact is pleaded.',
    holds: ({ subject, rulebook }) => !isAfter(subject.state) || subject.reopenings.fromAfter < rulebook.bounds.reopeningsFromAfter,
    params: ({ subject, rulebook }) => ({ reopenings: subject.reopenings.fromAfter, most: rulebook.bounds.reopeningsFromAfter }),
  },
};

/** What was decided on may not be pleaded again. */
function pleaded(subject: Case): Case {
  const { pending } = subject.reopenings;
  if (pending === null) return subject;
  return { ...subject, reopenings: { ...subject.reopenings, pending: null, pleaded: [...subject.reopenings.pleaded, pending.fact] } };
}

/** A new phase. The old ruling stays readable; from an end all counters begin anew (law-check section 3). */
function reopened(subject: Case, { at }: Recorded): Case {
  const { pending } = subject.reopenings;
  const decided = pleaded(subject);
  const granted = [...subject.reopenings.granted, { at, ground: pending?.ground ?? '', fact: pending?.fact ?? '' }];
  const fromAfter = isAfter(subject.state) ? subject.reopenings.fromAfter + 1 : 0;
  return {
    ...decided,
    phase: subject.phase + 1,
    counts: isAfter(subject.state) ? { ...subject.counts, extensions: {} } : emptyCounts(),
    reopenings: { ...decided.reopenings, granted, fromAfter },
  };
}

export const reopeningRules: { readonly [command: string]: Rule<Case> } = {
  ReviveCase: {
    apply: change((subject, { at, data }) => ({
      ...subject,
      revivals: [...subject.revivals, { at, onNewFact: textIsGiven(data.payload, 'newFact') }],
    })),
  },
  RequestReopening: {
    apply: change((subject, { at, actor, data }) => ({
      ...subject,
      reopenings: {
        ...subject.reopenings,
        pending: {
          at,
          by: actor.party ?? actor.id,
          ground: givenString(data.payload, 'ground') ?? '',
          fact: givenString(data.payload, 'fact') ?? '',
        },
      },
    })),
  },
  GrantReopening: { apply: change(reopened) },
  RefuseReopening: { apply: change(pleaded) },
};
