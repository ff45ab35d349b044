import type { Rulebook } from '../rulebook/rulebook.js';
import { distanceMetres, type Place } from './geometry.js';
import type { Count, Estimate, Observation } from './observation.js';
import type { Ceiling } from './rating.js';
import { sectorAt } from './sector.js';
import { inOneGo, type Steps } from './steps.js';

/** What happened in the field, as far as observations that belong together tell: one place, one time, one kind of act. */
export interface Incident {
  /** Source key of the observation that everything in it was compared with. */
  readonly anchor: string;
  readonly observations: readonly string[];
  readonly codes: readonly string[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly timePrecision: Observation['timePrecision'];
  readonly place: Place | null;
  readonly placePrecision: Observation['placePrecision'];
  readonly placeName: string | null;
  readonly sector: string;
  readonly sides: readonly string[];
  /** Sums by series. Two teams that saw the same event are two sums, never one. */
  readonly tallies: readonly SeriesTally[];
  readonly deaths: Estimate;
  readonly civilianDeaths: number;
  readonly evidence: readonly string[];
  /** The weakest level of what it rests on: told stays told, whatever stands beside it. */
  readonly epistemicLevel: Observation['epistemicLevel'];
  readonly allegedBy: string;
  /** Where all of it is rated alike; ratings are never averaged. */
  readonly rating: Ceiling | null;
}

export interface SeriesTally {
  readonly series: string;
  readonly observations: number;
  readonly counts: readonly Count[];
  readonly deaths: Estimate;
  readonly civilianDeaths: number;
}

/**
 * Clusters observations in space and time. Everything in an incident matches its anchor, its earliest observation: chains of neighbours,
 * each a little further on, never make one incident of a whole front. The order of the input does not matter.
 */
export function clusterObservations(observations: readonly Observation[], rulebook: Rulebook): Incident[] {
  return inOneGo(clusteringSteps(observations, rulebook));
}

function* clusteringSteps(observations: readonly Observation[], rulebook: Rulebook): Steps<Incident[]> {
  const ordered = [...observations].sort(
    (a, b) => a.startsAt - b.startsAt || a.endsAt - b.endsAt || (a.sourceKey < b.sourceKey ? -1 : a.sourceKey > b.sourceKey ? 1 : 0),
  );
  const gapMs = rulebook.matter.incident.gapMinutes * 60_000;
  const closed: Observation[][] = [];
  let open: Observation[][] = [];
  for (const observation of ordered) {
    yield;
    const still: Observation[][] = [];
    for (const cluster of open) (reachOf(cluster) + gapMs >= observation.startsAt ? still : closed).push(cluster);
    open = still;
    const home = open.find(([anchor]) => anchor !== undefined && belongTogether(anchor, observation, rulebook));
    if (home === undefined) open.push([observation]);
    else home.push(observation);
  }
  return [...closed, ...open]
    .map(incidentOf)
    .sort((a, b) => a.startsAt - b.startsAt || a.endsAt - b.endsAt || (a.anchor < b.anchor ? -1 : 1));
}

/**
 * Takes new observations into incidents that are there already (each given as its observations, the anchor first) and clusters the others. An
 * incident that is there keeps its anchor, though a new observation be earlier: what was reported of it stays true.
 */
export function growIncidents(
  standing: readonly (readonly Observation[])[],
  observations: readonly Observation[],
  rulebook: Rulebook,
): GrownIncidents {
  return inOneGo(growthSteps(standing, observations, rulebook));
}

export interface GrownIncidents {
  readonly grown: Incident[];
  readonly fresh: Incident[];
}

/** The same in small steps, for whoever must look up in between: a large file takes seconds. */
export function* growthSteps(
  standing: readonly (readonly Observation[])[],
  observations: readonly Observation[],
  rulebook: Rulebook,
): Steps<GrownIncidents> {
  const clusters = standing.map((cluster) => [...cluster]);
  const homeless: Observation[] = [];
  const changed = new Set<Observation[]>();
  for (const observation of observations) {
    yield;
    const home = clusters.find(([anchor]) => anchor !== undefined && belongTogether(anchor, observation, rulebook));
    if (home === undefined) homeless.push(observation);
    else {
      home.push(observation);
      changed.add(home);
    }
  }
  return { grown: [...changed].map(incidentOf), fresh: yield* clusteringSteps(homeless, rulebook) };
}

/** Same barrage: compatible acts between the same sides, at one time, at one place. */
export function belongTogether(a: Observation, b: Observation, rulebook: Rulebook): boolean {
  return actsAreCompatible(a.codes, b.codes, rulebook) && sameSides(a, b) && atOneTime(a, b, rulebook) && atOnePlace(a, b, rulebook);
}

/** A group of codes in common, or an act that its source does not describe. */
export function actsAreCompatible(a: readonly string[], b: readonly string[], rulebook: Rulebook): boolean {
  const groups = (codes: readonly string[]): string[] => codes.map((code) => rulebook.violations[code]?.group ?? 'other');
  const [left, right] = [groups(a), groups(b)];
  return left.includes('other') || right.includes('other') || left.some((group) => right.includes(group));
}

function sameSides(a: Observation, b: Observation): boolean {
  return a.sides.length === 0 || b.sides.length === 0 || [...a.sides].sort().join('/') === [...b.sides].sort().join('/');
}

/** To the hour: windows that touch. Known by days only: the same days. */
function atOneTime(a: Observation, b: Observation, rulebook: Rulebook): boolean {
  if (isFine(a) && isFine(b)) {
    const gapMs = rulebook.matter.incident.gapMinutes * 60_000;
    return a.startsAt <= b.endsAt + gapMs && b.startsAt <= a.endsAt + gapMs;
  }
  if (isFine(a) || isFine(b)) return false;
  return a.startsAt === b.startsAt && a.endsAt === b.endsAt;
}

function isFine({ timePrecision }: Observation): boolean {
  return timePrecision === 'minute' || timePrecision === 'hour';
}

function atOnePlace(a: Observation, b: Observation, rulebook: Rulebook): boolean {
  const { slackMetres, fineMetres, coarseMetres } = rulebook.matter.incident;
  if (a.place === null || b.place === null) return a.place === b.place && a.area !== null && a.area === b.area && a.series === b.series;
  if (a.place.radiusMetres > coarseMetres || b.place.radiusMetres > coarseMetres) return false;
  if (a.place.latitude === b.place.latitude && a.place.longitude === b.place.longitude) return true;
  if (a.place.radiusMetres > fineMetres || b.place.radiusMetres > fineMetres) return false;
  return distanceMetres(a.place, b.place) <= a.place.radiusMetres + b.place.radiusMetres + slackMetres;
}

function reachOf(cluster: readonly Observation[]): number {
  return Math.max(...cluster.map(({ endsAt }) => endsAt));
}

function incidentOf(cluster: readonly Observation[]): Incident {
  const [anchor] = cluster;
  if (anchor === undefined) throw new Error('An incident has at least one observation.');
  const known = cluster.flatMap(({ codes }) => codes).filter((code) => code !== 'X0');
  const tallies = tallyBySeries(cluster);
  const finest = cluster.reduce((best, other) =>
    (other.place?.radiusMetres ?? Infinity) < (best.place?.radiusMetres ?? Infinity) ? other : best,
  );
  return {
    anchor: anchor.sourceKey,
    observations: cluster.map(({ sourceKey }) => sourceKey),
    codes: known.length === 0 ? ['X0'] : [...new Set(known)].sort(),
    startsAt: Math.min(...cluster.map(({ startsAt }) => startsAt)),
    endsAt: reachOf(cluster),
    timePrecision: anchor.timePrecision,
    place: finest.place,
    placePrecision: finest.placePrecision,
    placeName: finest.placeName,
    sector: finest.place === null ? `area-${finest.area ?? 'unknown'}` : sectorAt(finest.place),
    sides: anchor.sides,
    tallies,
    deaths: {
      min: Math.max(...tallies.map(({ deaths }) => deaths.min)),
      best: Math.max(...tallies.map(({ deaths }) => deaths.best)),
      max: Math.max(...tallies.map(({ deaths }) => deaths.max)),
    },
    civilianDeaths: Math.max(...tallies.map(({ civilianDeaths }) => civilianDeaths)),
    evidence: [...new Set(cluster.flatMap(({ evidence }) => evidence))].sort(),
    epistemicLevel: LEVELS.find((level) => cluster.some(({ epistemicLevel }) => epistemicLevel === level)) ?? 'told',
    allegedBy: allegersOf(cluster),
    rating: cluster.every(({ rating }) => sameRating(rating, anchor.rating)) ? anchor.rating : null,
  };
}

/** From the weakest to the strongest. */
const LEVELS = ['told', 'assessed', 'observed', 'corroborated'] as const;

function allegersOf(cluster: readonly Observation[]): string {
  const alleged = new Set(cluster.map(({ allegedBy }) => allegedBy));
  if (alleged.has('both') || (alleged.has('government') && alleged.has('armed-group'))) return 'both';
  const [only] = alleged;
  return alleged.size === 1 && only !== undefined ? only : 'unknown';
}

function sameRating(one: Ceiling, other: Ceiling): boolean {
  return one.reliability === other.reliability && one.credibility === other.credibility;
}

function tallyBySeries(cluster: readonly Observation[]): SeriesTally[] {
  const names = [...new Set(cluster.map(({ series }) => series))].sort();
  return names.map((series) => {
    const own = cluster.filter((observation) => observation.series === series);
    const sum = (of: (estimate: Estimate) => number): number =>
      own.reduce((total, { deaths }) => total + (deaths === null ? 0 : of(deaths)), 0);
    return {
      series,
      observations: own.length,
      counts: addCounts(own.flatMap(({ counts }) => counts)),
      deaths: { min: sum(({ min }) => min), best: sum(({ best }) => best), max: sum(({ max }) => max) },
      civilianDeaths: own.reduce((total, observation) => total + observation.civilianDeaths, 0),
    };
  });
}

/** Adds counts of one unit. The sum is exact only where every part is. */
export function addCounts(counts: readonly Count[]): Count[] {
  const units = [...new Set(counts.map(({ unit }) => unit))].sort();
  return units.map((unit) => {
    const same = counts.filter((count) => count.unit === unit);
    const qualifiers = new Set(same.map(({ qualifier }) => qualifier));
    const [only] = qualifiers;
    return {
      unit,
      number: same.reduce((total, { number }) => total + number, 0),
      qualifier: qualifiers.size === 1 && only !== undefined ? only : qualifiers.has('unknown') ? 'unknown' : 'about',
    };
  });
}
