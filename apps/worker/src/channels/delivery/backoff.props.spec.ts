import fc from 'fast-check';
import { backoffMs, WAITS_MS } from './backoff.js';

describe('the wait before another attempt', () => {
  it('lies in the second half of its step, whatever chance says, and the last step goes on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
        const whole = WAITS_MS[Math.min(attempt, WAITS_MS.length) - 1] as number;
        const wait = backoffMs(WAITS_MS, attempt, chance);
        expect(wait).toBeGreaterThanOrEqual(Math.floor(whole / 2));
        expect(wait).toBeLessThanOrEqual(whole);
      }),
    );
  });

  it('never shrinks from step to step, and spreads what failed together', () => {
    for (let attempt = 2; attempt <= WAITS_MS.length; attempt += 1)
      expect(backoffMs(WAITS_MS, attempt, 0)).toBeGreaterThanOrEqual(backoffMs(WAITS_MS, attempt - 1, 1));
    expect(backoffMs(WAITS_MS, 3, 0)).not.toBe(backoffMs(WAITS_MS, 3, 1));
  });
});
