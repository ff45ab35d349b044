import { shuffled } from './lot.js';
import type { Rung, RulesOfJudgment } from './rules-of-judgment.js';

/** Somebody who may be drawn: already cleared of bars. */
export interface Candidate {
  readonly member: string;
  readonly constituency: string;
}

export interface DrawnPanel {
  readonly rung: Rung;
  readonly seats: readonly Candidate[];
  /** In the order of the lot, at most so many of each constituency. */
  readonly alternates: readonly Candidate[];
}

/** How many could sit at once if nobody may have more than `share` of one constituency. */
export function seatsPossible(candidates: readonly Candidate[], share: number): number {
  return Object.values(countByConstituency(candidates)).reduce((sum, count) => sum + Math.min(count, share), 0);
}

export function countByConstituency(candidates: readonly { readonly constituency: string }[]): { [constituency: string]: number } {
  const counts: { [constituency: string]: number } = {};
  for (const { constituency } of candidates) counts[constituency] = (counts[constituency] ?? 0) + 1;
  return counts;
}

/**
 * The first rung of the ladder on which a panel exists (law-check hole 20): 7 seats with at most 2 of four constituencies exist only as 2-2-2-1, so one
 * absent constituency would make them impossible. undefined: not even the last rung; the chair rules.
 */
export function bestRung(candidates: readonly Candidate[], ladder: readonly Rung[]): Rung | undefined {
  return ladder.find(({ size, share }) => seatsPossible(candidates, share) >= size);
}

/** The ladder at a severity: the larger panel from the rulebook's threshold on. */
export function ladderOf(rules: RulesOfJudgment, severity: number, largePanelFrom: number): readonly Rung[] {
  return severity >= largePanelFrom ? rules.panel.largeLadder : rules.panel.ladder;
}

/**
 * Draws a panel. Those who `sit` already keep their seats (a supplement, a raised severity, a vacancy): only what is missing is drawn.
 *
 * @returns undefined when no rung of the ladder can be reached.
 */
export function drawPanel(
  sit: readonly Candidate[],
  candidates: readonly Candidate[],
  ladder: readonly Rung[],
  alternatesPerConstituency: number,
  lot: string,
): DrawnPanel | undefined {
  const seated = new Set(sit.map(({ member }) => member));
  const free = candidates.filter(({ member }) => !seated.has(member));
  const rung = ladder.find(
    ({ size, share }) => size >= sit.length && seatsPossible([...sit, ...free], share) >= size && keepsShare(sit, share),
  );
  if (rung === undefined) return undefined;
  const order = shuffled(inOrderOfName(free), lot, 'panel');
  const drawn = takeByShare(order, rung, sit);
  const taken = new Set(drawn.map(({ member }) => member));
  return {
    rung,
    seats: drawn,
    alternates: takeByShare(
      order.filter(({ member }) => !taken.has(member)),
      { size: order.length, share: alternatesPerConstituency },
      [],
    ),
  };
}

/** Three duty members who act until the panel sits (hole 4): with the share if possible, else whoever is there, at most `size`. */
export function drawDutyBench(candidates: readonly Candidate[], bench: Rung, lot: string): Candidate[] {
  const order = shuffled(inOrderOfName(candidates), lot, 'duty');
  const share = seatsPossible(candidates, bench.share) >= bench.size ? bench.share : bench.size;
  return takeByShare(order, { size: bench.size, share }, []);
}

/** The first alternate, in the order of the lot, whom the shares allow beside those who sit. */
export function nextAlternate<A extends Candidate>(alternates: readonly A[], sit: readonly Candidate[], share: number): A | undefined {
  const counts = countByConstituency(sit);
  return alternates.find(({ constituency }) => (counts[constituency] ?? 0) < share);
}

export function keepsShare(sit: readonly { readonly constituency: string }[], share: number): boolean {
  return Object.values(countByConstituency(sit)).every((count) => count <= share);
}

function takeByShare(order: readonly Candidate[], rung: Rung, sit: readonly Candidate[]): Candidate[] {
  const counts = countByConstituency(sit);
  const drawn: Candidate[] = [];
  for (const candidate of order) {
    if (sit.length + drawn.length >= rung.size) break;
    const count = counts[candidate.constituency] ?? 0;
    if (count >= rung.share) continue;
    counts[candidate.constituency] = count + 1;
    drawn.push({ member: candidate.member, constituency: candidate.constituency });
  }
  return drawn;
}

/** The door may bring the roster in any order: the draw must not depend on it. */
function inOrderOfName(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort((left, right) => (left.member < right.member ? -1 : left.member > right.member ? 1 : 0));
}
