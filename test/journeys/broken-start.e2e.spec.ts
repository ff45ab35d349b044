import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findCluster } from '@tregua/platform';
import { isOver, launch, start, states, stop, waitUntil, type Running } from './support/start-program.js';

/** Where a first start is broken off: after these words, so many milliseconds later. Each goes on from what the one before it left. */
const MOMENTS: readonly [what: string, after: string, waitMs: number][] = [
  ['while the cluster is made', 'Starting PostgreSQL', 250],
  ['while the cluster is made, again', 'Starting PostgreSQL', 900],
  ['when the tables are made', 'Migrated', 0],
  ['when the people are in', 'invented people', 0],
  ['while the old load is thrown away', 'is thrown away', 40],
  ['when the records are in', 'real records', 0],
  ['in the middle of the cases', 'real records', 1_500],
];

describe('a first start that is broken off', () => {
  const home = mkdtempSync(join(tmpdir(), 'tregua-broken-'));
  const running: Running[] = [];
  let whole: readonly string[] = [];

  afterAll(async () => {
    for (const one of running) if (!isOver(one)) await stop(one, 'SIGKILL');
    const { folder } = findCluster(join(home, 'postgres'));
    const pid = existsSync(join(folder, 'postmaster.pid'))
      ? Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0])
      : 0;
    if (pid > 0) process.kill(pid, 'SIGQUIT');
    for (const place of [home, ...(folder.startsWith(home) ? [] : [dirname(folder)])])
      rmSync(place, { recursive: true, force: true, maxRetries: 5 });
  });

  it.each(MOMENTS)(
    '%s',
    async (_, after, waitMs) => {
      const one = await launch(home);
      running.push(one);
      await waitUntil(one, () => one.said().includes(after));
      await delay(waitMs);
      expect(await stop(one, 'SIGKILL')).toBe('SIGKILL');
      expect(one.said()).not.toContain('Tregua answers');
    },
    170_000,
  );

  it('starts over by itself, whole, and keeps what it loaded', async () => {
    const one = await start(home);
    running.push(one);
    expect(one.said()).toContain('loading begins again');
    const [, cases] = /(\d+) cases in \d+ states/.exec(one.said()) ?? [];
    whole = await states(one);
    expect(whole.length).toBe(Number(cases));
    expect(whole.length).toBeGreaterThan(40);
    await stop(one);
  }, 170_000);

  it.each([
    ['whose passwords are gone', 'secrets.json', undefined, 'is not there'],
    ['whose passwords are half there', 'secrets.json', '{"version": 1, "superuserPa', 'is damaged'],
    [
      'whose passwords are others',
      'secrets.json',
      JSON.stringify({ version: 1, superuserPassword: 'x', ownerPassword: 'y', appPassword: 'z' }),
      'other passwords',
    ],
    ['whose keys are gone', 'keys.json', undefined, 'holds their keys'],
  ])(
    'says which folders to remove, for a data folder %s, and goes on when the file is back',
    async (_, name, text, says) => {
      const file = join(home, name);
      renameSync(file, `${file}.kept`);
      if (text !== undefined) writeFileSync(file, text, { mode: 0o600 });
      const one = await launch(home);
      running.push(one);
      await expect(waitUntil(one, () => one.said().includes('Tregua answers'))).rejects.toThrow('It ended with 1');
      const { folder } = findCluster(join(home, 'postgres'));
      expect(one.said()).toContain(says);
      expect(one.said()).toContain(`rm -rf ${home}\n`);
      if (!folder.startsWith(home)) expect(one.said()).toContain(`rm -rf ${dirname(folder)}\n`);
      expect(existsSync(join(folder, 'PG_VERSION'))).toBe(true);
      renameSync(`${file}.kept`, file);
    },
    60_000,
  );

  it('and loses nothing by it', async () => {
    const one = await start(home);
    running.push(one);
    expect(await states(one)).toEqual(whole);
    await stop(one);
  }, 170_000);
});
