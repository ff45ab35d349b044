import type { CaseSummary } from '../engine/facts.js';
import type { Fields } from '../engine/fields.js';
import { givenObject, givenString } from '../engine/given.js';
import type { FollowUp, Guard, JsonObject, Recorded, Rule } from '../engine/types.js';
import { dueAfter } from '../rulebook/terms.js';
import type { Case } from './case.js';
import { change, hasStandingRuling, isEarly, responseBasisIsGiven } from './case-change.js';
import { withT0 } from './response-clock.js';
import { raisedTo, severityWithChild } from './severity-of-acts.js';

// Joined cases share their lead's way, clock and ruling (law-check holes 8 and 9).

export const joiningFields: { readonly [command: string]: Fields } = {
  JoinCase: {
    lead: { kind: 'id', optional: true },
    ground: { kind: 'code', of: 'joiningGrounds', optional: true },
    reason: { kind: 'text', max: 4_000, optional: true },
  },
  AdoptCase: { child: { kind: 'id' } },
  ReleaseCase: { child: { kind: 'id' } },
  SeverCase: { reason: { kind: 'text', max: 4_000, optional: true } },
  ObjectToJoining: { reason: { kind: 'text', max: 4_000, optional: true } },
};

const otherIn = (facts: JsonObject): CaseSummary | null => givenObject(facts, 'otherCase') as CaseSummary | null;
/** Among the states in which cases are joined: the parties have had their reply. */
const wasHeard = (state: string): boolean => state === 'PANEL' || state === 'DELIBERATION';

/** What follows when a case ends without a ruling that covers its children: each goes back to where it was, at once. */
export function childrenGoBack(before: Case | undefined): FollowUp[] {
  if (before === undefined || hasStandingRuling(before)) return [];
  return before.joining.children.map(({ id }) => ({
    process: 'case',
    stream: id,
    birth: false,
    command: { name: 'LapseJoining', payload: {} },
  }));
}

export const joiningGuards: { readonly [name: string]: Guard<Case> } = {
  sameActOrSeries: {
    asks: 'facts',
    says: 'It is said whether act or series is the same, and the cases share a sector, a code or an accused party.',
    holds: ({ subject, payload, facts, rulebook }) => {
      const lead = otherIn(facts);
      const ground = (rulebook.lists['joiningGrounds'] ?? []).includes(givenString(payload, 'ground') ?? '');
      return ground && lead !== null && sharesSomething(subject, lead);
    },
  },
  leadIsEarly: {
    asks: 'facts',
    says: 'The lead stands before VOTING and is not stayed.',
    holds: ({ facts }) => isEarly(otherIn(facts)?.state ?? ''),
    params: ({ facts }) => ({ state: otherIn(facts)?.state ?? null }),
  },
  leadIsNotJoined: {
    asks: 'facts',
    says: 'The lead is another case, and not itself joined to one.',
    holds: ({ subject, facts }) => otherIn(facts) !== null && otherIn(facts)?.lead === null && otherIn(facts)?.id !== subject.id,
  },
  caseHasNoChildren: {
    asks: 'subject',
    says: 'No case is joined to this one: the tree is one deep.',
    holds: ({ subject }) => subject.joining.children.length === 0,
  },
  partiesWereHeardOnBoth: {
    asks: 'facts',
    says: 'Where the parties have already answered in the lead, they have answered in this case too.',
    holds: ({ subject, facts }) => !wasHeard(otherIn(facts)?.state ?? '') || wasHeard(subject.state),
  },
  responseBasisIsGivenOrShared: {
    asks: 'facts',
    says: 'A grave case has had its provisional finding, or the lead still owes or had one of its own.',
    holds: ({ subject, facts, rulebook }) => {
      const lead = otherIn(facts);
      if (responseBasisIsGiven(subject, rulebook)) return true;
      return (
        lead !== null && (['REGISTERED', 'PRELIMINARY'].includes(lead.state) || lead.severity >= rulebook.thresholds.responseClockFrom)
      );
    },
  },
  joinIsLeft: {
    asks: 'subject',
    says: 'The case has not been joined as often as the rulebook allows.',
    holds: ({ subject, rulebook }) => subject.counts.joinings < rulebook.bounds.joinings,
    params: ({ subject, rulebook }) => ({ joinings: subject.counts.joinings, most: rulebook.bounds.joinings }),
  },
  leadIsEarlyOrStayed: {
    asks: 'facts',
    says: 'The lead stands before VOTING, or is stayed.',
    holds: ({ facts }) => isEarly(otherIn(facts)?.state ?? '') || otherIn(facts)?.state === 'STAYED',
    params: ({ facts }) => ({ state: otherIn(facts)?.state ?? null }),
  },
  noStandingRulingCoversIt: {
    asks: 'facts',
    says: 'No standing ruling of the lead covers this case.',
    holds: ({ facts }) => otherIn(facts)?.hasStandingRuling !== true,
  },
  childIsJoining: {
    asks: 'facts',
    says: 'The other case has been joined to this one and is not yet adopted.',
    holds: ({ subject, facts }) => {
      const child = otherIn(facts);
      return child?.lead === subject.id && child.state === 'JOINED' && !subject.joining.children.some(({ id }) => id === child.id);
    },
  },
  childIsSevered: {
    asks: 'facts',
    says: 'The other case was joined to this one and no longer is.',
    holds: ({ subject, facts }) => {
      const child = otherIn(facts);
      return child !== null && child.lead !== subject.id && subject.joining.children.some(({ id }) => id === child.id);
    },
  },
  objectionIsInTime: {
    asks: 'subject',
    says: 'The term for objecting to the joining is not over, and the party has not objected yet.',
    holds: ({ subject, actor, at, rulebook }) => {
      const { joinedAt, objections } = subject.joining;
      const isInTime = joinedAt !== null && at <= dueAfter(joinedAt, rulebook, 'joiningObjection', subject.severity);
      return isInTime && objections.every(({ party }) => party !== actor.party);
    },
  },
};

