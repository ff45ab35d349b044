import type { Role } from '../engine/types.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { dueAfter } from '../rulebook/terms.js';

/** Who may do what with sealed values. The acts are no steps of a case: looking and forgetting never move it. */
export const disclosureRights = {
  /** Hands values to an audience, or takes a redaction back. */
  disclose: ['chair', 'vice_chair'],
  /** More secrecy may be asked for by more people than less (as with levels, law-sources.md 5.4). */
  redact: ['chair', 'vice_chair', 'custodian', 'registrar'],
  /** Legal hold: law-sources.md 6.3, row 31. */
  hold: ['custodian', 'chair', 'vice_chair'],
  proposeErasure: ['custodian', 'chair', 'vice_chair'],
  /** Of what is kept of a person: names, reasons, addresses. */
  proposeErasureOfPerson: ['administrator'],
  confirmErasure: ['chair', 'vice_chair'],
} as const satisfies Record<string, readonly Role[]>;

/** What stands against an act, by code; each is a sentence for a refusal. */
export const disclosureSentences = {
  holdStands: 'A legal hold stands: nothing of it is erased until it is lifted.',
  subjectHasEnded: 'It has not ended: its term of keeping has not begun.',
  retentionIsOver: 'It must be kept longer: as long as its ruling may be reopened.',
  noRulingRelies: 'A published ruling relies on it.',
  twoPersonsErase: 'Whoever proposed the erasure does not confirm it: two persons erase.',
  erasureIsProposed: 'This erasure is no longer proposed.',
  valuesAreThere: 'There is no sealed value at one of the places, or it was erased already.',
  placesAreOfSubject: 'One of the places belongs to something else than the subject.',
  ballotsStaySealed: 'Ballots are opened by the entry that closes their call, and motions are the affair of their bench.',
  sourceTakesTwoKeys: 'What protects a source is opened by two persons together, and not here.',
  partiesAreServed: 'Nothing is shown to the parties before both were served.',
  rulingIsPublished: 'Nothing is made public before a ruling of its case is published.',
  redactionStands: 'A redaction for this audience stands at one of the places: take it back first.',
  redactionIsNew: 'This audience is denied one of these values already.',
  keysAreTheirOwn: 'A value still lies under a master key, as all did in an earlier version: seal the old values anew first.',
} as const satisfies Record<string, string>;

export type DisclosureRule = keyof typeof disclosureSentences;

export interface UnmetRule {
  readonly code: DisclosureRule;
  readonly params?: { readonly [name: string]: string | number };
}

/**
 * When a value need no longer be kept: as long as a ruling may be reopened on new facts, counted from the end of what it belongs to. Ten years in the
 * draft rulebook, after ICJ Statute, Article 61(5). One rule for cases, reports and people: who acted in a case stands behind its history as long.
 *
 * @param endedAt milliseconds UTC; null: it has not ended.
 * @returns milliseconds UTC, or null as long as the term has not begun.
 */
export function retentionEndsAt(endedAt: number | null, rulebook: Rulebook, severity: number): number | null {
  return endedAt === null ? null : dueAfter(endedAt, rulebook, 'reopeningFromRuling', severity);
}

/** What is known of a proposed erasure when it is to be confirmed. */
export interface ErasureMatter {
  readonly proposedBy: string;
  readonly confirmedBy: string;
  /** Legal holds that stand over anything which the values belong to. */
  readonly holds: number;
  /** See `retentionEndsAt`. */
  readonly retentionEndsAt: number | null;
  /** Published rulings that rely on one of the values. */
  readonly reliedOnBy: readonly { readonly case: string; readonly ruling: number }[];
  /** Each value has a key of its own: without, its destruction would take others along. */
  readonly keysAreTheirOwn: boolean;
}

/** Every rule that stands against an erasure now. Empty: it may be confirmed. */
export function whyNotErase(matter: ErasureMatter, at: number): readonly UnmetRule[] {
  const { proposedBy, confirmedBy, holds, retentionEndsAt: until, reliedOnBy } = matter;
  const unmet: UnmetRule[] = [];
  if (proposedBy === confirmedBy) unmet.push({ code: 'twoPersonsErase' });
  if (holds > 0) unmet.push({ code: 'holdStands', params: { holds } });
  if (until === null) unmet.push({ code: 'subjectHasEnded' });
  else if (at < until) unmet.push({ code: 'retentionIsOver', params: { until: new Date(until).toISOString() } });
  if (!matter.keysAreTheirOwn) unmet.push({ code: 'keysAreTheirOwn' });
  for (const { case: id, ruling } of reliedOnBy) unmet.push({ code: 'noRulingRelies', params: { case: id, ruling } });
  return unmet;
}

/** To whom values are handed: an audience of a bundle, or the parties one by one. The auditor needs no decision. */
export type ValueAudience = 'commission' | 'cell' | 'public' | `party:${string}`;

/** What is known of a value's home when it is to be disclosed. */
export interface DisclosureMatter {
  readonly level: string;
  readonly partiesServed: boolean;
  readonly ruledInPublic: boolean;
  /** Streams of the values. */
  readonly streams: readonly string[];
  readonly redacted: boolean;
}

/** Every rule that stands against handing values to an audience (law.md, Secrecy). */
export function whyNotDisclose(audience: ValueAudience, matter: DisclosureMatter): readonly UnmetRule[] {
  const unmet: UnmetRule[] = [];
  const beyond = audience !== 'commission';
  if (matter.streams.some((stream) => /^(ballot|motion)\//.test(stream))) unmet.push({ code: 'ballotsStaySealed' });
  if (matter.level === 'SOURCE_PROTECTED') unmet.push({ code: 'sourceTakesTwoKeys' });
  if (beyond && !matter.partiesServed) unmet.push({ code: 'partiesAreServed' });
  if (audience === 'public' && !matter.ruledInPublic) unmet.push({ code: 'rulingIsPublished' });
  if (matter.redacted) unmet.push({ code: 'redactionStands' });
  return unmet;
}

/** Which of the things that a published ruling names a value is: its own commitment, or an item that the ruling relies on. */
export function reliesOn(ruling: unknown, value: { readonly commitment: string; readonly stream: string }): boolean {
  const id = value.stream.slice(value.stream.indexOf('/') + 1);
  return textsIn(ruling).some((text) => text === value.commitment || text === id || text === value.stream);
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
