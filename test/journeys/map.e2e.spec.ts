import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { freePort } from '@tregua/platform';
import { barriers, browserIsHere, describeInBrowser, builtPages, complaintsOf, openBrowser, signedIn } from './support/browser.js';
import { openCase, shelling, startWorld, type World } from './support/world.js';

const folder = mkdtempSync(join(tmpdir(), 'tregua-map-'));
const PLACES = [
  ['48.0', '37.8', 500],
  ['48.57', '39.3', 1000],
  ['46.63', '32.6', 5000],
  ['44.95', '34.1', 800],
  ['47.23', '39.7', 900],
] as const;
let world: World;
let base = '';
let browser: Browser | undefined;

/** One verified act near Donetsk in a case, ten unverified ones at five places on ten days, one beyond every oblast; France watched for a day. */
beforeAll(async () => {
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  world = await startWorld({ requestsPerMinute: 1_000_000, pagesFolder: builtPages(folder), origins: [base], demonstration: true });
  await world.app.listen(port, '127.0.0.1');
  await openCase(world);
  const monitor = world.who('monitor');
  for (let index = 0; index < 10; index += 1) {
    const [latitude, longitude, radiusMetres] = PLACES[index % PLACES.length] as (typeof PLACES)[number];
    const startsAt = new Date(Date.UTC(2026, 2, 1 + index, 12)).toISOString();
    const filed = await monitor.post('/api/v1/reports', {
      content: shelling(Date.now(), { startsAt, place: { latitude, longitude, radiusMetres } }),
    });
    if (filed.statusCode !== 201) throw new Error(filed.body);
    await monitor.does('reports', filed.json<{ id: string }>().id, 'submit-report');
  }
  const watched = await world.who('registrar').post('/api/v1/contributions', {
    state: 'FR',
    kind: 'patrol',
    team: 'alpha',
    area: [
      {
        ring: [
          ['47', '36'],
          ['47', '39'],
          ['49', '39'],
          ['49', '36'],
        ].map(([latitude, longitude]) => ({ latitude, longitude })),
      },
    ],
    intervals: [{ from: '2026-03-02T00:00:00.000Z', until: '2026-03-03T00:00:00.000Z' }],
  });
  if (watched.statusCode !== 201) throw new Error(watched.body);
  if (browserIsHere) browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

it('has an address of its own, served as every page is', async () => {
  const answer = await fetch(`${base}/map?z=4`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
});

const inBrowser = (): void => {
  const still = async (page: Page): Promise<void> => {
    await page.locator('h1').waitFor();
    await page.locator('main:not(:has([aria-busy=true]))').waitFor();
  };
  const rowOf = async (page: Page, name: string): Promise<string[]> =>
    (await page.getByRole('table', { name: 'By oblast' }).getByRole('row', { name }).getByRole('cell').allInnerTexts()).slice(0, 5);

  it('shades oblasts, says what is known apart from what is not, and has the same numbers in a table', async () => {
    const page = await signedIn(browser as Browser, base, 'auditor');
    await page.goto(`${base}/map`);
    await still(page);
    await page.getByText('Pending: 11 (100%)').waitFor();
    await page.getByText('Verified: 1 (9.1%)', { exact: true }).waitFor();
    await page.getByText('Attributed: 0 (0%)', { exact: true }).waitFor();
    // Acts, verified, attributed, not attributed, pending.
    expect(await rowOf(page, 'Donetsk Oblast')).toEqual(['3', '1', '0', '0', '3']);
    expect(await rowOf(page, 'Autonomous Republic of Crimea')).toEqual(['2', '0', '0', '0', '2']);
    expect(await rowOf(page, 'Outside all of them')).toEqual(['2', '0', '0', '0', '2']);
    expect(await page.locator('.map-class-5').count()).toBe(1);
    expect(await page.locator('.map-label').allTextContents()).toEqual(
      expect.arrayContaining(['Donetsk 3', 'Luhansk 2', 'Kherson 2', 'Crimea 2']),
    );
    expect(await page.locator('.map-cluster').count()).toBe(1);
    await page.context().close();
  }, 90_000);

  it('becomes clusters and then points with their circles, by buttons and by keys, and the link shows the same to somebody else', async () => {
    const page = await signedIn(browser as Browser, base, 'auditor');
    await page.goto(`${base}/map?z=4&lat=48&lon=37.8`);
    await still(page);
    expect(await page.locator('.map-cluster').count()).toBeGreaterThan(1);
    await page.getByRole('button', { name: 'Magnify' }).click();
    await page.waitForURL('**/map?*z=6.4*');
    await page
      .getByRole('toolbar', { name: /^Map\. Arrows move it/ })
      .getByRole('button', { name: 'Magnify' })
      .focus();
    await page.keyboard.press('+');
    await page.waitForURL('**/map?*z=10.24*');
    await page.getByRole('table', { name: 'Acts in view' }).waitFor();
    expect(await page.locator('.map-radius').count()).toBeGreaterThan(1);
    expect(await page.locator('.map-point-verified').count()).toBe(2); // on the map, and in its key
    await page.keyboard.press('ArrowRight');
    await page.waitForURL(/lon=3[89]/);
    const link = page.url();

    const other = await signedIn(browser as Browser, base, 'registrar');
    await other.goto(link);
    await still(other);
    for (const each of [page, other]) await each.getByRole('table', { name: 'Acts in view' }).waitFor();
    const shown = (one: Page): Promise<string[]> => one.getByRole('table', { name: 'Acts in view' }).getByRole('row').allInnerTexts();
    expect(await shown(other)).toEqual(await shown(page));
    await other.context().close();
    await page.goto(`${base}/map`);
    await page.getByRole('button', { name: 'Show Donetsk Oblast' }).click();
    await page.getByRole('table', { name: 'Acts in view' }).getByRole('link').first().click();
    await page.waitForURL('**/reports/*');
    await page.context().close();
  }, 120_000);

  it('is narrowed by the span of time and by facets, all numbers at once', async () => {
    const page = await signedIn(browser as Browser, base, 'auditor');
    await page.goto(`${base}/map?from=2026-03-01&until=2026-03-05`);
    await still(page);
    await page.getByText('5 acts in all.', { exact: false }).waitFor();
    const thumb = page.getByRole('slider', { name: 'From' });
    await thumb.focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForURL((url) => url.searchParams.get('from') !== '2026-03-01');
    await page.goto(`${base}/map?verified=true`);
    await page.getByText('1 act in all.', { exact: false }).waitFor();
    await page.goto(`${base}/map?severity=5`);
    await page.getByText('No act fits, as far as you may see.').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.getByText('11 acts in all.', { exact: false }).waitFor();
    await page.context().close();
  }, 90_000);

  it('says who watched the middle of the view, and when nobody did', async () => {
    const page = await signedIn(browser as Browser, base, 'registrar');
    await page.goto(`${base}/map?z=4&lat=48&lon=37.8&from=2026-03-01&until=2026-03-05`);
    await still(page);
    await page.getByLabel('Draw the areas that were watched').check();
    await page.locator('.map-watched').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Who watched the middle?' }).click();
    await page.getByText('Watched by: FR').waitFor();
    await page.getByText('2 gaps in which nobody watched:').waitFor();
    await page.context().close();
  }, 60_000);

  it('works where there is no WebGL, and shows somebody who may see nothing that there is nothing', async () => {
    const page = await signedIn(browser as Browser, base, 'other-monitor');
    await page.addInitScript('HTMLCanvasElement.prototype.getContext = () => null;');
    await page.goto(`${base}/map`);
    await page.getByText('No act fits, as far as you may see.').waitFor();
    expect(await page.locator('.map-oblast').count()).toBe(27);
    await page.context().close();
  }, 60_000);

  it('lets administrators add somebody, issue a token, and see what stands where, what is late and what was called', async () => {
    const page = await signedIn(browser as Browser, base, 'administrator');
    await page.goto(`${base}/admin`);
    await page.getByLabel('Sign-in name').fill('new-registrar');
    await page.getByLabel('Full name').fill('A New Registrar');
    const roles = page.getByRole('region', { name: 'Add a person' }).getByLabel('Roles').first();
    for (const role of ['Registrar', 'Member']) {
      await roles.click();
      await page.getByRole('option', { name: role, exact: true }).click();
    }
    await page.getByRole('region', { name: 'Add a person' }).getByLabel('Constituency').fill('neutral');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('The registrar does not sit or vote.').waitFor();
    await roles.press('Backspace');
    await roles.press('Escape');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Shown this once: hand it on safely.').waitFor();
    await page.getByRole('button', { name: 'Change new-registrar' }).click();
    await page.getByLabel('Label').fill('gateway');
    await page.getByRole('button', { name: 'Issue a token' }).click();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('button', { name: 'Really: Revoke?' }).click();
    await page.getByText('revoked', { exact: false }).waitFor();

    await page.goto(`${base}/admin?tab=law`);
    const standing = page.getByRole('table', { name: 'What stands where' });
    expect(await standing.getByRole('row', { name: 'Registered' }).getByRole('cell').nth(1).innerText()).toBe('1');
    await page.getByText('paris-2026-2027').waitFor();
    await page.goto(`${base}/admin?tab=webhooks`);
    await page.getByRole('textbox', { name: 'Host' }).fill('example.org');
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.getByRole('button', { name: 'Allow no longer' }).waitFor();
    await page.goto(`${base}/admin?tab=work`);
    await page.getByText('Everything was delivered.').waitFor();
    await page.goto(`${base}/admin?tab=health`);
    await page.getByText('Database', { exact: false }).waitFor();
    expect(await page.getByText('in order').count()).toBeGreaterThan(3);
    await page.context().close();
  }, 120_000);

  it.each(['en', 'uk'] as const)(
    'has no barrier of WCAG 2.2 AA, no raw key and no sideways scrolling, light and dark, in %s',
    async (language) => {
      const found: string[] = [];
      const screens = [
        ['auditor', ['/map', '/map?z=4&lat=48&lon=37.8', '/map?z=12&lat=48&lon=37.8']],
        ['administrator', ['people', 'law', 'webhooks', 'work', 'health'].map((tab) => `/admin?tab=${tab}`)],
      ] as const;
      for (const scheme of ['light', 'dark'] as const) {
        for (const [name, paths] of screens) {
          const page = await signedIn(browser as Browser, base, name, { language, scheme });
          const phone = await signedIn(browser as Browser, base, name, { language, scheme, viewport: { width: 320, height: 640 } });
          for (const path of paths) {
            await page.goto(`${base}${path}`);
            await still(page);
            found.push(...(await barriers(page)));
            const raw = /\b(map|admin)\.[a-zA-Z_]+\b/.exec(await page.locator('body').innerText());
            if (raw !== null) found.push(`${path} shows the key ${raw[0]}`);
            await phone.goto(`${base}${path}`);
            await still(phone);
            const wide = await phone.evaluate('document.documentElement.scrollWidth');
            if (Number(wide) > 320) found.push(`${path} is ${String(wide)} wide on a phone`);
          }
          await page.context().close();
          await phone.context().close();
        }
      }
      expect(found).toEqual([]);
    },
    240_000,
  );

  it('asked nothing of another origin, and its policy was never hit', () => {
    expect(complaintsOf(browser as Browser)).toEqual([]);
  });
};
describeInBrowser('map and administration in a browser', inBrowser);
