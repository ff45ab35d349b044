import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { freePort } from '@tregua/platform';
import {
  barriers,
  browserIsHere,
  describeInBrowser,
  builtPages,
  complaintsOf,
  count,
  firstLoadBytes,
  openBrowser,
  settled,
  signedIn as signIn,
  type SignedInAs,
} from './support/browser.js';
import { openCase, shelling, startWorld, type World } from './support/world.js';

const TABS = ['evidence', 'timeline', 'deliberation', 'remedies', 'audit'];
const folder = mkdtempSync(join(tmpdir(), 'tregua-pages-'));
let world: World;
let base = '';
let browser: Browser | undefined;

beforeAll(async () => {
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  world = await startWorld({ requestsPerMinute: 1_000_000, pagesFolder: builtPages(folder), origins: [base], demonstration: true });
  await world.app.listen(port, '127.0.0.1');
  if (browserIsHere) browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

it('answers each address of a page with the one document, under a policy with a fresh nonce', async () => {
  const [one, other] = await Promise.all([fetch(`${base}/inbox`), fetch(`${base}/cases/anything`)]);
  const [policy, text] = [one.headers.get('content-security-policy') ?? '', await one.text()];
  const nonce = /<meta name="csp-nonce" content="([^"]+)"/.exec(text)?.[1];
  expect(policy).toContain(`'nonce-${nonce}'`);
  expect(policy).not.toMatch(/unsafe-(inline|eval)/);
  expect(one.headers.get('cache-control')).toBe('no-store');
  expect(other.headers.get('content-security-policy')).not.toBe(policy);
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(text)?.[1];
  const asset = await fetch(`${base}${script}`);
  expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
  expect((await fetch(`${base}/assets/../../package.json`)).status).toBe(404);
});

