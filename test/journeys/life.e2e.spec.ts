import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyCommand } from '../../apps/verifier/src/index.js';
import { browserIsHere, describeInBrowser, complaintsOf } from './support/browser.js';
import type { Form } from './support/desk.js';
import { openStage, type Stage } from './support/stage.js';
import { completesInvestigation, fixesDraft, reports, reportsFromTheField, votes } from './support/steps-on-pages.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let stage: Stage;
beforeAll(async () => {
  if (browserIsHere) stage = await openStage();
}, 240_000);
afterAll(async () => {
  if (browserIsHere) await stage.close();
});

const inBrowser = (): void => {
  let id: string;
  const act = (name: string, command: string, fill?: (form: Form) => Promise<void>): Promise<string> =>
    stage.desk.act(name, `/cases/${id}`, command, fill);

  it('goes from the wizard of the field to CLOSED through the pages, each step by the person whom the tables name', async () => {
    const { desk, world, recorded, comesTo, pass } = stage;
    const report = await reportsFromTheField(stage);
    await desk.act('registrar', `/reports/${report}`, 'AdmitReport');
    const inbox = await desk.open('rapporteur', '/inbox');
    await inbox.locator('[data-row]').first().waitFor();
    for (const key of ['j', 'x', 'o']) await inbox.keyboard.press(key);
    await inbox.waitForURL(/\/cases\//);
    id = /\/cases\/([0-9a-f-]{36})/.exec(inbox.url())?.[1] as string;

    // Whoever works on it takes it up; that is no step of the law, and stands in the bundle all the same.
    await inbox.getByRole('link', { name: 'Change' }).click();
    await inbox.getByRole('button', { name: 'Assign', exact: true }).click();
    await inbox.getByRole('status').filter({ hasText: 'Assigned: 1 of 1' }).waitFor();

    // The photo that the monitor sent stands with the case; all that follows relies on it.
    const evidence = await desk.open('investigator', `/cases/${id}?tab=evidence`);
    await evidence.getByRole('cell', { name: 'photo (image/jpeg)' }).waitFor();
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

    await act('investigator', 'CompleteInvestigation', completesInvestigation);
    await act('agent-aa', 'FileReply', (form) => form.write('Reply', 'We have read it.'));
    await act('agent-bb', 'FileReply', (form) => form.write('Reply', 'It was not us.'));
    await act('registrar', 'CloseReplies');

    const panel = await stage.panel(id);
    for (const member of panel) await act(member, 'DeclareInterests', (form) => form.choose('Disclosed', /^none/));
    await act('chair', 'ConstitutePanel');
    await act('rapporteur', 'FixDraft', fixesDraft);
    await comesTo(id, 'VOTING');

    for (const [index, member] of panel.entries()) {
      await act(member, 'CastBallot', (form) => votes(form, index === 0));
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
    const proof = await reports(stage);
    const { reference } = (await world.who('registrar').get(`/api/v1/reports/${proof}`)).json<{ reference: string }>();
    await act('registrar', 'ConfirmCompliance', async (form) => {
      await form.choose('What it is about', /^m1/);
      await form.choose('Report', new RegExp(reference));
    });
    const receipt = await act('registrar', 'CloseCase');
    expect(receipt).toContain('The state is now: Closed.');
    expect((await recorded(id)).state).toBe('CLOSED');
  }, 420_000);

  it('is taken home from its page as a bundle, which the verifier finds good', async () => {
    const page = await stage.desk.open('auditor', `/cases/${id}?tab=audit`);
    await page.getByText(/The chain is whole up to entry \d+/).waitFor();
    await page.getByLabel('Reason').fill('A court asked.');
    await page.getByRole('button', { name: 'Ask for the bundle' }).click();
    await page.getByText('The bundle is built.').waitFor({ timeout: 60_000 });
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Fetch the bundle' }).click();
    const file = join(stage.folder, 'bundle.zip');
    await (await coming).saveAs(file);
    expect(readFileSync(file).includes(`streams/office/${id}/events.jsonl`)).toBe(true);
    const told: string[] = [];
    const code = await verifyCommand([file, '--json'], (text) => told.push(text));
    const verdict = JSON.parse(told.join('')) as { verdict: string; findings: { weight: string }[] };
    expect(verdict.findings.filter(({ weight }) => ['broken', 'unlawful'].includes(weight))).toEqual([]);
    expect([code, verdict.verdict]).toEqual([3, 'consistentNotAuthenticated']);
    writeFileSync(join(stage.folder, 'verdict.json'), told.join(''));
  }, 120_000);

  it('asked nothing of another origin, and its policy was never hit', () => {
    expect(complaintsOf(stage.browser)).toEqual([]);
  });
};

describeInBrowser('the life of a case through the pages', inBrowser);
