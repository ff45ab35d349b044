import type { DuplicateReason, Rulebook } from '../rulebook/rulebook.js';
import { distanceMetres } from './geometry.js';
import { actsAreCompatible, type Incident } from './incident.js';
import { inOneGo, type Steps } from './steps.js';

/** Two incidents that may be one. The machine gives reasons; a person decides. */
export interface DuplicateCandidate {
  readonly one: string;
  readonly other: string;
  readonly score: number;
  readonly reasons: readonly { readonly code: DuplicateReason; readonly weight: number; readonly value: number }[];
}

/**
 * Pairs whose times and places could be the same, with the reasons for each score (law-sources.md 6.5). The same evidence alone is no
 * proof of the same event (one article names many places), nor are the same day and place.
 */
export function duplicateCandidates(incidents: readonly Incident[], rulebook: Rulebook): DuplicateCandidate[] {
  return inOneGo(duplicateSteps(incidents, rulebook));
}

/** The same in small steps. */
export function* duplicateSteps(incidents: readonly Incident[], rulebook: Rulebook): Steps<DuplicateCandidate[]> {
  const ordered = [...incidents].sort((a, b) => a.startsAt - b.startsAt || (a.anchor < b.anchor ? -1 : 1));
  const found: DuplicateCandidate[] = [];
  let open: Incident[] = [];
  for (const incident of ordered) {
    yield;
    open = open.filter(({ endsAt }) => endsAt > incident.startsAt);
    for (const earlier of open) {
      const candidate = compareIncidents(earlier, incident, rulebook);
      if (candidate !== undefined) found.push(candidate);
    }
    open.push(incident);
  }
  return found.sort((a, b) => b.score - a.score || (a.one + a.other < b.one + b.other ? -1 : 1));
}

/** The candidate that two incidents make, or undefined where their acts, times or places exclude each other or the score is too low. */
export function compareIncidents(a: Incident, b: Incident, rulebook: Rulebook): DuplicateCandidate | undefined {
  const { weights, showFromScore, slackMetres } = rulebook.matter.duplicate;
  const overlapMs = Math.min(a.endsAt, b.endsAt) - Math.max(a.startsAt, b.startsAt);
  if (overlapMs <= 0 || !actsAreCompatible(a.codes, b.codes, rulebook)) return undefined;
  if (a.place === null || b.place === null) return undefined;
  const apart = Math.round(distanceMetres(a.place, b.place));
  if (apart > a.place.radiusMetres + b.place.radiusMetres + slackMetres) return undefined;

  const coarse = Math.max(a.place.radiusMetres, b.place.radiusMetres);
  const shared = a.evidence.filter((hash) => b.evidence.includes(hash)).length;
  const knownGroup = !a.codes.includes('X0') && !b.codes.includes('X0');
  const isCoarseTime = [a, b].some(({ timePrecision }) => timePrecision === 'range');
  const reasons = (
    [
      ['timesOverlap', true, Math.round(overlapMs / 60_000)],
      ['placesOverlap', true, apart],
      ['sameGroup', knownGroup, 1],
      ['sharedEvidence', shared > 0, shared],
      ['sameCounts', a.deaths.best === b.deaths.best && a.deaths.best > 0, a.deaths.best],
      ['coarsePlace', coarse > rulebook.matter.incident.coarseMetres, coarse],
      ['coarseTime', isCoarseTime, 1],
    ] as const
  )
    .filter(([, holds]) => holds)
    .map(([code, , value]) => ({ code, weight: weights[code], value }));
  const score = reasons.reduce((sum, { weight }) => sum + weight, 0);
  if (score < showFromScore) return undefined;
  const [one, other] = a.anchor < b.anchor ? [a.anchor, b.anchor] : [b.anchor, a.anchor];
  return { one, other, score, reasons };
}
