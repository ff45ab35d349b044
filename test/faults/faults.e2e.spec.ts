import { CRASH_POINTS } from '@tregua/platform';
import { findingsIn, isHere, NOTHING, runFaultsProgram } from './run-faults.js';

/** The short form that every change goes through; in development FAULTS_KILLS=4 makes it a tiny one. */
const kills = Number(process.env['FAULTS_KILLS'] ?? 30);
const share = kills / 30;
const blows = (programs: number, postgres: number, wipes: number): string[] => [
  ...['--kills', String(Math.ceil(programs * share))],
  ...['--postgres-kills', String(Math.ceil(postgres * share))],
  ...['--wipes', String(Math.ceil(wipes * share))],
];
const backends = isHere('redis-server') ? (['postgres', 'redis'] as const) : (['postgres'] as const);

describe('npm run faults, in short', () => {
  it.each(backends)(
    'on %s nothing is lost, doubled, missed, early, stuck or broken',
    async (backend) => {
      const given = backend === 'postgres' ? blows(30, 3, 2) : blows(15, 2, 2);
      const run = await runFaultsProgram('--backend', backend, '--seed', '20260112', ...given);
      expect(findingsIn(run)).toEqual(NOTHING);
      expect(run.summary['kills']).toBe(Number(given[1]));
      expect(run.summary['acknowledged']).toBeGreaterThan(20);
      expect(run.summary['deadlinesFired']).toBeGreaterThan(0);
      expect(run.summary['maxLatenessMs']).toBeLessThanOrEqual(30_000);
    },
    290_000,
  );

  it('every named boundary is reached, and a program that ends there harms nothing', async () => {
    const run = await runFaultsProgram('--backend', 'postgres', '--kills', '0', '--crash-points', '--seed', '2');
    expect(findingsIn(run)).toEqual(NOTHING);
    const places = Object.values(CRASH_POINTS).reduce((sum, programs) => sum + programs.length, 0);
    expect({ crashed: run.summary['crashed'], said: run.said }).toMatchObject({ crashed: places });
  }, 290_000);

  it('a day without a queue, which then comes back empty, holds up no deadline, and notices go on within a minute', async () => {
    const run = await runFaultsProgram('--backend', backends.at(-1) ?? 'postgres', '--kills', '0', '--outage-hours', '24', '--seed', '4');
    expect(findingsIn(run)).toEqual(NOTHING);
    expect(run.summary['deadlinesFired']).toBeGreaterThan(0);
    expect(run.summary['resumedMs']).toBeLessThanOrEqual(60_000);
  }, 290_000);

  it('programs in other time zones, on hosts two hours fast and slow, fire nothing early when summer time begins', async () => {
    const off = isHere('faketime') ? ['--host-clocks-off'] : [];
    const run = await runFaultsProgram(
      '--backend',
      backends.at(-1) ?? 'postgres',
      '--kills',
      '2',
      '--starts-at',
      '2027-03-27T22:00Z',
      '--until',
      '2027-03-28T06:00Z',
      ...off,
    );
    expect(findingsIn(run)).toEqual(NOTHING);
    expect(run.summary['deadlinesFired']).toBeGreaterThan(0);
  }, 290_000);
});
