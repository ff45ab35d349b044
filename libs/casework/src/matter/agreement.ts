import type { AgreementFact } from '../engine/facts.js';
import type { Rulebook, WithdrawalLine } from '../rulebook/rulebook.js';
import { distanceToLineMetres, standsToArea, type Line, type Place, type Polygon } from './geometry.js';

/** What the parties agreed: who, where, from when, and lines and zones that change only by a new dated version. */
export interface Agreement {
  readonly id: string;
  readonly title: string;
  /** Codes; what they stand for is data of the agreement. */
  readonly parties: readonly AgreementParty[];
  readonly inForceFrom: number;
  /** null: until it is ended. */
  readonly inForceUntil: number | null;
  readonly version: number;
  /** The area in which acts are prohibited, by the date of the act. */
  readonly areas: readonly Dated<readonly Polygon[]>[];
  /** The line from which withdrawal is measured. */
  readonly lines: readonly Dated<readonly Line[]>[];
  /** Named zones: buffer, security, a local window. */
  readonly zones: readonly DatedZone[];
  /** Bilateral agreements that stand beside it, and its own sources. */
  readonly references: readonly string[];
}

export interface AgreementParty {
  readonly code: string;
  readonly name: string;
}

export interface Dated<T> {
  readonly version: number;
  readonly from: number;
  readonly until: number | null;
  readonly shape: T;
}

export interface DatedZone extends Dated<readonly Polygon[]> {
  readonly kind: string;
  readonly name: string;
}

/** In force from its first instant on: an act at that very instant is covered. */
export function isInForce(agreement: Agreement, at: number): boolean {
  return at >= agreement.inForceFrom && (agreement.inForceUntil === null || at < agreement.inForceUntil);
}

/** The version that was in force at an instant, never a later one: a line that moves does not judge what was before. */
export function versionAt<T extends { readonly from: number; readonly until: number | null; readonly version: number }>(
  versions: readonly T[],
  at: number,
): T | undefined {
  return versions
    .filter(({ from, until }) => from <= at && (until === null || at < until))
    .reduce<T | undefined>((latest, version) => (latest === undefined || version.version > latest.version ? version : latest), undefined);
}

/** Where the place of an act stands to the agreement's area on the day of the act. Without an area, everything is inside. */
export function standsToAgreement(agreement: Agreement, place: Place, at: number): 'inside' | 'outside' | 'uncertain' {
  const area = versionAt(agreement.areas, at);
  return area === undefined ? 'inside' : standsToArea(place, area.shape);
}

export interface Act {
  readonly earliest: number;
  readonly place: Place | null;
}

/**
 * Grounds of inadmissibility that time and place raise: not in force (yet, or any more), or outside. With an unknown hour the earliest possible instant counts; a place bars only where
 * its whole circle lies outside: on which side of a border an uncertain place lies is for people to judge.
 */
export function groundsAgainst(agreement: Agreement, act: Act): ('before-entry-into-force' | 'outside-area')[] {
  const before = !isInForce(agreement, act.earliest);
  const outside = act.place !== null && standsToAgreement(agreement, act.place, act.earliest) === 'outside';
  return [...(before ? ['before-entry-into-force' as const] : []), ...(outside ? ['outside-area' as const] : [])];
}

/** The fact that the door brings where a row needs the agreement. */
export function agreementFact(agreement: Agreement, act: Act): AgreementFact {
  return {
    id: agreement.id,
    inForceFrom: agreement.inForceFrom,
    insideArea: act.place === null || standsToAgreement(agreement, act.place, act.earliest) !== 'outside',
    parties: agreement.parties.map(({ code }) => code),
  };
}

/**
 * The agreement that an act falls under: the first that was in force then and there; else the one that would have covered its place, so that
 * the fact can say that the act was before it. Without an act (an own motion that names none yet), the only one that there is.
 */
export function agreementFor(agreements: readonly Agreement[], act: Act | undefined): AgreementFact | null {
  if (act === undefined) {
    const [only, ...others] = agreements;
    return only === undefined || others.length > 0 ? null : agreementFact(only, { earliest: only.inForceFrom, place: null });
  }
  const covering = agreements.find((agreement) => groundsAgainst(agreement, act).length === 0);
  const near = covering ?? agreements.find((agreement) => !groundsAgainst(agreement, act).includes('outside-area')) ?? agreements[0];
  return near === undefined ? null : agreementFact(near, act);
}

export interface WithdrawalCheck {
  /** inside: nearer than it may stand; uncertain: the circle of the place reaches over the limit. */
  readonly result: 'inside' | 'outside' | 'uncertain' | 'notApplicable';
  readonly line: string | null;
  readonly lineVersion: number | null;
  readonly requiredMetres: number | null;
  readonly distanceMetres: number | null;
}

/** Is a weapon nearer to the line than its class may stand, by the line of that day? The widest distance that applies to it counts. */
export function withdrawalCheck(agreement: Agreement, rulebook: Rulebook, weapon: string, place: Place, at: number): WithdrawalCheck {
  const rule = withdrawalLineOf(rulebook, weapon);
  const line = versionAt(agreement.lines, at);
  if (rule === undefined || line === undefined) {
    return {
      result: 'notApplicable',
      line: rule?.code ?? null,
      lineVersion: line?.version ?? null,
      requiredMetres: null,
      distanceMetres: null,
    };
  }
  const distance = Math.round(Math.min(...line.shape.map((part) => distanceToLineMetres(place, part))));
  return {
    result: nearness(distance, rule.metres, place.radiusMetres),
    line: rule.code,
    lineVersion: line.version,
    requiredMetres: rule.metres,
    distanceMetres: distance,
  };
}

/** Is a place in the buffer zone of that day: in a named zone of the kind, or else within its depth of the line? */
export function standsToBuffer(agreement: Agreement, rulebook: Rulebook, place: Place, at: number): 'inside' | 'outside' | 'uncertain' {
  const zones = agreement.zones.filter(({ kind }) => kind === 'buffer');
  const zone = versionAt(zones, at);
  if (zone !== undefined) return standsToArea(place, zone.shape);
  const line = versionAt(agreement.lines, at);
  if (line === undefined) return 'outside';
  const distance = Math.min(...line.shape.map((part) => distanceToLineMetres(place, part)));
  return nearness(distance, rulebook.zones.bufferMetres, place.radiusMetres);
}

/** The widest withdrawal line that names the weapon or one of its parents. */
export function withdrawalLineOf(rulebook: Rulebook, weapon: string): WithdrawalLine | undefined {
  const lineage = lineageOf(rulebook, weapon);
  return rulebook.zones.withdrawalLines
    .filter(({ weapons }) => weapons.some((code) => lineage.includes(code)))
    .reduce<WithdrawalLine | undefined>((widest, line) => (widest === undefined || line.metres > widest.metres ? line : widest), undefined);
}

/** A weapon and its parents up to the root. */
export function lineageOf(rulebook: Rulebook, weapon: string): string[] {
  const lineage: string[] = [];
  for (let at: string | null = weapon; at !== null && !lineage.includes(at); at = rulebook.weapons[at]?.parent ?? null) lineage.push(at);
  return lineage;
}

function nearness(distance: number, limit: number, radius: number): 'inside' | 'outside' | 'uncertain' {
  if (distance + radius < limit) return 'inside';
  return distance - radius >= limit ? 'outside' : 'uncertain';
}
