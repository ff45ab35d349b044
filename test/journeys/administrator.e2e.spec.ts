import { Client } from 'pg';
import type { Page } from 'playwright-core';
import {
  startMailServer,
  startWebhookReceiver,
  wellBehaved,
  type MailServer,
  type WebhookReceiver,
} from '../../apps/worker/src/channels/receivers.testing.js';
import { until } from '../support/resumable.js';
import { browserIsHere, describeInBrowser, complaintsOf } from './support/browser.js';
import { Form } from './support/desk.js';
import { openStage, type Stage } from './support/stage.js';
import { openCase } from './support/world.js';

const ADDRESS = 'registrar@example.org';

let stage: Stage;
let mail: MailServer;
let hooks: WebhookReceiver;
beforeAll(async () => {
  if (!browserIsHere) return;
  mail = await startMailServer(wellBehaved);
  hooks = await startWebhookReceiver(wellBehaved);
  stage = await openStage({
    settings: { webhooksToLoopback: true },
    channels: {
      baseUrl: 'https://commission.example',
      mail: { smtpUrl: `smtp://127.0.0.1:${mail.port}`, folder: 'unused', from: 'notices@commission.example' },
      webhooksToLoopback: true,
    },
  });
}, 240_000);
afterAll(async () => {
  if (!browserIsHere) return;
  await stage.close();
  await mail.close();
  await hooks.close();
});

const inBrowser = (): void => {
  it('registers a webhook, hands its secret on, sends a test, and sends what was delivered once more', async () => {
    const page = await stage.desk.open('administrator', '/admin?tab=webhooks');
    await page.getByRole('textbox', { name: 'Host' }).fill(hooks.host);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.getByRole('button', { name: 'Allow no longer' }).waitFor();
    const form = new Form(page);
    await form.write('Label', 'The cell');
    await form.write('Address', `${hooks.origin}/cell`);
    const audiences = page.getByRole('region', { name: 'Register a webhook' }).getByRole('combobox', { name: 'Whose notices it gets' });
    await audiences.focus();
    await audiences.press('ArrowDown');
    await page.getByRole('option', { name: 'cell', exact: true }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: 'Register a webhook' }).locator('button[type=submit]').click();
    const note = page.getByRole('status').filter({ hasText: 'Shown this once' });
    const secret = /whsec_[A-Za-z0-9+/]+=*/.exec(await note.innerText())?.[0] ?? '';
    expect(secret).toHaveLength(50);
    hooks.secrets.set('/cell', secret);

    await form.press('Send a test');
    await page.getByText('A test is on its way: see the deliveries.').waitFor();
    await form.press('Deliveries');
    const calls = page.getByRole('row').filter({ hasText: 'accepted' });
    await calls.first().waitFor();
    expect([await calls.count(), hooks.received.taken.length, hooks.received.again]).toEqual([1, 1, 0]);
    await calls.first().getByRole('button', { name: 'Send again' }).click();
    await calls.nth(1).waitFor();
    // The receiver knows the second by its key, and takes it once.
    expect([await calls.count(), hooks.received.taken.length, hooks.received.again, hooks.forged]).toEqual([2, 1, 1, 0]);
  }, 120_000);

  it('finds the letter that a mailbox refused, and sends it again when the mailbox is there', async () => {
    const { world, desk } = stage;
    const choices = { app: 'all', mail: 'all', language: 'en', timeZone: 'UTC', digestMinute: 420, quietFrom: null, quietTo: null };
    const registrar = world.who('registrar');
    expect((await registrar.put('/api/v1/notices/preferences', { ...choices, mailAddress: ADDRESS })).statusCode).toBe(204);
    mail.refused.add(ADDRESS);
    expect((await registrar.post('/api/v1/notices/test')).statusCode).toBe(202);
    await until(async () => {
      const [row] = await world.database.ask<{ dead: number }>(`select count(*)::int as dead from tregua.notices where status = 'dead'`);
      return row?.dead === 1;
    }, 30_000);
    const page = await desk.open('administrator', '/admin?tab=work');
    const letter = page.getByRole('region', { name: 'Notices that could not be delivered' }).getByRole('row').filter({ hasText: 'Mail' });
    expect(await letter.innerText()).toContain(registrar.id.slice(0, 13));
    expect(await page.locator('main').innerText()).not.toContain(ADDRESS);
    mail.refused.delete(ADDRESS);
    await letter.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('Everything was delivered.').waitFor();
    await until(() => Promise.resolve(mail.received.taken.length > 0), 30_000);
    expect(mail.received.taken.map(({ to }) => to)).toEqual([ADDRESS]);
  }, 120_000);

  it('stops an export while it is being built, and its asker lets it go on to its end', async () => {
    const { world, desk } = stage;
    const { case: id } = await openCase(world);
    // A table that the builder must read, and nobody else here, is held: the job runs and gets no further.
    const holder = new Client({ connectionString: world.database.ownerUrl });
    await holder.connect();
    await holder.query('begin; lock table tregua.log_checkpoints in access exclusive mode');
    const asker = await asksForExport(await desk.at('auditor'), id);
    const running = asker.getByRole('status').filter({ hasText: 'It is being built' });
    await running.waitFor();

    const office = await desk.open('administrator', '/admin?tab=work');
    const job = office.getByRole('region', { name: 'Long work' }).getByRole('listitem').filter({ hasText: 'It is being built' });
    await job.getByRole('button', { name: 'Cancel' }).click();
    await job.getByRole('button', { name: 'Really: Cancel?' }).click();
    await holder.query('rollback');
    await holder.end();
    await office.getByRole('listitem').filter({ hasText: 'It was cancelled' }).waitFor();
    expect(await office.locator('main').innerText()).not.toContain(id);

    await asker.getByRole('status').filter({ hasText: 'It was cancelled' }).waitFor();
    expect(await asker.getByRole('link', { name: /^Download \(/ }).count()).toBe(0);
    await asker.getByRole('button', { name: 'Go on' }).click();
    await asker.getByRole('status').filter({ hasText: 'It is built' }).waitFor({ timeout: 60_000 });
    await asker.getByRole('link', { name: /^Download \(/ }).waitFor();
  }, 180_000);

  it('asked nothing of another origin, and its policy was never hit', () => {
    expect(complaintsOf(stage.browser)).toEqual([]);
  });
};

describeInBrowser('whoever keeps the system running, in a browser', inBrowser);

/** Through the five steps, up to the page of the export. */
async function asksForExport(page: Page, id: string): Promise<Page> {
  await page.goto(`${stage.desk.base}/exports/new?case=${id}`);
  await page.getByRole('button', { name: /^Leave out / }).waitFor();
  const next = page.getByRole('button', { name: 'Next' });
  for (const answer of ['', 'for the auditor', 'records only']) {
    if (answer !== '') await page.getByLabel(answer).check();
    await next.click();
  }
  await page.getByRole('textbox').fill('A court asked.');
  await next.click();
  await page.getByRole('button', { name: 'Ask for the export' }).click();
  await page.waitForURL(/\/exports\/[0-9a-f-]{36}$/);
  return page;
}
