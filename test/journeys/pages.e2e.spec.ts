import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { freePort } from '@tregua/platform';
import {
  barriers,
  browserIsHere,
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
if (browserIsHere) describe('the pages in a browser', inBrowser);
