import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ProcessLock } from './process-lock.js';

describe('the lock of a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tregua-lock-'));
  const file = join(folder, 'running.lock');
  const holder = (): { pid: number; began: string | null; token: string } =>
    JSON.parse(readFileSync(file, 'utf8')) as { pid: number; began: string | null; token: string };

  afterEach(() => rmSync(file, { force: true }));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is one process’s until it is given back', () => {
    const lock = ProcessLock.take(file);
    expect(lock.isHeld()).toBe(true);
    expect(() => ProcessLock.take(file)).toThrow(`process ${process.pid} runs here`);
    lock.release();
    expect(existsSync(file)).toBe(false);
    expect(lock.isHeld()).toBe(false);
    ProcessLock.take(file).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken from a process that is dead', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(file, JSON.stringify({ pid, began: null, token: 'x' }));
    expect(ProcessLock.take(file).isHeld()).toBe(true);
    expect(holder().pid).toBe(process.pid);
  });

  it('is taken from a process that has ended and that nobody asks after, as in a container without an init', async () => {
    // The shell becomes a sleep, which does not ask after the child that it has got; the child ends when that is so: a shell would ask.
    const child = 'until grep -q sleep /proc/$PPID/comm; do :; done';
    const parent = spawn('sh', ['-c', `sh -c '${child}' & echo $!; exec sleep 60`], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const pid = Number(await new Promise<string>((done) => parent.stdout.once('data', (text: Buffer) => done(text.toString()))));
      const stat = (): string => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1] as string;
      while (!stat().startsWith('Z')) await delay(10);
      const began = `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${stat().split(' ')[19]}`;
      writeFileSync(file, JSON.stringify({ pid, began, token: 'x' }));
      expect(ProcessLock.take(file).isHeld()).toBe(true);
    } finally {
      parent.kill();
    }
  });

  it('waits for a holder that is just ending, and no longer than it was told', async () => {
    const ending = spawn('sleep', ['60'], { stdio: 'ignore' });
    const began = (): string =>
      `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readFileSync(`/proc/${ending.pid}/stat`, 'utf8').split(' ')[21]}`;
    writeFileSync(file, JSON.stringify({ pid: ending.pid, began: began(), token: 'x' }));
    await expect(ProcessLock.takeSoon(file, 200)).rejects.toThrow(`process ${ending.pid} runs here`);
    setTimeout(() => ending.kill(), 300);
    expect((await ProcessLock.takeSoon(file, 20_000)).isHeld()).toBe(true);
  });

  it('is taken where the number of the dead one was given to another, as in a container in which each program is number 1', () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, began: 'another boot 5', token: 'x' }));
    expect(ProcessLock.take(file).isHeld()).toBe(true);
  });

  it.each(['', '{', 'null', '{"pid":"x"}', '5'])('is taken where the file says nothing: %j', (content) => {
    writeFileSync(file, content);
    expect(ProcessLock.take(file).isHeld()).toBe(true);
  });

  it('tells one who lost it, who then leaves the other’s alone', () => {
    const first = ProcessLock.take(file);
    writeFileSync(file, JSON.stringify({ pid: 1, began: null, token: 'of another' }));
    expect(first.isHeld()).toBe(false);
    first.release();
    expect(holder().token).toBe('of another');
  });
});
