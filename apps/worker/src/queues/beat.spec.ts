import { setTimeout as pause } from 'node:timers/promises';
import { createLogger } from '@tregua/platform';
import { Beat } from './beat.js';

const logger = createLogger('test', { level: 'silent' });

/** Work that takes as long as the test says, and writes down when it ran. */
function work(): { readonly runs: number[]; readonly go: () => void; readonly run: () => Promise<void>; fails: boolean } {
  const waiting: (() => void)[] = [];
  const it = {
    runs: [] as number[],
    fails: false,
    go: () => waiting.shift()?.(),
    run: async () => {
      it.runs.push(it.runs.length);
      await new Promise<void>((done) => waiting.push(done));
      if (it.fails) throw new Error('not now');
    },
  };
  return it;
}

describe('a beat', () => {
  it('makes one further run of all nudges during a run', async () => {
    const slow = work();
    const beat = new Beat({ name: 'test', work: slow.run, everyMs: 60_000, logger });
    const first = beat.nudge();
    const later = [beat.nudge(), beat.nudge(), beat.nudge()];
    expect(slow.runs).toHaveLength(1);
    slow.go();
    await first;
    await pause(1);
    expect(slow.runs).toHaveLength(2);
    slow.go();
    await Promise.all(later);
    expect(slow.runs).toHaveLength(2);
    await beat.stop();
  });

  it('asks a run that goes on and on to end after the step that it is in', async () => {
    let steps = 0;
    const beat = new Beat({
      name: 'test',
      work: async (ending) => {
        for (; !ending.aborted; steps += 1) await pause(1);
      },
      everyMs: 60_000,
      logger,
    });
    beat.start();
    await pause(20);
    await beat.stop();
    const then = steps;
    expect(then).toBeGreaterThan(0);
    await pause(20);
    expect(steps).toBe(then);
  });

  it('runs again by itself, and sooner where the work knows when', async () => {
    const at: number[] = [];
    const soon = (): Promise<number> => {
      at.push(Date.now());
      return Promise.resolve(60);
    };
    const beat = new Beat({ name: 'test', work: soon, everyMs: 5_000, logger });
    beat.start();
    await pause(400);
    await beat.stop();
    expect(at.length).toBeGreaterThanOrEqual(3);
    expect(at.length).toBeLessThanOrEqual(7);
  });

  it('does not spin when the work says "now" for ever', async () => {
    let runs = 0;
    const now = (): Promise<number> => {
      runs += 1;
      return Promise.resolve(0);
    };
    const beat = new Beat({ name: 'test', work: now, everyMs: 5_000, logger });
    beat.start();
    await pause(300);
    await beat.stop();
    expect(runs).toBeLessThanOrEqual(7);
  });

  it('tries again on the beat after a failure, and takes no hints meanwhile', async () => {
    let runs = 0;
    let fails = true;
    const beat = new Beat({
      name: 'test',
      work: () => {
        runs += 1;
        return fails ? Promise.reject(new Error('not now')) : Promise.resolve();
      },
      everyMs: 200,
      logger,
    });
    await beat.nudge();
    expect({ runs, failing: beat.isFailing }).toEqual({ runs: 1, failing: true });
    beat.hint();
    expect(runs).toBe(1);
    fails = false;
    await pause(350);
    expect(beat.isFailing).toBe(false);
    const before = runs;
    beat.hint();
    await pause(1);
    expect(runs).toBe(before + 1);
    await beat.stop();
  });

  it('waits for its run when it stops, and does nothing after', async () => {
    const slow = work();
    const beat = new Beat({ name: 'test', work: slow.run, everyMs: 10, logger });
    void beat.nudge();
    void beat.nudge();
    let stopped = false;
    const stopping = beat.stop().then(() => (stopped = true));
    await pause(20);
    expect(stopped).toBe(false);
    slow.go();
    await stopping;
    await beat.nudge();
    await pause(30);
    expect(slow.runs).toHaveLength(1);
  });
});
