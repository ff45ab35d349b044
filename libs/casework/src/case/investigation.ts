import type { RosterSeat, Signature } from '../engine/facts.js';
import type { Fields } from '../engine/fields.js';
import { givenFlag, givenStrings, textIsGiven } from '../engine/given.js';
import type { Guard, JsonObject, Rule } from '../engine/types.js';
import { actingBench, seatsOf, signaturesOf, sitting } from '../judgment/standing.js';
import type { Case } from './case.js';
import { change } from './case-change.js';

// Investigation, its supplements and extensions, and the parties' replies (law-sources 6.3 rows 8 to 10; law-check section 3, hole 10).

export const investigationFields: { readonly [command: string]: Fields } = {
  OpenSupplement: {
    evidence: { kind: 'list', of: { kind: 'id' }, min: 0, max: 200, optional: true },
    /** Why it is new, and why it matters. */
    material: { kind: 'text', max: 8_000, optional: true },
  },
  ExtendTerm: {
    ground: { kind: 'code', of: 'extensionGrounds', optional: true },
    reason: { kind: 'text', max: 4_000, optional: true },
  },
  FileReply: {
    reply: { kind: 'text', max: 50_000, optional: true },
    evidence: { kind: 'list', of: { kind: 'id' }, min: 0, max: 200, optional: true },
    waives: { kind: 'flag', optional: true },
    insists: { kind: 'flag', optional: true },
  },
};

const signaturesFor = (facts: JsonObject): Signature[] => {
  const list = facts['signatures'];
  return Array.isArray(list) ? (list as unknown as Signature[]).filter(({ position }) => position === 'for') : [];
};

function chairSigned(facts: JsonObject): boolean {
  const roster = Array.isArray(facts['roster']) ? (facts['roster'] as unknown as RosterSeat[]) : [];
  const chairs = roster.filter(({ role }) => role === 'chair' || role === 'vice_chair').map(({ id }) => id);
  return signaturesFor(facts).some(({ member }) => chairs.includes(member));
}

function benchAgrees(subject: Case, facts: JsonObject): boolean {
  const bench = actingBench(subject);
  const agree = signaturesOf(subject, facts, bench).filter(({ position }) => position === 'for');
  return agree.length * 2 > sitting(seatsOf(subject.judgment, bench)).length;
}

/** Every party that was served has replied or waived since it was served last. */
function everyPartyHasAnswered(subject: Case): boolean {
  return subject.parties.every((party) => {
    const served = subject.servedWithFile[party];
    return served !== undefined && subject.replies.some((reply) => reply.party === party && reply.at >= served);
  });
}

export const investigationGuards: { readonly [name: string]: Guard<Case> } = {
  evidenceIsNewAndMaterial: {
    asks: 'payload',
    says: 'Evidence is named, and it is said why it is new and material.',
    holds: ({ payload }) => givenStrings(payload, 'evidence').length > 0 && textIsGiven(payload, 'material'),
  },
  chairAdmits: { asks: 'facts', says: 'The chair, or the vice-chair in the chair, has signed.', holds: ({ facts }) => chairSigned(facts) },
  supplementIsLeft: {
    asks: 'subject',
    says: 'The investigation has not been supplemented as often as the rulebook allows.',
    holds: ({ subject, rulebook }) => subject.counts.supplements < rulebook.bounds.supplements,
    params: ({ subject, rulebook }) => ({ supplements: subject.counts.supplements, most: rulebook.bounds.supplements }),
  },
  benchAgreesUnlessFirst: {
    asks: 'facts',
    says: 'A majority of the bench has signed; the first supplement needs none.',
    holds: ({ subject, facts, rulebook }) => subject.counts.supplements < rulebook.bounds.supplementsByRight || benchAgrees(subject, facts),
  },
  extensionIsLeft: {
    asks: 'subject',
    says: 'The term of this state has not been extended as often as the rulebook allows in this phase of the case.',
    holds: ({ subject, rulebook }) => (subject.counts.extensions[subject.state] ?? 0) < (rulebook.bounds.extensions[subject.state] ?? 0),
    params: ({ subject, rulebook }) => ({
      extensions: subject.counts.extensions[subject.state] ?? 0,
      most: rulebook.bounds.extensions[subject.state] ?? 0,
    }),
  },
  partyWasServed: {
    asks: 'subject',
    says: 'The party was served with the file.',
    holds: ({ subject, actor }) => subject.servedWithFile[actor.party ?? ''] !== undefined,
  },
  everyPartyHasAnswered: {
    asks: 'subject',
    says: 'Every party has replied, or has waived its reply, since it was served last.',
    holds: ({ subject }) => everyPartyHasAnswered(subject),
    params: ({ subject }) => ({
      missing: subject.parties.filter((party) => !everyPartyHasAnswered({ ...subject, parties: [party] })),
    }),
  },
};

/** The entry itself serves both parties, accused or not, so that no case lacks an addressee. */
const servesTheFile = change((subject, { at }) => ({
  ...subject,
  servedWithFile: Object.fromEntries(subject.parties.map((party) => [party, at])),
}));

export const investigationRules: { readonly [command: string]: Rule<Case> } = {
  CompleteInvestigation: {
    apply: change((subject, recorded, rulebook) => {
      const served = servesTheFile(subject, recorded, rulebook);
      return { ...served, staff: { ...served.staff, chiefInvestigator: recorded.actor.id } };
    }),
  },
  LapseInvestigation: { apply: servesTheFile },
  OpenSupplement: {
    apply: change((subject) => ({ ...subject, counts: { ...subject.counts, supplements: subject.counts.supplements + 1 } })),
  },
  ExtendTerm: {
    apply: change((subject) => {
      const { extensions } = subject.counts;
      const granted = (extensions[subject.state] ?? 0) + 1;
      return { ...subject, counts: { ...subject.counts, extensions: { ...extensions, [subject.state]: granted } } };
    }),
  },
  FileReply: {
    apply: change((subject, { at, actor, data }) => ({
      ...subject,
      replies: [
        ...subject.replies,
        {
          party: actor.party ?? '',
          at,
          late: subject.state !== 'PARTY_REPLY',
          waives: givenFlag(data.payload, 'waives'),
          insists: givenFlag(data.payload, 'insists'),
        },
      ],
    })),
  },
};
