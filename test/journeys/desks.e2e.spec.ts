import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { freePort } from '@tregua/platform';
import { barriers, browserIsHere, builtPages, complaintsOf, describeInBrowser, openBrowser, settled, signedIn } from './support/browser.js';
import { cutChips, longestWords } from './support/chips.js';
import { Desk, Form } from './support/desk.js';
import { heading, next, PASSPHRASE, writeWhere } from './support/field.js';
import { openCase, shelling, startWorld, type World } from './support/world.js';

const HOUR = 3_600_000;
const en = JSON.parse(readFileSync(join('apps/web/src/i18n/en.json'), 'utf8')) as { readonly act: { readonly done: string } };
const AHEAD = 73 * HOUR;
const hash = (letter: string): string => letter.repeat(64);
const GRAVE = { codes: ['C1'], details: { confirmations: 2 }, casualties: { killed: { best: 2 } } };

interface Known {
  readonly id: string;
  readonly reference: string;
}

let folder: string;
let base: string;
let world: World;
let browser: Browser;
let desk: Desk;
/** With referrals, its parties served; a clock that runs, and one whose first mark was past; and small ones. */
let referred: Known;
let clocks: { running: Known; late: Known };
let small: readonly Known[];

const now = (): number => Date.now() + AHEAD;
/** An hour ago by the Commission's clock, as a person writes it. */
const localTime = (): string => new Date(now() - HOUR - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
const know = async (id: string): Promise<Known> => ({
  id,
  reference: (await world.who('auditor').get(`/api/v1/cases/${id}`)).json<{ reference: string }>().reference,
});
const opened = async (content: object): Promise<Known> => know((await openCase(world, content)).case);
const stateOf = async ({ id }: Known): Promise<string> =>
  (await world.who('auditor').get(`/api/v1/cases/${id}`)).json<{ state: string }>().state;

/** A case in PARTY_REPLY, so that both parties and the cell have its file, from which a court and two states were asked. */
async function referredCase(): Promise<Known> {
  const { case: id } = await openCase(world);
  await world.who('rapporteur').does('cases', id, 'start-preliminary');
  await world.pass(AHEAD);
  const read = await world.who('registrar').get(`/api/v1/cases/${id}`);
  const violation = read.json<{ matter: { violations: { key: string }[] } }>().matter.violations[0]?.key;
  await world.who('investigator').does('cases', id, 'complete-investigation', {
    investigationReport: hash('b'),
    evidenceList: hash('c'),
    contraryEvidence: 'The other side denies it.',
    items: [{ evidence: 'e1', whole: true }],
    assessments: [{ violation, verified: true }],
  });
  const reasons = { proportionality: 'A copy harms nobody.', reasons: 'It asked for it.' };
  await world.who('chair').does('cases', id, 'file-referral', { code: 'icc', addressee: 'icc', states: ['FR', 'IT'], ...reasons });
  return await know(id);
}

beforeAll(async () => {
  if (!browserIsHere) return;
  folder = mkdtempSync(join(tmpdir(), 'tregua-desks-'));
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  world = await startWorld({ requestsPerMinute: 1_000_000, pagesFolder: builtPages(join(folder, 'web')), origins: [base] });
  await world.app.listen(port, '127.0.0.1');
  referred = await referredCase();
  clocks = {
    late: await opened(shelling(now() - 12 * HOUR, GRAVE)),
    running: await opened(shelling(now(), GRAVE)),
  };
  small = [await opened(shelling(now())), await opened(shelling(now())), await opened(shelling(now())), await opened(shelling(now()))];
  browser = await openBrowser();
  desk = new Desk(browser, base);
}, 240_000);
afterAll(async () => {
  if (!browserIsHere) return;
  await browser.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const inBrowser = (): void => {
  it('shows the cell all clocks, the most urgent first, late marks as late, and how far each state is', async () => {
    const page = await desk.open('cell', '/inbox');
    await page.getByRole('link', { name: 'Outside', exact: true }).click();
    const rows = page.getByRole('table', { name: 'Response clocks' }).getByRole('row');
    await rows.nth(1).waitFor();
    // The first mark of the one was past; its second is due in 7 hours, sooner than the first of the other.
    expect(await rows.nth(1).innerText()).toContain(clocks.late.reference);
    expect(await rows.nth(1).innerText()).toMatch(/12 hours\s*late: it was past when the case came/);
    expect(await rows.nth(1).innerText()).toMatch(/20 hours\s*rings next[^]*24 hours\s*to come[^]*72 hours\s*to come/);
    expect(await rows.nth(2).innerText()).toContain(clocks.running.reference);
    expect(await rows.count()).toBe(3);
    await page.getByLabel('Also clocks in which nothing rings any more').click();
    await rows.nth(3).waitFor();
    await page.getByText('Referrals', { exact: true }).click();
    const card = page.getByRole('region', { name: referred.reference });
    await card.getByRole('row', { name: /^FR/ }).waitFor();
    expect(await card.getByRole('row', { name: /^(FR|IT)/ }).allInnerTexts()).toEqual([
      expect.stringContaining('nothing has come yet'),
      expect.stringContaining('nothing has come yet'),
    ]);
  }, 120_000);

  it('lets a state’s officer record what their state decided, in the API’s own form, and shows it to them and to the chair', async () => {
    const page = await desk.open('state-officer', '/outside');
    await page.getByText('You see what was asked of your own state').waitFor();
    expect(await page.getByRole('row', { name: /^IT/ }).count()).toBe(0);
    await page.getByRole('link', { name: /^Record .*: e1$/ }).click();
    const form = new Form(page);
    await page.getByRole('heading', { name: 'Outside decision on e1' }).waitFor();
    await form.choose('Authority', /^parliament|^legislature|^government/);
    await form.write('Reference', 'No. 2026-77');
    await form.choose('Stage', /^decided/);
    await form.choose('Measure', 'A measure was taken');
    await page.getByLabel('When it was decided').fill(localTime());
    await page.locator('form button[type=submit]').click();
    await page.getByRole('status').filter({ hasText: en.act.done }).or(page.getByRole('main').getByRole('alert')).first().waitFor();
    const seen = (await world.who('chair').get('/api/v1/referrals')).json<{ items: { referrals: { steps: object[] }[] }[] }>();
    expect(seen.items[0]?.referrals[0]?.steps).toMatchObject([{ state: 'FR', stage: 'decided', measure: 'taken' }]);
    const chair = await desk.open('chair', '/outside?view=referrals');
    expect(await chair.getByRole('row', { name: /^FR/ }).innerText()).toContain('A measure was taken');
    expect(await chair.getByRole('row', { name: /^IT/ }).innerText()).toContain('nothing has come yet');
  }, 120_000);

  it('marks cases by keyboard, lays them side by side, says what differs and what follows, joins them there, and severs them again', async () => {
    const [child, lead] = small as [Known, Known];
    const page = await desk.open('chair', '/inbox');
    await page.getByText('By keyboard:').waitFor();
    const rows = page.locator('[data-row]');
    await rows.first().waitFor();
    const references = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-row')));
    await page.locator('body').press('j');
    for (let at = 0; at < references.length; at += 1) {
      if ([child.reference, lead.reference].includes(references[at] ?? '')) await page.keyboard.press('x');
      await page.keyboard.press('j');
    }
    await page.getByText('Marked: 2').waitFor();
    await page.getByRole('link', { name: 'Lay side by side' }).click();
    await page.getByText(/^Fields that differ: \d+ of \d+$/).waitFor();
    expect(await page.getByRole('row').filter({ hasText: 'differs' }).count()).toBeGreaterThan(0);
    await page.getByLabel('Only what differs').click();
    await page.getByRole('row', { name: /^Parties the same/ }).waitFor();
    await page.getByRole('button', { name: `Join to another case: ${child.reference}` }).click();
    const follows = page.getByRole('region', { name: 'What will follow' });
    await follows.getByText(`${child.reference}: Joined`).waitFor();
    await follows.getByText(`${lead.reference} leads`).waitFor();
    await follows.getByText('Who is told: the parties, the coordination cell').waitFor();
    const form = new Form(page);
    await form.choose('Ground', /./);
    await form.write('Reason', 'One shelling, two reports.');
    await page.locator('form button[type=submit]').click();
    await page.getByRole('status').filter({ hasText: en.act.done }).or(page.getByRole('main').getByRole('alert')).first().waitFor();
    expect(await stateOf(child)).toBe('JOINED');

    await page.goto(`${base}/cases/${child.id}`);
    await settled(page);
    await page.getByRole('link', { name: 'Lay beside another' }).click();
    await page.getByRole('button', { name: `Sever the case: ${child.reference}` }).click();
    await page.getByText(`${child.reference}: goes back to where it stood`).waitFor();
    await new Form(page).write('Reason', 'They were two.');
    await page.locator('form button[type=submit]').click();
    await page.getByRole('status').filter({ hasText: en.act.done }).or(page.getByRole('main').getByRole('alert')).first().waitFor();
    expect(await stateOf(child)).toBe('REGISTERED');
  }, 120_000);

  it('lays two reports side by side, says what differs, and links the one to the case of the other', async () => {
    const accepted = await openCase(world, shelling(now()));
    const { reference } = await know(accepted.case);
    const content = shelling(now(), { narrative: 'Two shells fell.', details: { count: 2, bearing: 80 } });
    const { id } = (await world.who('monitor').post('/api/v1/reports', { content })).json<{ id: string }>();
    await world.who('monitor').does('reports', id, 'submit-report');
    await world.who('lead').does('reports', id, 'verify-report');
    const read = async (of: string): Promise<{ reference: string; state: string; caseId: string | null }> =>
      (await world.who('registrar').get(`/api/v1/reports/${of}`)).json();
    const [one, other] = [await read(accepted.report), await read(id)];

    const page = await desk.open('registrar', '/beside');
    await page.getByRole('radiogroup', { name: 'Which list' }).getByText('Reports', { exact: true }).click();
    for (const report of [one, other]) {
      await page.getByRole('main').getByLabel('What to lay side by side (at most 4)').first().fill(report.reference);
      await page.getByRole('option', { name: new RegExp(`^${report.reference}`) }).click();
    }
    await page.keyboard.press('Escape');
    await page.getByText(/^Fields that differ: \d+ of \d+$/).waitFor();
    const differing = page.getByRole('row').filter({ hasText: 'differs' });
    expect(await differing.filter({ hasText: 'Number' }).locator('td').allInnerTexts()).toEqual(['3', '2']);
    expect(await differing.filter({ hasText: 'Kinds of act' }).count()).toBe(0);
    await page.getByRole('button', { name: `Link the report to a case: ${other.reference}` }).click();
    const follows = page.getByRole('region', { name: 'What will follow' });
    await follows.getByText(`${other.reference}: Linked`).waitFor();
    await new Form(page).choose('Case', new RegExp(`^${reference}`));
    await page.locator('form button[type=submit]').click();
    await page.getByRole('status').filter({ hasText: en.act.done }).or(page.getByRole('main').getByRole('alert')).first().waitFor();
    expect(await read(id)).toMatchObject({ state: 'LINKED', caseId: accepted.case });
  }, 120_000);

  it('enters one act on each of several cases, and says of each what became of it', async () => {
    const of = small.slice(1);
    const page = await desk.open('rapporteur', '/inbox');
    for (const { reference } of of) await page.getByLabel(`Mark ${reference}`).check();
    await page.getByRole('link', { name: 'Act on each' }).click();
    const act = page.getByLabel('Which act');
    await act.selectOption('StartPreliminary');
    const [first] = of as [Known];
    const line = (one: Known) => page.getByRole('row', { name: one.reference });
    await line(first).getByText('open to you').waitFor();
    // Somebody is quicker in one of them.
    await world.who('rapporteur').does('cases', first.id, 'start-preliminary');
    await page.locator('form button[type=submit]').click();
    await page.getByText('Done: 2 of 3').waitFor();
    expect(await line(first).innerText()).toMatch(/refused/);
    expect((await line(first).innerText()).length).toBeGreaterThan(40);
    for (const one of of.slice(1)) {
      expect(await line(one).innerText()).toMatch(/done\s*# \d+/);
      expect(await stateOf(one)).toBe('PRELIMINARY');
    }
  }, 120_000);

  it('assigns marked cases together, leaves alone what somebody else assigned meanwhile, and shows each their own', async () => {
    const of = small.slice(2);
    const page = await desk.open('registrar', '/inbox');
    for (const { reference } of of) await page.getByLabel(`Mark ${reference}`).check();
    await page.getByRole('link', { name: 'Assign', exact: true }).click();
    await page.getByRole('heading', { name: 'Assign 2 cases' }).waitFor();
    await page.getByLabel('To whom').selectOption({ label: 'rapporteur (Rapporteur)' });
    const [quicker, other] = of as [Known, Known];
    const taken = await world.who('investigator').put(`/api/v1/cases/${quicker.id}/assignee`, {
      person: world.who('investigator').id,
      insteadOf: null,
    });
    expect(taken.statusCode).toBe(200);
    await page.getByRole('button', { name: 'Assign', exact: true }).click();
    await page.getByRole('status').filter({ hasText: 'Assigned: 1 of 2' }).waitFor();
    expect(await page.getByRole('row', { name: quicker.reference }).innerText()).toContain('somebody else assigned it meanwhile');
    expect(await page.getByRole('row', { name: other.reference }).innerText()).toMatch(/assigned # 1/);

    const mine = await desk.open('rapporteur', '/inbox');
    await mine.getByLabel('Lies with').selectOption('me');
    await mine.waitForURL(/assignee=me/);
    await mine.getByRole('row', { name: other.reference }).waitFor();
    await mine.getByRole('row', { name: quicker.reference }).waitFor({ state: 'detached' });
    await mine.getByRole('link', { name: other.reference }).click();
    await mine.getByText('Lies with: rapporteur').waitFor();
    await mine.getByRole('link', { name: 'Change' }).click();
    await mine.getByLabel('To whom').selectOption('nobody');
    await mine.getByRole('button', { name: 'Assign', exact: true }).click();
    await mine.getByText('assigned # 2').waitFor();
  }, 120_000);

  it('takes a party’s request for time before the chair, who extends the term', async () => {
    const page = await desk.open('agent-aa', `/cases/${referred.id}`);
    const asking = page.getByRole('region', { name: 'More time' });
    await asking.getByLabel('Why more time is needed').fill('The only bridge is closed.');
    await asking.getByRole('button', { name: 'Ask the chair' }).click();
    await asking.getByText('with the chair').waitFor();
    expect(await asking.getByRole('button').count()).toBe(0);

    const chair = await desk.open('chair', `/cases/${referred.id}`);
    await chair.getByRole('region', { name: 'More time' }).getByText('The only bridge is closed.').waitFor();
    await desk.act('chair', `/cases/${referred.id}`, 'ExtendTerm', (form) => form.write('Reason', 'The bridge is closed.'));
    await page.reload();
    await asking.getByText('the term was extended').waitFor();
    // The new term can be asked to be longer only as often as the chair may extend it.
    expect(await asking.getByRole('button').count()).toBe(0);
  }, 120_000);

  it('tells whoever writes a report what is written down already nearby, or that nothing is', async () => {
    const page = await desk.open('monitor', '/reports/new');
    const form = new Form(page);
    await page.getByLabel('When it began').fill(localTime());
    await form.press('Add: Place');
    await form.write('Latitude', '48.06');
    await form.write('Longitude', '37.85');
    const similar = page.getByRole('status').filter({ hasText: 'similar report' });
    await similar.waitFor();
    expect(await similar.innerText()).toMatch(/RP-[0-9A-Z]{4}-[0-9A-Z]{4}: K3, 1\.1 km away/);
    await form.write('Latitude', '49.5');
    await page.getByText('Nothing similar within 24 hours and 10 km').waitFor();
  }, 120_000);

  it('says so at the last step of the wizard too, while there is a line', async () => {
    const page = await signedIn(browser, base, 'monitor');
    await page.goto(`${base}/field`);
    for (const label of ['Passphrase', 'The passphrase once more']) await page.getByLabel(label, { exact: true }).fill(PASSPHRASE);
    await page.getByRole('button', { name: 'Choose a passphrase' }).click();
    await page.getByRole('button', { name: 'New report' }).click();
    await writeWhere(page, 'a river');
    await next(page);
    await heading(page, 'When');
    await page.getByLabel('When it began').fill(localTime());
    for (let step = 2; step < 7; step += 1) await next(page);
    await heading(page, 'Check your answers');
    await page.getByRole('status').filter({ hasText: 'similar report' }).getByText('K3, 0.0 km away').first().waitFor();
    await page.context().setOffline(true);
    await page.getByRole('status').filter({ hasText: 'similar report' }).waitFor({ state: 'detached' });
    await page.context().close();
  }, 120_000);

  it('shows a party’s agent what was served, and takes their reply', async () => {
    const page = await desk.open('agent-aa', `/cases/${referred.id}?tab=timeline`);
    await page.getByText('The investigation was completed').first().waitFor();
    const receipt = await desk.act('agent-aa', `/cases/${referred.id}`, 'FileReply', (form) => form.write('Reply', 'We were shelled.'));
    expect(receipt).toContain(en.act.done);
  }, 120_000);

  it.each([
    ['en', 'light', 1280],
    ['uk', 'dark', 320],
  ] as const)(
    'has no barrier of WCAG 2.2 AA, no raw key and no sideways scrolling in %s, %s, %d wide',
    async (language, scheme, width) => {
      const found: string[] = [];
      const of = encodeURIComponent(JSON.stringify(small.slice(0, 2).map(({ id }) => id)));
      const page = await signedIn(browser, base, 'chair', { language, scheme, viewport: { width, height: 800 } });
      for (const path of [
        '/outside?view=clocks&all=true',
        '/outside?view=referrals&all=true',
        `/outside?case=${referred.id}&about=e1`,
        `/beside?kind=cases&of=${of}`,
        `/beside?kind=cases&of=${of}&act=JoinCase`,
        `/several?of=${of}`,
        `/assign?of=${of}`,
      ]) {
        await page.goto(`${base}${path}`);
        await still(page);
        found.push(...(await barriers(page)));
        const raw = /\b(?:desks?|office)\.[a-zA-Z_.]+\b/.exec(await page.locator('body').innerText());
        if (raw !== null) found.push(`${path} shows the key ${raw[0]}`);
        const wide = Number(await page.evaluate('document.documentElement.scrollWidth'));
        if (wide > width) found.push(`${path} is ${wide} wide`);
      }
      await page.context().close();
      expect(found).toEqual([]);
    },
    120_000,
  );

  it.each(['en', 'uk', 'fr', 'it', 'ru'])(
    'cuts no chip, and scrolls nowhere sideways, in %s, at a desk and on a telephone',
    async (language) => {
      const page = await signedIn(browser, base, 'chair', { language });
      const found: string[] = [];
      for (const path of [
        '/inbox',
        '/reports',
        `/cases/${referred.id}`,
        '/outside?view=clocks&all=true',
        '/outside?view=referrals&all=true',
      ]) {
        for (const width of [1280, 320]) {
          await page.setViewportSize({ width, height: 800 });
          await page.goto(`${base}${path}`);
          await still(page);
          await page.locator('main .mantine-Badge-root').first().waitFor();
          found.push(...(await cutChips(page, longestWords(language))).map((fault) => `${width}: ${fault}`));
        }
      }
      await page.context().close();
      expect(found).toEqual([]);
    },
    120_000,
  );

  it('asked nothing of another origin, and its policy was never hit', () => {
    expect(complaintsOf(browser)).toEqual([]);
  });
};

async function still(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.locator('main:not(:has([aria-busy=true]))').waitFor();
}

describeInBrowser('the desks in a browser', inBrowser);
