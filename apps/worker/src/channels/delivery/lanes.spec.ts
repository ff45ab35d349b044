import { setTimeout as pause } from 'node:timers/promises';
import { Lanes, laneLimits, type LaneVerdict } from './lanes.js';

const limits = { ...laneLimits, quick: 4, slow: 1, perLane: 2, slowAfterMs: 50, waiting: 10, pauseMs: 20, longestPauseMs: 80 };

/** Lanes whose attempts end when the test says. */
function watched(settings = limits): {
  readonly lanes: Lanes;
  readonly begun: string[];
  readonly end: (id: string, verdict?: Partial<LaneVerdict>) => Promise<void>;
} {
  const begun: string[] = [];
  const ends = new Map<string, (verdict: LaneVerdict) => void>();
  const lanes = new Lanes((id) => {
    begun.push(id);
    return new Promise((resolve) => ends.set(id, resolve));
  }, settings);
  return {
    lanes,
    begun,
    end: async (id, verdict = {}) => {
      const finish = ends.get(id);
      if (finish === undefined) throw new Error(`${id} has not begun`);
      finish({ failed: false, tookMs: 1, ...verdict });
      await pause(0);
    },
  };
}

describe('lanes', () => {
  it('lets recipients take turns, however much waits for one of them', () => {
    const { lanes, begun } = watched({ ...limits, quick: 3, perLane: 1 });
    for (const nth of [1, 2, 3, 4, 5]) lanes.offer({ id: `a${nth}`, lane: 'a' });
    lanes.offer({ id: 'b1', lane: 'b' });
    lanes.offer({ id: 'c1', lane: 'c' });
    expect(begun).toEqual(['a1', 'b1', 'c1']);
  });

  it('keeps a place for others while one recipient hangs', async () => {
    const { lanes, begun, end } = watched();
    // Two recipients hang once: then they share one place.
    lanes.offer({ id: 'x1', lane: 'x' });
    lanes.offer({ id: 'y1', lane: 'y' });
    await end('x1', { failed: true, tookMs: 1000 });
    await end('y1', { failed: true, tookMs: 1000 });
    for (const nth of [2, 3, 4]) for (const lane of ['x', 'y']) lanes.offer({ id: `${lane}${nth}`, lane });
    await pause(60);
    expect(begun).toHaveLength(3);
    for (const lane of ['a', 'b', 'c', 'd']) lanes.offer({ id: `${lane}1`, lane });
    expect(begun.slice(3)).toEqual(['a1', 'b1', 'c1', 'd1']);
    await end('a1');
    expect(lanes.load).toEqual({ running: 4, waiting: 5 });
  });

  it('rests a lane that fails on and on, and then tries one at a time', async () => {
    const { lanes, begun, end } = watched({ ...limits, perLane: 1 });
    for (let nth = 1; nth <= 5; nth += 1) {
      lanes.offer({ id: `a${nth}`, lane: 'a' });
      await end(`a${nth}`, { failed: true });
    }
    lanes.offer({ id: 'a6', lane: 'a' });
    lanes.offer({ id: 'a7', lane: 'a' });
    expect(begun).toHaveLength(5);
    for (const until = performance.now() + 5_000; begun.length === 5 && performance.now() < until;) await pause(5);
    expect(begun).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a6']);
    await end('a6');
    expect(begun.at(-1)).toBe('a7');
  });

  it('takes an offer once, and none beyond what a lane holds', () => {
    const { lanes, begun } = watched();
    expect(lanes.offer({ id: 'a1', lane: 'a' })).toBe(true);
    expect(lanes.offer({ id: 'a2', lane: 'a' })).toBe(true);
    for (let nth = 3; nth <= 12; nth += 1) expect(lanes.offer({ id: `a${nth}`, lane: 'a' })).toBe(true);
    expect(lanes.offer({ id: 'a12', lane: 'a' })).toBe(true);
    expect(lanes.offer({ id: 'a13', lane: 'a' })).toBe(false);
    expect(begun).toEqual(['a1', 'a2']);
    expect(lanes.load).toEqual({ running: 2, waiting: 10 });
  });

  it('waits for what is under way when it stops, and begins nothing more', async () => {
    const { lanes, begun, end } = watched({ ...limits, perLane: 1 });
    lanes.offer({ id: 'a1', lane: 'a' });
    lanes.offer({ id: 'a2', lane: 'a' });
    let stopped = false;
    const stopping = lanes.stop().then(() => (stopped = true));
    await pause(5);
    expect(stopped).toBe(false);
    await end('a1');
    await stopping;
    expect(begun).toEqual(['a1']);
    expect(lanes.offer({ id: 'b1', lane: 'b' })).toBe(false);
  });

  it('goes on after an attempt that throws', async () => {
    let tries = 0;
    const lanes = new Lanes(() => {
      tries += 1;
      return Promise.reject(new Error('inside'));
    }, limits);
    lanes.offer({ id: 'a1', lane: 'a' });
    lanes.offer({ id: 'a2', lane: 'a' });
    lanes.offer({ id: 'a3', lane: 'a' });
    await pause(5);
    expect(tries).toBe(3);
    expect(lanes.load).toEqual({ running: 0, waiting: 0 });
  });
});
