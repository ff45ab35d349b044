import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findCluster } from '@tregua/platform';
import { kept, notKept } from '../../apps/standalone/src/backup/kept-files.js';
import { isOver, main, start, states, stop, type Running } from './support/start-program.js';

const admin = join(dirname(main), 'admin.js');

/** The built command, as `npm run admin --` runs it. */
function administer(home: string, ...args: string[]): { code: number | null; said: string } {
  const env = { ...process.env, TREGUA_HOME: home };
  const done = spawnSync(process.execPath, ['--no-warnings', admin, ...args], { env, encoding: 'utf8', timeout: 120_000 });
  return { code: done.status, said: `${done.stdout}${done.stderr}` };
}

describe('admin backup and restore', () => {
  const root = mkdtempSync(join(tmpdir(), 'tregua-carry-'));
  const [home, elsewhere, damagedHome, backup] = ['home', 'elsewhere', 'third', 'backup'].map((name) => join(root, name)) as [
    string,
    string,
    string,
    string,
  ];
  const running: Running[] = [];
  let before: readonly string[] = [];

  afterAll(async () => {
    for (const one of running) if (!isOver(one)) await stop(one, 'SIGKILL');
    for (const each of [home, elsewhere, damagedHome]) {
      const { folder } = findCluster(join(each, 'postgres'));
      const file = join(folder, 'postmaster.pid');
      if (existsSync(file)) process.kill(Number(readFileSync(file, 'utf8').split('\n')[0]), 'SIGQUIT');
      if (!folder.startsWith(root)) rmSync(dirname(folder), { recursive: true, force: true, maxRetries: 5 });
    }
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  }, 60_000);

  it('back up beside a program that runs, everything that is in its data folder', async () => {
    const one = await start(home);
    running.push(one);
    before = await states(one);
    const { code, said } = administer(home, 'backup', backup);
    expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/\d+ rows of \d+ tables and \d+ files/) as string });
    const known = [...kept.map(({ name }) => name), ...Object.keys(notKept)];
    expect(readdirSync(home).filter((name) => !known.includes(name))).toEqual([]);
    await stop(one);
  }, 300_000);

  it('restore elsewhere, verify every chain, and start there with the same cases', async () => {
    const { code, said } = administer(elsewhere, 'restore', backup);
    expect({ code, said }).toEqual({
      code: 0,
      said: expect.stringMatching(/verified: \d+ entries in \d+ chains, \d+ sealed values/) as string,
    });
    const one = await start(elsewhere);
    running.push(one);
    expect(await states(one)).toEqual(before);
    await stop(one);
  }, 300_000);

  it('refuse a folder that is not empty, and a backup of which a file was changed, and leave nothing of it', () => {
    expect(administer(elsewhere, 'restore', backup)).toMatchObject({ code: 2, said: expect.stringContaining('is not empty') as string });
    const file = join(backup, 'tables', 'entries.copy');
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    const { code, said } = administer(damagedHome, 'restore', backup);
    expect({ code, said }).toEqual({ code: 2, said: expect.stringContaining('tables/entries.copy is not as it was written') as string });
    expect(existsSync(damagedHome)).toBe(false);
    expect(findCluster(join(damagedHome, 'postgres')).exists).toBe(false);
  }, 120_000);
});
