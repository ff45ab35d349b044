import { isInside, type Point, type Polygon } from './geometry.js';

/** What one state gives to monitoring: a team or sensor, where it can see, and when it did. Each report names one. */
export interface Contribution {
  readonly id: string;
  /** ISO 3166-1 alpha-2. */
  readonly state: string;
  readonly kind: string;
  readonly team: string;
  readonly asset: string | null;
  readonly area: readonly Polygon[];
  /** When it watched; half open. */
  readonly intervals: readonly Interval[];
}

export interface Interval {
  readonly from: number;
  readonly until: number;
}

export interface Gap extends Interval {
  readonly hours: number;
}

/** Does it see the point at the instant? */
export function covers(contribution: Contribution, point: Point, at: number): boolean {
  return (
    contribution.intervals.some(({ from, until }) => from <= at && at < until) &&
    contribution.area.some((polygon) => isInside(point, polygon))
  );
}

/** The states that contribute, each once, in order: continuous monitoring is a thing of all members. */
export function contributingStates(contributions: readonly Contribution[]): string[] {
  return [...new Set(contributions.map(({ state }) => state))].sort();
}

/** Intervals in which nobody watched the point. Whether something happened then, nobody can say: a gap is no evidence of quiet. */
export function gapsAt(contributions: readonly Contribution[], point: Point, window: Interval): Gap[] {
  const watched = contributions
    .filter(({ area }) => area.some((polygon) => isInside(point, polygon)))
    .flatMap(({ intervals }) => intervals)
    .filter(({ from, until }) => from < until && until > window.from && from < window.until)
    .sort((a, b) => a.from - b.from);
  const gaps: Gap[] = [];
  let reached = window.from;
  for (const { from, until } of watched) {
    if (from > reached) gaps.push(gapOf(reached, from));
    reached = Math.max(reached, until);
  }
  if (reached < window.until) gaps.push(gapOf(reached, window.until));
  return gaps;
}

function gapOf(from: number, until: number): Gap {
  return { from, until, hours: Math.round((until - from) / 3_600_000) };
}
