import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import type { Browser } from 'playwright-core';
import type { Case } from '@tregua/casework';
import { migrateQueue, queueAddress } from '@tregua/jobs';
import { createLogger, freePort } from '@tregua/platform';
import { APP_ROLE, setClock } from '@tregua/store';
import type { ApiOptions } from '../../apps/api/src/api-options.js';
import { verifyCommand } from '../../apps/verifier/src/index.js';
import { createWorker } from '../../apps/worker/src/create-worker.js';
import { browserIsHere, builtPages, complaintsOf, openBrowser } from './support/browser.js';
import { Desk, Form } from './support/desk.js';
import { openCase, startWorld, type World } from './support/world.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WAIT_MS = 30_000;

const folder = mkdtempSync(join(tmpdir(), 'tregua-life-'));
let world: World;
let worker: INestApplicationContext;
let browser: Browser | undefined;
let desk: Desk;
let ahead = 0;

beforeAll(async () => {
  if (!browserIsHere) return;
  const pages = builtPages(join(folder, 'web'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  let options: ApiOptions | undefined;
  const settings = { requestsPerMinute: 1_000_000, pagesFolder: pages, origins: [base], demonstration: true };
  world = await startWorld(settings, (given) => (options = given));
  await migrateQueue(world.database.ownerUrl, APP_ROLE);
  const { dataSource, docket, keyring, evidence, workFiles } = options as ApiOptions;
  worker = await createWorker({
    dataSource,
    docket,
    keyring,
    logger: createLogger('test', { level: 'error' }),
    queue: queueAddress(world.database.appUrl),
    sweepEveryMs: 500,
    ...(evidence === undefined ? {} : { evidence }),
    ...(workFiles === undefined ? {} : { workFiles }),
  });
  await world.app.listen(port, '127.0.0.1');
  browser = await openBrowser();
  desk = new Desk(browser, base);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  if (browserIsHere) {
    await worker.close();
    await world.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Moves the one clock on. What falls due meanwhile is the worker's to enter. Sign-ins are over by then. */
async function pass(ms: number): Promise<void> {
  await desk.leave();
  ahead += ms;
  await setClock(world.database.ownerUrl, { aheadMs: ahead });
}

/** The case as the record has it: only for seeing whose turn it is, never for acting. */
const recorded = async (id: string): Promise<{ state: string; matter: Omit<Case, 'id'> }> =>
  (await world.who('registrar').get(`/api/v1/cases/${id}`)).json();

async function comesTo(id: string, state: string): Promise<void> {
  for (const until = Date.now() + WAIT_MS; ; await pause(200)) {
    const now = (await recorded(id)).state;
    if (now === state) return;
    if (Date.now() > until) throw new Error(`It stands in ${now}, and does not come to ${state}.`);
  }
}

const inBrowser = (): void => {
  let id: string;
  const act = (name: string, command: string, fill?: (form: Form) => Promise<void>): Promise<string> =>
    desk.act(name, `/cases/${id}`, command, fill);
  const seats = async (): Promise<string[]> =>
    (await recorded(id)).matter.judgment.panel.seats.filter(({ status }) => status !== 'out').map(({ member }) => world.whoIs(member).name);

  /** A monitor reports, the lead verifies, the registrar admits: all on their pages. Returns the id of the report. */
  async function reported(): Promise<string> {
    const page = await desk.open('monitor', '/reports/new');
    const form = new Form(page);
    await form.choose('Kinds of act', /^K3/);
    await form.write('What happened', 'Three shells fell within a minute.');
    const local = new Date(Date.now() + ahead - HOUR - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
    await page.getByLabel('When it began').fill(local);
    await form.choose('Precision of the time', /minute/);
    await form.choose('How it is known', /^observed/);
    await form.choose('According to', /^independent/);
    await form.write('Said to be responsible', 'bb');
    await form.press('Add: Place');
    await form.write('Latitude', '48.05');
    await form.write('Longitude', '37.85');
    await form.write('Uncertainty in metres', '200');
    await form.press('Add: Details');
    await form.unfold();
    await form.write('Number', '3');
    await form.write('Bearing in degrees', '90');
    await form.press('Keep as a draft');
    await page.waitForURL(/\/reports\/[0-9a-f-]{36}$/);
    const report = page.url().split('/').at(-1) as string;
    await desk.act('monitor', `/reports/${report}`, 'SubmitReport');
    await desk.act('lead', `/reports/${report}`, 'VerifyReport');
    return report;
  }

  it('goes from a report to CLOSED through the pages, each step by the person whom the tables name', async () => {
    const report = await reported();
    await desk.act('registrar', `/reports/${report}`, 'AdmitReport');
    const inbox = await desk.open('rapporteur', '/inbox');
    await inbox.locator('[data-row]').first().click();
    await inbox.waitForURL(/\/cases\//);
    id = /\/cases\/([0-9a-f-]{36})/.exec(inbox.url())?.[1] as string;

    const evidence = new Form(await desk.open('investigator', `/cases/${id}?tab=evidence`));
    await evidence.choose('Kind of evidence', /^photo/);
    await evidence.give('File', 'crater.jpg', 'a crater');
    await evidence.press('Bring it to the case');
    await evidence.page.getByText('It is here. Fingerprint on both sides').waitFor();

    await act('rapporteur', 'StartPreliminary');
    const bench = (await recorded(id)).matter.judgment.dutyBench.map(({ member }) => world.whoIs(member).name);
    const said = await act(bench[0] as string, 'IssueProvisionalFinding', async (form) => {
      await form.choose('Outcome', /^VIOLATION_ATTRIBUTED/);
      await form.choose('Party', 'BB');
      await form.choose('Standard of proof', /^2/);
      await form.choose('Legal basis', /^A4/);
      await form.choose('Indicators', /^TRACK/);
      await form.choose('Evidence relied on', /photo/);
      await form.choose('Disclosed', /photo/);
      await form.write('Reasons', 'Reasonable grounds to believe.');
    });
    expect(said).toContain('proposed to the bench');
    for (const member of bench.slice(1)) {
      if ((await recorded(id)).state !== 'PRELIMINARY') break;
      const page = await desk.open(member, `/cases/${id}?tab=deliberation`);
      await page.getByRole('button', { name: /^Sign for it/ }).click();
      await page.getByText('Your signature is entered.').waitFor();
    }
    await comesTo(id, 'INVESTIGATION');

    await act('investigator', 'CompleteInvestigation', async (form) => {
      await form.give('Take it from a file: Investigation report', 'report.pdf', 'the report');
      await form.press(/^Take the evidence list as it stands/);
      await form.write('Contrary evidence considered', 'The other side denies it.');
      await form.press('Add: Items of evidence');
      await form.choose('Evidence', /photo/);
      await form.page.getByLabel('The parties get the whole').check();
      await form.choose('Verified', 'Yes');
    });
    await act('agent-aa', 'FileReply', (form) => form.write('Reply', 'We have read it.'));
    await act('agent-bb', 'FileReply', (form) => form.write('Reply', 'It was not us.'));
    await act('registrar', 'CloseReplies');

    const panel = await seats();
    for (const member of panel) await act(member, 'DeclareInterests', (form) => form.choose('Disclosed', /^none/));
    await act('chair', 'ConstitutePanel');
    await act('rapporteur', 'FixDraft', async (form) => {
      await form.give('Take it from a file: Draft', 'draft.docx', 'the draft');
      await form.press(/^Take the evidence list as it stands/);
      await form.press('Add: Questions');
      await form.choose('Kind', 'A remedy', 3);
      await form.choose('Act', /K3/, 3);
      for (const at of [0, 1, 2, 3]) {
        await form.choose('Standard of proof', /^4/, at);
        await form.choose('Evidence relied on', /photo/, at);
        await form.choose('Disclosed', /photo/, at);
        await form.write('How the contrary was weighed', 'The denial was weighed.', at);
        await form.write('Reasons', 'Two craters, one bearing.', at);
      }
      await form.choose('Party', 'BB');
      await form.choose('Level', /^state/);
      await form.choose('Legal basis', /^A4/);
      await form.choose('Indicators', /^TRACK/);
      await form.press('Add: Remedy');
      await form.choose('Code', /^R2/);
      await form.choose('Addressee', 'BB');
      await form.choose('Proof of compliance', /^monitor-verification/);
      await form.write('Proportionality', 'The mildest that serves.');
    });
    await comesTo(id, 'VOTING');

    for (const [index, member] of panel.entries()) {
      await act(member, 'CastBallot', async ({ page }) => {
        for (const group of await page.getByRole('radiogroup').all()) {
          const against = index === 0 && (await group.innerText()).includes('Who is responsible');
          await group.getByLabel(against ? 'No' : 'Yes', { exact: true }).check();
        }
      });
      if (index !== 2) continue;
      const room = await desk.open('chair', `/cases/${id}?tab=deliberation`);
      await room.getByText('Ballots cast: 3 of 5').first().waitFor();
      expect(await room.locator('main').innerText()).not.toContain('two thirds');
    }
    await act('chair', 'CloseBallot');
    const revealed = await desk.open('chair', `/cases/${id}?tab=deliberation`);
    await revealed.getByText('simple majority').first().waitFor();
    await act(panel[0] as string, 'FileSeparateOpinion', async (form) => {
      await form.choose('Kind', 'Dissenting opinion');
      await form.write('Opinion', 'The track alone does not carry it.');
    });
    await act('registrar', 'ServeRuling', (form) => form.choose('Language', /^ru/, 1));
    await pass(25 * HOUR);
    await act('publisher', 'PublishRuling');
    await pass(7 * DAY);
    await comesTo(id, 'FINAL');
    await act('registrar', 'OpenRemedies');
    await act('agent-bb', 'ClaimCompliance', async (form) => {
      await form.choose('What it is about', /^m1/);
      await form.write('Statement', 'Done.');
    });
    const proof = await reported();
    await act('registrar', 'ConfirmCompliance', async (form) => {
      await form.choose('What it is about', /^m1/);
      await form.choose('Report', proof.slice(-6));
    });
    const receipt = await act('registrar', 'CloseCase');
    expect(receipt).toContain('The state is now: Closed.');
    expect((await recorded(id)).state).toBe('CLOSED');
  }, 420_000);

  it('is taken home from its page as a bundle, which the verifier finds good', async () => {
    const page = await desk.open('auditor', `/cases/${id}?tab=audit`);
    await page.getByText(/The chain is whole up to entry \d+/).waitFor();
    await page.getByLabel('Reason').fill('A court asked.');
    await page.getByRole('button', { name: 'Ask for the bundle' }).click();
    await page.getByText('The bundle is built.').waitFor({ timeout: 60_000 });
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Fetch the bundle' }).click();
    const file = join(folder, 'bundle.zip');
    await (await coming).saveAs(file);
    const told: string[] = [];
    const code = await verifyCommand([file, '--json'], (text) => told.push(text));
    const verdict = JSON.parse(told.join('')) as { verdict: string; findings: { weight: string }[] };
    expect(verdict.findings.filter(({ weight }) => ['broken', 'unlawful'].includes(weight))).toEqual([]);
    expect([code, verdict.verdict]).toEqual([3, 'consistentNotAuthenticated']);
    writeFileSync(join(folder, 'verdict.json'), told.join(''));
  }, 120_000);

  it('asked nothing of another origin, and its policy was never hit', () => {
    expect(complaintsOf(browser as Browser)).toEqual([]);
  });
};

it('needs a Chromium, and says so where there is none', () => {
  if (!browserIsHere) process.stdout.write('Left out: there is no Chromium here, so nobody can go through the pages.\n');
  expect(openCase).toBeInstanceOf(Function);
});
if (browserIsHere) describe('the life of a case through the pages', inBrowser);
