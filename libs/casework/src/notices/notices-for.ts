import type { Audience } from '../engine/types.js';
import { movesIn } from '../rulebook/recomputation.js';
import { processOf } from '../process/process-of.js';
import { audiences, type Addressed } from './audiences.js';
import { channelsFor } from './channels.js';
import { nextDigest } from './digest.js';
import { defaultPreferences, type Matter, type Notice, type NoticeKind, type ReasonCode, type Telling } from './notice.js';
import { mayKnow, maySee } from './sight.js';

/**
 * THE decision of who is told of an entry, by which channel, and why: for one audience of the entry's row. Pure: the same telling gives the same
 * notices. Whoever may not know of the matter is told nothing, whatever the table says: visibility stands above the table.
 */
export function noticesFor(telling: Telling): readonly Notice[] {
  if (isWithheld(telling)) return [];
  const row = processOf(telling.matter.process).rows[telling.entry.command];
  const others = (row?.tells ?? []).filter((audience) => audience !== telling.audience).map((audience) => ({ ...telling, audience }));
  const elsewhere = others.flatMap((other) => toldIn(other));
  const mine = toldIn(telling).filter(({ one, weight }) => {
    const same = elsewhere.filter(({ one: { person } }) => person.id === one.person.id);
    return same.every(
      (other) => weight < other.weight || (weight === other.weight && isBefore(row?.tells ?? [], telling.audience, other.audience)),
    );
  });
  return [...mine.flatMap(({ one, kind }) => noticesOf(one, kind, telling)), ...forWebhooks(telling)];
}

interface Told {
  readonly one: Addressed;
  readonly kind: NoticeKind;
  readonly audience: Audience;
  /** Somebody whom several audiences of one entry name is told once: as a party first, then as who must act, then by the order of the row. */
  readonly weight: number;
}

function toldIn(telling: Telling): readonly Told[] {
  const { audience, entry } = telling;
  const more = audience === 'members' ? (alsoTold[entry.type] ?? []) : [];
  const addressed = [
    ...resolve(audience, telling),
    ...more.flatMap((other) => resolve(other, telling).map((one) => ({ ...one, reason: 'ballotsOpened' as const }))),
    ...forPartiesWithoutAgent(telling),
  ];
  const seen = new Set<string>();
  return addressed.flatMap((one) => {
    if (seen.has(one.person.id) || !isToldTo(telling, one)) return [];
    seen.add(one.person.id);
    const kind = kindOf(telling, one);
    return [{ one, kind, audience, weight: kind === 'service' ? 0 : kind === 'duty' ? 1 : 2 }];
  });
}

function isBefore(tells: readonly Audience[], one: Audience, other: Audience): boolean {
  return tells.indexOf(one) < tells.indexOf(other);
}

/** @throws when no one has said who an audience is. */
export function resolve(audience: Audience, asked: Parameters<(typeof audiences)[string]>[0]): readonly Addressed[] {
  const known = Object.hasOwn(audiences, audience) ? audiences[audience] : undefined;
  if (known === undefined) throw new Error(`Nobody has said who the audience ${audience} is.`);
  return known(asked);
}

/**
 * Until a ballot closes nobody, the auditors included, learns who has voted (law.md, "Panel, conflicts, votes"). The table tells the auditors of each
 * ballot; they are told at the close of the call, with the members.
 * And a corrected calendar that moves nothing of a matter is no news of it.
 */
function isWithheld({ entry }: Telling): boolean {
  if (entry.type === 'DeadlinesRecomputed') return movesIn(entry.data.outcome).length === 0;
  return entry.type === 'BallotCast';
}

const alsoTold: { readonly [type: string]: readonly Audience[] } = {
  BallotClosed: ['auditor'],
  BallotLapsed: ['auditor'],
  FirstCallLapsed: ['auditor'],
  SecondCallLapsed: ['auditor'],
};

/**
 * A recused member is told nothing; an agent is told of an entry of a case only when it was served on the agent's party; nobody is told of what they
 * did themselves, unless it is served on them.
 */
function isToldTo(telling: Telling, { person, about, reason }: Addressed): boolean {
  const { entry, matter, servedOn } = telling;
  if (person.recused) return false;
  if (person.id === entry.actor.id && reason !== 'partyServed') return false;
  if (person.roles.includes('party_agent') && matter.process === 'case' && !servedOn.includes(person.party ?? '')) return false;
  return reason === 'publicTold' || mayKnow(person, about);
}

/** What asks for an act, by the type of the entry and the audience. What is due in a state by its owner is found by itself. */
const duties: { readonly [type: string]: readonly Audience[] } = {
  MemberChallenged: ['chair'],
  WithdrawalRequested: ['bench'],
  ReopeningRequested: ['bench'],
  ReopeningLapsed: ['plenary'],
  ComplianceClaimed: ['monitors', 'registrar'],
  ReferralFiled: ['cell', 'addressee'],
  MemberSeated: ['member'],
  ChairRulingLapsed: ['vice-chair'],
  DraftFixed: ['members'],
  DeliberationLapsed: ['members'],
  FirstCallLapsed: ['members'],
};
const ALWAYS_DUTIES: readonly Audience[] = ['members drawn', 'review members', 'alternate', 'signers'];
const ALWAYS_DUTY_REASONS: readonly ReasonCode[] = ['partyHasNoAgent'];

