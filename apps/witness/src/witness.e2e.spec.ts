import { jest } from '@jest/globals';
import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { originHash } from './witness-records.js';
import { SmallLog } from './witness.testing.js';

const main = resolve(import.meta.dirname, '../../../dist/apps/witness/src/main.js');
const log = new SmallLog('example.com/log', 40);

interface Program {
  readonly process: ChildProcess;
  readonly url: string;
  readonly vkey: string;
  readonly lines: string[];
}

jest.setTimeout(60_000);

describe('the program of a witness', () => {
  let home: string;
  const programs: ChildProcess[] = [];

  function run(words: readonly string[], env: Record<string, string> = {}): ChildProcess {
    const child = spawn(process.execPath, ['--no-warnings', main, ...words, '--home', join(home, 'witness')], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    programs.push(child);
    return child;
  }

  async function start(env: Record<string, string> = {}): Promise<Program> {
    const child = run(['--name', 'witness.example.org', '--logs', join(home, 'logs.txt'), '--port', '0'], env);
    const lines: string[] = [];
    const reader = createInterface(child.stdout!);
    reader.on('line', (line) => lines.push(line));
    const [first] = (await Promise.race([once(reader, 'line'), once(child, 'exit').then(([code]) => [`It ended with ${code}.`])])) as [
      string,
    ];
    const { listening, vkey } = JSON.parse(first) as { listening: string; vkey: string };
    return { process: child, url: listening, vkey, lines };
  }

  async function ended(child: ChildProcess): Promise<{ code: number | null; signal: string | null; said: string; problems: string }> {
    let [said, problems] = ['', ''];
    child.stdout!.on('data', (chunk) => (said += String(chunk)));
    child.stderr!.on('data', (chunk) => (problems += String(chunk)));
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    return { code, signal, said, problems };
  }

  const post = async (url: string, body: string): Promise<string> => {
    const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
    return `${response.status} ${response.status === 409 ? await response.text() : ''}`.trim();
  };

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'tregua-witness-'));
    writeFileSync(join(home, 'logs.txt'), `${log.vkey}\n`);
  });
  afterEach(async () => {
    for (const child of programs.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(home, { recursive: true, force: true });
  });

  it('makes its key, prints it, serves, and ends well', async () => {
    const key = await ended(run(['key', '--name', 'witness.example.org']));
    expect(key.said).toMatch(/^witness\.example\.org\+[0-9a-f]{8}\+B[A-Za-z0-9+/=]+\n$/);
    const program = await start();
    expect(program.vkey).toBe(key.said.trim());
    expect(statSync(join(home, 'witness', 'key')).mode & 0o777).toBe(0o600);
    expect(await post(program.url, log.body(0, 5))).toBe('200');
    program.process.kill('SIGTERM');
    expect((await ended(program.process)).code).toBe(0);
    expect(existsSync(join(home, 'witness', 'running.lock'))).toBe(false);
  });

  it('killed before it saved, it has cosigned nothing; killed after, it remembers what nobody has yet', async () => {
    const before = await start({ TREGUA_CRASH_AT: 'witness-before-save' });
    await expect(post(before.url, log.body(0, 5))).rejects.toThrow();
    const after = await start({ TREGUA_CRASH_AT: 'witness-after-save' });
    expect((await fetch(`${after.url}/health`).then((response) => response.json())) as object).toMatchObject({ logs: [{ size: null }] });
    await expect(post(after.url, log.body(0, 5))).rejects.toThrow();
    const last = await start();
    expect(await post(last.url, log.body(0, 9))).toBe('409 5');
    expect(await post(last.url, log.body(5, 9))).toBe('200');
  });

  it('runs once on a folder, and again after it was killed', async () => {
    const first = await start();
    const second = await ended(run(['--name', 'witness.example.org', '--logs', join(home, 'logs.txt'), '--port', '0']));
    expect(second.code).toBe(1);
    expect(second.problems).toContain(`process ${first.process.pid} runs here`);
    first.process.kill('SIGKILL');
    await once(first.process, 'exit');
    expect((await fetch(`${(await start()).url}/health`)).status).toBe(200);
  });

  it('keeps its memory through five kills at any moment', async () => {
    let cosigned = 0;
    for (let round = 0; round < 5; round += 1) {
      const program = await start();
      const died = once(program.process, 'exit');
      setTimeout(() => program.process.kill('SIGKILL'), 5 + round * 7);
      try {
        for (let size = cosigned + 1; size <= 40; size += 1) {
          const answer = await post(program.url, log.body(cosigned, size));
          if (answer.startsWith('409')) cosigned = Number(answer.slice(4));
          else if (answer === '200') cosigned = size;
        }
      } catch {
        // It was killed in the middle.
      }
      await died;
      const size = sizeOnDisk(join(home, 'witness'));
      expect(size).toBeGreaterThanOrEqual(cosigned);
      cosigned = size;
    }
  });

  it('reads its logs again on SIGHUP, and keeps the old ones when the file is wrong', async () => {
    const another = new SmallLog('example.org/another', 3);
    const program = await start();
    expect(await post(program.url, another.body(0, 2))).toBe('404');
    const line = async (): Promise<string> => {
      const count = program.lines.length;
      program.process.kill('SIGHUP');
      while (program.lines.length === count) await once(program.process.stdout!, 'data');
      return program.lines.at(-1) as string;
    };
    writeFileSync(join(home, 'logs.txt'), `${log.vkey}\n${another.vkey}\n`);
    expect(await line()).toContain('2 logs');
    expect(await post(program.url, another.body(0, 2))).toBe('200');
    writeFileSync(join(home, 'logs.txt'), 'nonsense\n');
    expect(await line()).toContain('The logs stay as they were');
    expect(await post(program.url, another.body(2, 3))).toBe('200');
  });

  it('does not start on a memory that is damaged, and says which file', async () => {
    const first = await start();
    await post(first.url, log.body(0, 5));
    first.process.kill('SIGTERM');
    await once(first.process, 'exit');
    const file = join(home, 'witness', 'logs', originHash('example.com/log'));
    writeFileSync(file, readFileSync(file, 'utf8').replace('\n5\n', '\n4\n'));
    const { code, problems } = await ended(run(['--logs', join(home, 'logs.txt'), '--port', '0']));
    expect([code, problems.includes(`${file} is damaged`)]).toEqual([1, true]);
  });

  it.each<[string, string[], string]>([
    ['without a name', ['--logs', 'logs.txt'], 'name: is needed at the first start'],
    ['without logs', ['--name', 'w'], 'logs: there is no file'],
    ['with a port that is none', ['--name', 'w', '--port', '70000', '--logs', 'LOGS'], 'TREGUA_WITNESS_PORT'],
    ['with a word that it does not know', ['serve'], 'serve: is no command'],
    ['with an option that it does not know', ['--open'], '--open'],
  ])('does not start %s, and says why', async (_, words, why) => {
    const { code, problems } = await ended(run(words.map((word) => (word === 'LOGS' ? join(home, 'logs.txt') : word))));
    expect(code).toBe(1);
    expect(problems).toContain(why);
    expect(problems).not.toContain('    at ');
  });
});

/** What the disk says, without the witness; half a file would be no number. */
function sizeOnDisk(folder: string): number {
  const file = join(folder, 'logs', originHash('example.com/log'));
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[1]) : 0;
}
