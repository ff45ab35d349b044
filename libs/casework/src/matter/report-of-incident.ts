import type { Json, JsonObject } from '../engine/types.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import type { Incident } from './incident.js';

/** The key by which an incident's report is known: one report an incident, however often filing is begun again. */
export function reportKeyOf(incident: Incident): string {
  return `incident/${incident.anchor}`;
}

/**
 * What a report of an imported incident says: what the data set knows, and of what the codes require but it does not know, that it is not
 * stated. Nobody is accused: the data set names sides, not who fired. Texts are plain here; the door seals them.
 */
export function reportContentOf(incident: Incident, rulebook: Rulebook): JsonObject {
  const { codes, startsAt, endsAt, place, placeName, sector, deaths, civilianDeaths, rating } = incident;
  const required = codes.flatMap((code) => rulebook.violations[code]?.requires ?? []);
  const details = Object.fromEntries(required.map((names) => detailOf(names, incident)).filter((detail) => detail !== undefined));
  return {
    codes: [...codes],
    startsAt,
    endsAt,
    timePrecision: incident.timePrecision,
    place: {
      ...(place === null
        ? { area: sector.replace(/^area-/, '') }
        : { latitude: place.latitude, longitude: place.longitude, radiusMetres: place.radiusMetres }),
      precision: incident.placePrecision,
      ...(placeName === null ? {} : { name: placeName }),
      control: 'unknown',
    },
    epistemicLevel: incident.epistemicLevel,
    details,
    casualties: {
      killed: { min: deaths.min, best: deaths.best, max: deaths.max },
      ...(civilianDeaths > 0 ? { civiliansKilled: { best: civilianDeaths } } : {}),
    },
    allegedBy: incident.allegedBy,
    ...(rating === null ? {} : { sourceReliability: rating.reliability, sourceCredibility: rating.credibility }),
    confidentiality: 'COMMISSION',
    ...(codes.some((code) => rulebook.violations[code]?.protectsSource === true) ? { protectsSource: true } : {}),
    ongoing: false,
    origin: 'import',
    narrative: narrativeOf(incident),
    sourceKey: reportKeyOf(incident),
  };
}

const NOT_STATED = 'Not stated by the source.';

/** The first of the alternatives that can be filled, as [name, value]. */
function detailOf(names: readonly string[], incident: Incident): readonly [string, Json] | undefined {
  const { place, deaths } = incident;
  const [name] = names.includes('impactPoint') ? ['impactPoint'] : names;
  switch (name) {
    case undefined:
    case 'casualties':
      return undefined; // stands in the content itself
    case 'impactPoint':
    case 'position':
      return place === null
        ? undefined
        : [name, { latitude: place.latitude, longitude: place.longitude, radiusMetres: place.radiusMetres }];
    case 'count':
      return [name, countOf(incident)];
    case 'confirmations':
      return [name, 0];
    case 'perceivedHow':
      return [name, 'third-party'];
    case 'weapon':
      return [name, 'undetermined'];
    case 'uavClass':
      return [name, 'unmanned'];
    case 'direction':
      return [name, 'undetermined'];
    case 'newOrLegacy':
      return [name, 'undetermined'];
    case 'strength':
    case 'peopleAffected':
      return [name, deaths.best];
    default:
      return [name, NOT_STATED];
  }
}

function countOf({ tallies }: Incident): number {
  return Math.max(0, ...tallies.flatMap(({ counts }) => counts.filter(({ unit }) => unit !== 'death').map(({ number }) => number)));
}

function narrativeOf({ observations, deaths, civilianDeaths, tallies, sides }: Incident): string {
  const range = deaths.min === deaths.max ? String(deaths.best) : `${deaths.best} (${deaths.min} to ${deaths.max})`;
  const counted = tallies.flatMap(({ series, counts }) =>
    counts.filter(({ unit }) => unit !== 'death').map(({ number, unit, qualifier }) => `${series}: ${qualifier} ${number} ${unit}`),
  );
  return [
    `Imported: ${observations.length} record${observations.length === 1 ? '' : 's'}, ${observations.slice(0, 5).join(', ')}${observations.length > 5 ? ' …' : ''}.`,
    ...(deaths.best > 0 ? [`Deaths: ${range}, civilians among them: ${civilianDeaths}.`] : []),
    ...counted,
    ...(sides.length > 0 ? [`Sides of the fighting, by the data set: ${sides.join(', ')}. It does not say who fired.`] : []),
  ].join('\n');
}
