import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PRESENT } from '../../apps/standalone/src/demonstration/agreement.js';
import { shelling } from '../support/commission.js';
import { isOver, main, signedIn, start, states, stop, waitUntil, type Running } from './support/start-program.js';

const faketime = (process.env['TREGUA_MISSING_PROGRAMS'] ?? '').split(',').includes('faketime') ? undefined : '+30d';

/** What a monitor saw an hour before the demonstration's present. */
const CONTENT = { ...shelling({}, PRESENT), startsAt: new Date(PRESENT - 3_600_000).toISOString() };

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

  const letters = (): readonly string[] => {
    const files = existsSync(join(home, 'mail')) ? readdirSync(join(home, 'mail'), { recursive: true, encoding: 'utf8' }) : [];
    return files.filter((file) => file.endsWith('.eml')).map((file) => readFileSync(join(home, 'mail', file), 'utf8'));
  };

  /** What is entered from now on is written as letters, to addresses that cannot be anybody's; what was loaded is not. */
  const mailsWhatIsNew = async (running: Running): Promise<void> => {
    const lead = await signedIn(running, 'lead-north');
    type Mine = { readonly mailAddress: string | null };
    const hasAddress = async (): Promise<boolean> =>
      ((await (await lead('/api/v1/notices/preferences')).json()) as Mine).mailAddress === 'lead-north@demonstration.invalid';
    await waitUntil(running, hasAddress);
    expect(letters()).toEqual([]);
    const monitor = await signedIn(running, 'monitor-north');
    const made = await monitor('/api/v1/reports', { content: CONTENT });
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: string };
    expect((await monitor(`/api/v1/reports/${id}/submit-report`, {}, made.headers.get('etag') ?? '')).status).toBe(200);
    await waitUntil(running, () => letters().some((letter) => letter.includes('To: lead-north@demonstration.invalid')));
    expect(letters().every((letter) => /^To: [a-z0-9-]+@demonstration\.invalid\r?$/m.test(letter))).toBe(true);
  };

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
    expect(await page.text()).not.toContain('<script');
    await mailsWhatIsNew(first);
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