/** Which audience is the owner of a state that must see to it that the state is left in time. */
const audienceOfOwner: { readonly [right: string]: readonly Audience[] } = {
  rapporteur: ['duty rapporteur'],
  bench: ['bench'],
  'chief investigator': [],
  registrar: ['registrar', 'another registrar'],
  chair: ['chair'],
  'review bench': ['review members'],
  cell: ['cell'],
  author: ['author'],
  'team lead': ['team lead'],
};

function kindOf({ audience, entry, matter }: Telling, { reason }: Addressed): NoticeKind {
  if (reason === 'partyServed') return 'service';
  if (ALWAYS_DUTY_REASONS.includes(reason)) return 'duty';
  if (entry.type === 'MarkRung') return 'mark';
  if (reason === 'ballotsOpened') return 'information';
  if (ALWAYS_DUTIES.includes(audience) || duties[entry.type]?.includes(audience) === true) return 'duty';
  const process = processOf(matter.process);
  const isMove = process.rows[entry.command]?.to !== 'same';
  const owner = process.owners[matter.subject.state];
  return isMove && owner !== undefined && audienceOfOwner[owner]?.includes(audience) === true ? 'duty' : 'information';
}

/** One person's notices, a channel each, as they want them. */
export function noticesOf(
  { person, reason, about }: Addressed,
  kind: NoticeKind,
  { preferences, at }: Pick<Telling, 'preferences' | 'at'>,
): Notice[] {
  const mine = preferences.get(person.id) ?? defaultPreferences;
  const isMuted = about.process === 'case' && mine.mutedCases.includes(about.subject.id);
  return channelsFor(kind, mine, isMuted).map(({ channel, manner }) => ({
    recipient: person.id,
    channel,
    reason,
    kind,
    manner,
    about: { process: about.process, id: about.subject.id },
    severity: maySee(person, about) ? about.subject.severity : null,
    digest: manner === 'digest' ? nextDigest(at, mine) : null,
  }));
}

/** What is served on a party that nobody speaks for lies with the registry: silence must not look like service. */
function forPartiesWithoutAgent(telling: Telling): readonly Addressed[] {
  if (partiesWithoutAgent(telling).length === 0) return [];
  return resolve('registrar', telling).map((one) => ({ ...one, reason: 'partyHasNoAgent' as const }));
}

/** Parties on which this audience's telling serves an entry, and for which nobody speaks. */
export function partiesWithoutAgent({ audience, servedOn, people, entry }: Telling): readonly string[] {
  if (!audience.startsWith('parties') && audience !== 'other party') return [];
  const isSpokenFor = (party: string): boolean => people.some(({ roles, party: of }) => roles.includes('party_agent') && of === party);
  return servedOn.filter((party) => !isSpokenFor(party) && (audience !== 'other party' || party !== entry.actor.party));
}

/** Addresses outside get reference, state and kind of what is ordinary, and never of what is restricted or in a compartment. */
function forWebhooks({ audience, webhooks, matter, servedOn }: Telling): Notice[] {
  if (!isOrdinary(matter)) return [];
  return webhooks
    .filter(({ audiences: subscribed, party }) => subscribed.includes(audience) && (party === null || servedOn.includes(party)))
    .map(({ id }) => ({
      recipient: id,
      channel: 'webhook' as const,
      reason: 'webhookSubscribed' as const,
      kind: 'information' as const,
      manner: 'now' as const,
      about: { process: matter.process, id: matter.subject.id },
      severity: null,
      digest: null,
    }));
}

function isOrdinary({ level, compartment }: Matter): boolean {
  return compartment === null && ['PUBLIC', 'PARTIES', 'COMMISSION'].includes(level);
}

/** Notices of a kind that no entry brings about: a reminder, for those whom the audience names. */
export function remindersFor(
  audience: Audience,
  asked: Pick<Telling, 'matter' | 'caseOfReport' | 'joined' | 'people' | 'preferences' | 'at'> & { readonly item?: string },
): readonly Notice[] {
  const seen = new Set<string>();
  return resolve(audience, { ...asked, servedOn: [] }).flatMap((one) => {
    if (seen.has(one.person.id) || one.person.recused || !mayKnow(one.person, one.about)) return [];
    seen.add(one.person.id);
    return noticesOf({ ...one, reason: 'termIsYours' }, 'reminder', asked);
  });
}

/** The test that a person asked for: every channel that is open to them, by the same way as everything else. */
export function testNoticesFor(person: string, { preferences }: Pick<Telling, 'preferences'>): readonly Notice[] {
  return channelsFor('test', preferences.get(person) ?? defaultPreferences, false).map(({ channel, manner }) => ({
    recipient: person,
    channel,
    reason: 'askedForTest',
    kind: 'test',
    manner,
    about: null,
    severity: null,
    digest: null,
  }));
}
