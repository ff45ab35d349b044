const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** After each failed attempt. How many attempts there are at all is the store's to say: about two days in the end. */
export const WAITS_MS: readonly number[] = [10_000, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR];

/**
 * How long after this attempt the next one is due, spread over the second half of the wait by chance (0 to 1), so that what failed together does
 * not come back together.
 */
export function backoffMs(waits: readonly number[], attempt: number, chance: number): number {
  const whole = waits[Math.min(attempt, waits.length) - 1] ?? 0;
  return Math.round(whole / 2 + (whole / 2) * chance);
}
