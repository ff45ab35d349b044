import { givenFlag, givenNumber, givenObject, givenString, givenStrings, textIsGiven } from '../engine/given.js';
import type { JsonObject } from '../engine/types.js';
import { sectorAt } from '../matter/sector.js';
import { assessSeverity, type SeverityAssessment } from '../matter/severity.js';
import type { Rulebook } from '../rulebook/rulebook.js';

/** The machine's severity of the content (law-sources.md 2.2). It sets terms, never the finding. */
export function assessContent(content: JsonObject, rulebook: Rulebook): SeverityAssessment {
  const modifiers = [...new Set([...givenStrings(content, 'modifiers'), ...observedModifiers(content, rulebook)])];
  return assessSeverity(givenStrings(content, 'codes'), modifiers, rulebook);
}

/** Modifiers that the content itself shows, whether or not the author named them. */
function observedModifiers(content: JsonObject, rulebook: Rulebook): string[] {
  const weapon = givenString(givenObject(content, 'details') ?? {}, 'weapon');
  return [
    ...(casualtiesOf(content, 'civiliansKilled') > 0 ? ['civiliansKilled'] : []),
    ...(weapon !== null && rulebook.weapons[weapon]?.isHeavy === true ? ['heavyWeapon'] : []),
    ...(givenFlag(content, 'ongoing') ? ['ongoing'] : []),
  ];
}

/** The best count of a group of casualties; 0 where none is given. */
export function casualtiesOf(content: JsonObject, group: string): number {
  const counted = givenObject(givenObject(content, 'casualties') ?? {}, group);
  return counted === null ? 0 : (givenNumber(counted, 'best') ?? 0);
}

/** What a code requires and the content lacks: an alternative of names each, as `weapon` or `bearing|impactPoint`. */
export function missingDetails(content: JsonObject, rulebook: Rulebook): string[] {
  const codes = givenStrings(content, 'codes');
  const details = givenObject(content, 'details') ?? {};
  const isGiven = (name: string): boolean =>
    (details[name] !== undefined && details[name] !== null) || (name === 'casualties' && givenObject(content, 'casualties') !== null);
  const named = ['codes', 'startsAt', 'timePrecision', 'epistemicLevel'].filter((name) => content[name] === undefined);
  const source = codes.some((code) => rulebook.violations[code]?.protectsSource === true) && !givenFlag(content, 'protectsSource');
  const required = codes.flatMap((code) => rulebook.violations[code]?.requires ?? []);
  const lacking = required.filter((alternatives) => !alternatives.some(isGiven)).map((alternatives) => alternatives.join('|'));
  return [...new Set([...(codes.length === 0 ? ['codes'] : []), ...named, ...(source ? ['protectsSource'] : []), ...lacking])];
}

/** A point with its radius, an area, or a bearing and range from the observer. */
export function placeIsNamed(content: JsonObject): boolean {
  const place = givenObject(content, 'place') ?? {};
  const details = givenObject(content, 'details') ?? {};
  if (givenString(place, 'latitude') !== null && givenString(place, 'longitude') !== null) return true;
  return givenString(place, 'area') !== null || textIsGiven(place, 'name') || givenNumber(details, 'bearing') !== null;
}

/** The 10 km sector of a place, or its area: what repetition and series are counted by. */
export function sectorOf(content: JsonObject): string {
  const place = givenObject(content, 'place') ?? {};
  const latitude = givenString(place, 'latitude');
  const longitude = givenString(place, 'longitude');
  if (latitude === null || longitude === null) return `area-${givenString(place, 'area') ?? 'unknown'}`;
  return sectorAt({ latitude, longitude });
}

/** An hour that is not known counts as the earliest possible instant, and is flagged (law-sources.md 6.4). */
export function startOf(content: JsonObject): { at: number | null; isUncertain: boolean } {
  const precision = givenString(content, 'timePrecision');
  return { at: givenNumber(content, 'startsAt'), isUncertain: precision === 'day' || precision === 'range' };
}