function sharesSomething(subject: Case, lead: CaseSummary): boolean {
  const shared = (ours: readonly string[], theirs: readonly string[]): boolean => ours.some((one) => theirs.includes(one));
  return subject.sector === lead.sector || shared(subject.codes, lead.codes) || shared(subject.accused, lead.accused);
}

const adopted = change((lead, { at, data }) => {
  const child = otherIn(data.facts);
  if (child === null) return lead;
  const entry = { id: child.id, t0: child.startsAt, uncertain: child.startIsUncertain, severity: child.severity, joinedAt: at };
  const grown: Case = {
    ...lead,
    severity: Math.max(lead.severity, child.severity),
    accused: [...new Set([...lead.accused, ...child.accused])],
    joining: { ...lead.joining, children: [...lead.joining.children, entry] },
  };
  return withT0(grown, lead.clock.ownT0, lead.clock.uncertain, at);
});

// The lead's severity is never lowered by itself: that is the chair's to say.
const released = change((lead, { at, data }) => {
  const child = givenString(data.payload, 'child');
  const children = lead.joining.children.filter(({ id }) => id !== child);
  return withT0({ ...lead, joining: { ...lead.joining, children } }, lead.clock.ownT0, lead.clock.uncertain, at);
});

const wentBack = change((subject) => ({
  ...subject,
  remembered: null,
  joining: { ...subject.joining, lead: null, joinedAt: null, objections: [] },
}));

const toLead = (name: 'AdoptCase' | 'ReleaseCase', lead: string | null, child: Case | undefined): FollowUp[] =>
  lead === null || child === undefined
    ? []
    : [{ process: 'case', stream: lead, birth: false, command: { name, payload: { child: child.id } } }];

/** A case that ends unruled lets its children go. */
const letsChildrenGo: Rule<Case> = {
  apply: change((subject, { at }) => {
    if (hasStandingRuling(subject) || subject.joining.children.length === 0) return subject;
    return withT0({ ...subject, joining: { ...subject.joining, children: [] } }, subject.clock.ownT0, subject.clock.uncertain, at);
  }),
  followUps: childrenGoBack,
};

export const joiningRules: { readonly [command: string]: Rule<Case> } = {
  JoinCase: {
    apply: change((subject, { at, data }) => ({
      ...subject,
      remembered: { state: subject.state, by: 'joining', at, paused: [] },
      counts: { ...subject.counts, joinings: subject.counts.joinings + 1 },
      joining: { ...subject.joining, lead: givenString(data.payload, 'lead'), joinedAt: at, objections: [] },
    })),
    followUps: (child, { data }: Recorded) => toLead('AdoptCase', givenString(data.payload, 'lead'), child),
  },
  AdoptCase: {
    apply: adopted,
    followUps: (lead, { data }, rulebook) => {
      const child = otherIn(data.facts);
      if (lead === undefined || child === null) return [];
      return raisedTo(lead, severityWithChild(lead, child, rulebook), Math.max(lead.severity, child.severity));
    },
  },
  ReleaseCase: { apply: released },
  SeverCase: { apply: wentBack, followUps: (child) => toLead('ReleaseCase', child?.joining.lead ?? null, child) },
  LapseJoining: { apply: wentBack },
  ObjectToJoining: {
    apply: change((subject, { at, actor }) => ({
      ...subject,
      joining: { ...subject.joining, objections: [...subject.joining.objections, { party: actor.party ?? actor.id, at }] },
    })),
  },
  RejectCase: letsChildrenGo,
  SettleCase: letsChildrenGo,
  GrantWithdrawal: letsChildrenGo,
};