it('answers a person who asks for a page that is not there with the pages, and a program with a problem', async () => {
  const ask = (path: string, accept?: string, method = 'GET'): Promise<Response> =>
    fetch(`${base}${path}`, { method, headers: accept === undefined ? {} : { accept } });
  const browserAccepts = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  const [page, known] = await Promise.all([ask('/no/such/page?x=1', browserAccepts), ask('/inbox', browserAccepts)]);
  const type = (answer: Response): unknown => answer.headers.get('content-type');
  const text = await page.text();
  expect([page.status, type(page), page.headers.get('cache-control')]).toEqual([404, 'text/html; charset=utf-8', 'no-store']);
  const nonce = /<meta name="csp-nonce" content="([^"]+)"/.exec(text)?.[1] ?? 'none';
  expect(page.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
  expect(text.replace(nonce, '')).toBe((await known.text()).replace(/(csp-nonce" content=")[^"]+/, '$1'));
  const refused = await Promise.all([
    ask('/no/such/page'),
    ask('/no/such/page', '*/*'),
    ask('/no/such/page', 'application/json'),
    ask('/no/such/page', browserAccepts, 'POST'),
    ask('/no/such/page', browserAccepts, 'DELETE'),
    ...['/api', '/api/v1/nothing', '/log/nothing', '/queues/nothing', '/health/nothing', '/assets/nothing.js'].map((path) =>
      ask(path, browserAccepts),
    ),
  ]);
  expect(refused.map((answer) => [answer.status, type(answer)])).toEqual(refused.map(() => [404, 'application/problem+json']));
});

/** Asks for a webhook at an address that nobody may call. */
async function askForWebhook(page: Page, audiencesLabel: string): Promise<void> {
  await page.goto(`${base}/admin?tab=webhooks`);
  await page.locator('input[name=label]').fill('Наш');
  await page.locator('input[name=url]').fill('https://127.0.0.1/hook');
  const audiences = page.getByRole('combobox', { name: audiencesLabel });
  await audiences.press('ArrowDown');
  await page.getByRole('option').first().click();
  // The list stays open for more choices, and lies over the button.
  await audiences.press('Tab');
  await page.locator('form:has(input[name=url]) button[type=submit]').click();
}
const wordsOf = (file: string): unknown => JSON.parse(readFileSync(`apps/web/src/i18n/${file}`, 'utf8'));

const inBrowser = (): void => {
  const signedIn = (name: string, as: SignedInAs = {}): Promise<Page> => signIn(browser as Browser, base, name, as);

  it('lets a monitor submit a report: the act has a page of its own, and a receipt with its number in the history', async () => {
    const filed = await world.who('monitor').post('/api/v1/reports', { content: shelling() });
    const { id } = filed.json<{ id: string }>();
    const page = await signedIn('monitor');
    await page.goto(`${base}/reports/${id}`);
    await page.getByRole('link', { name: 'Submit report' }).click();
    await page.getByRole('heading', { name: 'Submit report' }).waitFor();
    await page.locator('form button[type=submit]').click();
    await page.getByText('Entry 2 of the history. The state is now: Submitted.').waitFor();
    await page.getByRole('link', { name: 'Back to the file' }).click();
    await page.getByRole('tab', { name: 'Timeline' }).click();
    await page.getByText('The chain is whole up to entry 2.').waitFor();
    await page.context().close();
  }, 90_000);

  it('tells somebody who acts on what has moved meanwhile, and lets them look again', async () => {
    const { id } = (await world.who('monitor').post('/api/v1/reports', { content: shelling() })).json<{ id: string }>();
    const page = await signedIn('monitor');
    await page.goto(`${base}/reports/${id}/act/SubmitReport`);
    await page.locator('form button[type=submit]').waitFor();
    await world.who('monitor').does('reports', id, 'submit-report');
    await page.locator('form button[type=submit]').click();
    await page.getByText('Somebody acted meanwhile.', { exact: true }).waitFor();
    await page.getByRole('button', { name: /look at it as it stands now/ }).click();
    await page.getByText('This step is not open to you here and now.').waitFor();
    await page.context().close();
  }, 90_000);

  it.each(['en', 'uk'] as const)(
    'has no barrier of WCAG 2.2 AA and no raw key on its screens, light and dark, in %s',
    async (language) => {
      const { case: id } = await openCase(world);
      const found: string[] = [];
      for (const scheme of ['light', 'dark'] as const) {
        const page = await signedIn('registrar', { language, scheme });
        for (const path of [
          '/inbox',
          `/cases/${id}`,
          ...TABS.map((tab) => `/cases/${id}?tab=${tab}`),
          '/reports',
          '/rulings',
          '/notices',
          '/process',
        ]) {
          await page.goto(`${base}${path}`);
          await settled(page);
          found.push(...(await barriers(page)));
          const raw = /\b(inbox|case|reports|notices|process|act|deadline|state|role|level|desk|commandName|fieldName)\.[a-zA-Z_]+\b/.exec(
            await page.locator('body').innerText(),
          );
          if (raw !== null) found.push(`${path} shows the key ${raw[0]}`);
        }
        await page.context().close();
      }
      expect(found).toEqual([]);
    },
    180_000,
  );

  it.each(['en', 'uk', 'fr', 'it', 'ru'])(
    'says in %s that a page is not there, to whoever comes, and leads home',
    async (language) => {
      const words = wordsOf(`${language}.json`) as Record<'lost' | 'inbox', { readonly title: string }>;
      const context = await (browser as Browser).newContext({ locale: language });
      const page = await context.newPage();
      const answer = await page.goto(`${base}/no/such/page`);
      await page.getByRole('heading', { level: 1, name: words.lost.title }).waitFor();
      expect([answer?.status(), await page.locator('html').getAttribute('lang')]).toEqual([404, language]);
      expect(await barriers(page)).toEqual([]);
      await page.getByRole('main').getByRole('link', { name: words.inbox.title }).click();
      await page.locator('input[name=password]').waitFor();
      await context.close();
    },
    60_000,
  );

  it('says so too within the frame of somebody who is signed in', async () => {
    const page = await signedIn('registrar');
    await page.goto(`${base}/cases/a/b/c`);
    await page.getByRole('heading', { level: 1, name: 'Not here' }).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Cases' }).click();
    await page.getByRole('heading', { level: 1, name: 'Cases' }).waitFor();
    await page.context().close();
  }, 60_000);

  it.each(['uk', 'fr', 'it', 'ru'])(
    'says in %s what the law refuses, and what the codes of its rulebook mean',
    async (language) => {
      const words = wordsOf(`${language}.json`) as Record<'problem' | 'fieldName', Record<string, string>>;
      const law = wordsOf(`law/${language}.json`) as Record<'refusal' | 'label', Record<string, string>>;
      const { case: id } = await openCase(world);
      const page = await signedIn('registrar', { language });
      const main = page.getByRole('main');
      await page.goto(`${base}/cases/${id}`);
      await main.getByText(law.label['Indirect fire: mortar, artillery'] ?? 'none').waitFor();
      await page.goto(`${base}/cases/${id}/act/RaiseSeverity`);
      await main.getByLabel(words.fieldName['severity'] ?? 'none').fill('3');
      await main.getByRole('textbox', { name: words.fieldName['reason'] ?? 'none' }).fill('No reason at all.');
      await page.locator('form button[type=submit]').click();
      const alert = main.getByRole('alert');
      await alert.getByText(words.problem['guards-are-unmet'] ?? 'none').waitFor();
      expect(await alert.getByRole('listitem').allInnerTexts()).toEqual([law.refusal['severityIsHigher']]);
      expect(await main.locator('[lang]').count()).toBe(0);
      await page.context().close();
    },
    90_000,
  );

  it('says in the reader’s language why the address of a webhook is refused, and marks as English what a newer server refuses', async () => {
    const page = await signedIn('administrator', { language: 'uk' });
    const { admin } = wordsOf('uk.json') as { readonly admin: { readonly audiences: string } };
    const { refusal } = wordsOf('law/uk.json') as { readonly refusal: Readonly<Record<string, string>> };
    const alert = page.getByRole('alert');
    await askForWebhook(page, admin.audiences);
    await alert.getByText(refusal['addressIsPrivate'] ?? 'none').waitFor();
    expect(await alert.locator('[lang]').count()).toBe(0);
    await page.route('**/api/v1/webhooks', async (route) => {
      if (route.request().method() !== 'POST') return await route.continue();
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replace('addressIsPrivate', 'addressIsOfTomorrow') });
    });
    await askForWebhook(page, admin.audiences);
    await alert
      .locator('span[lang=en]')
      .filter({ hasText: /^Private, loopback, link-local/ })
      .waitFor();
    await page.context().close();
  }, 60_000);

  it('sends at most 240 kB of scripts until the inbox is idle (median of five)', async () => {
    const loads: number[] = [];
    for (let load = 0; load < 5; load++) loads.push(await firstLoadBytes(browser as Browser, base, 'registrar'));
    const median = loads.sort((one, other) => one - other)[2] as number;
    expect(median).toBeGreaterThan(50_000);
    expect(median).toBeLessThanOrEqual(240_000);
    count({ firstLoadGzipBytes: median });
  }, 120_000);

  it('sends no more to somebody who reads another language', async () => {
    expect(await firstLoadBytes(browser as Browser, base, 'registrar', 'uk')).toBeLessThanOrEqual(242_000);
  }, 60_000);

  it('asked nothing of another origin, and its policy was never hit', () => {
    expect(complaintsOf(browser as Browser)).toEqual([]);
  });
};
describeInBrowser('the pages in a browser', inBrowser);
