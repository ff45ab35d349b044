import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOver, main, start, states, stop, type Running } from './support/start-program.js';

const faketime = (process.env['TREGUA_MISSING_PROGRAMS'] ?? '').split(',').includes('faketime') ? undefined : '+30d';

describe('npm start', () => {
  const home = mkdtempSync(join(tmpdir(), 'tregua-start-'));
  const running: Running[] = [];
  const began = async (ahead?: string): Promise<Running> => {
    const one = await start(home, ahead);
    running.push(one);
    return one;
  };

  afterAll(async () => {
    for (const one of running) if (!isOver(one)) await stop(one);
    rmSync(home, { recursive: true, force: true });
  });

  it('tells a story, prints sign-ins, keeps its secrets to itself, and ends well', async () => {
    expect(existsSync(main)).toBe(true);
    const first = await began();
    const before = await states(first);
    expect(before.length).toBeGreaterThan(40);
    expect(first.said()).toContain('DEMONSTRATION – not a finding of any body');
    expect(first.said()).toContain(`http://127.0.0.1:${first.port}`);
    expect(statSync(join(home, 'secrets.json')).mode & 0o777).toBe(0o600);
    const page = await fetch(`http://127.0.0.1:${first.port}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<meta name="environment" content="demonstration"');
    expect(await stop(first)).toBe(0);
    expect(existsSync(join(home, 'running.pid'))).toBe(false);

    const again = await began(faketime);
    expect(await states(again)).toEqual(before);
    const secrets = JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')) as { signIns: Record<string, string> };
    for (const password of Object.values(secrets.signIns)) expect(first.said()).toContain(password);

    // Killed with its clock still ahead and PostgreSQL left behind: the next start takes the server over and loses nothing.
    const over = new Promise((done) => again.child.once('exit', done));
    again.child.kill('SIGKILL');
    await over;
    const third = await began();
    expect(third.said()).toContain('taken over');
    expect(await states(third)).toEqual(before);
    expect(await stop(third)).toBe(0);
    expect(existsSync(join(home, 'running.pid'))).toBe(false);
  }, 400_000);
});
