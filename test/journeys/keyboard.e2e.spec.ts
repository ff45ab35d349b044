import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { freePort } from '@tregua/platform';
import { browserIsHere, describeInBrowser, builtPages, complaintsOf, openBrowser, settled, signedIn, WAIT_MS } from './support/browser.js';
import { Hands } from './support/keyboard.js';
import { openCase, startWorld, type World } from './support/world.js';

const NARROW = { width: 320, height: 640 };
const folder = mkdtempSync(join(tmpdir(), 'tregua-keyboard-'));
let world: World;
let base = '';
let browser: Browser | undefined;
let file = '';

beforeAll(async () => {
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  world = await startWorld({ requestsPerMinute: 1_000_000, pagesFolder: builtPages(folder), origins: [base], demonstration: true });
  await world.app.listen(port, '127.0.0.1');
  if (browserIsHere) browser = await openBrowser();
  file = `/cases/${(await openCase(world)).case}`;
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

it('answers a narrow page like a wide one', async () => {
  expect((await fetch(`${base}${file}`)).status).toBe(200);
});

const inBrowser = (): void => {
  it('lets somebody work by keyboard alone: sign in, palette, inbox, case, act, history, sign out', async () => {
    // Low, so that whatever stands further down must be scrolled to, past the head of the page.
    const context = await (browser as Browser).newContext({ viewport: { width: 1280, height: 620 }, locale: 'en' });
    context.setDefaultTimeout(WAIT_MS);
    const page = await context.newPage();
    const hands = new Hands(page);
    await page.goto(`${base}/inbox`);
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await signInBy(hands);

    await hands.press('/');
    await page.getByPlaceholder(/a case reference/).waitFor();
    await hands.look();
    await hands.write('The law');
    await hands.press('ArrowDown', 'Enter');
    await page.waitForURL('**/process');
    await settled(page);
    await page.getByPlaceholder(/a case reference/).waitFor({ state: 'detached' });
    await hands.press('g', 'i');
    await page.getByRole('heading', { level: 1, name: 'Cases', exact: true }).waitFor();
    await settled(page);

    await hands.press('j');
    await hands.look();
    await hands.press('Enter');
    await page.getByRole('tab', { name: 'Facts' }).waitFor();
    await act(hands);

    await hands.to(page.getByRole('link', { name: 'Back to the file' }));
    await hands.press('Enter');
    await page.getByRole('tab', { name: 'Facts' }).waitFor();
    await hands.to(page.getByRole('tab', { name: 'Facts' }));
    await hands.press('ArrowRight', 'ArrowRight');
    await page.getByText(/^The chain is whole up to entry/).waitFor();
    await hands.look();

    const account = page.getByRole('banner').getByRole('button', { name: 'Registrar' });
    await hands.to(account, { back: true });
    await hands.press('Enter');
    const signOut = page.getByRole('menuitem', { name: 'Sign out' });
    await signOut.waitFor();
    for (let item = 0; item < 3 && !(await signOut.evaluate((one) => one === document.activeElement)); item++) {
      await hands.press('ArrowDown');
      await hands.look();
    }
    await hands.press('Enter');
    await page.waitForURL('**/sign-in*');
    expect(hands.faults).toEqual([]);
    expect(hands.stops).toBeGreaterThan(30);
    await context.close();
  }, 300_000);

  it.each(['en', 'fr', 'uk'])(
    'fits into 320 pixels without scrolling sideways, in %s',
    async (language) => {
      const found: string[] = [];
      const desk = await signedIn(browser as Browser, base, 'registrar', { language, viewport: NARROW });
      const tabs = ['evidence', 'timeline', 'deliberation', 'remedies', 'audit'].map((tab) => `${file}?tab=${tab}`);
      const paths = [
        '/inbox',
        file,
        ...tabs,
        `${file}/act/RaiseSeverity`,
        '/reports',
        '/rulings',
        '/notices',
        '/process',
        '/map',
        '/audit',
        '/exports',
      ];
      for (const path of [...paths, '/exports/new']) found.push(...(await tooWide(desk, path)));
      await accountIsThere(desk);
      await desk.context().close();
      const field = await signedIn(browser as Browser, base, 'monitor', { language, viewport: NARROW });
      for (const path of ['/field', '/reports/new', '/inbox']) found.push(...(await tooWide(field, path)));
      await field.context().close();
      const office = await signedIn(browser as Browser, base, 'administrator', { language, viewport: NARROW });
      for (const path of ['/admin', '/admin?tab=law', '/admin?tab=work']) found.push(...(await tooWide(office, path)));
      await office.context().close();
      expect(found).toEqual([]);
    },
    180_000,
  );

  it('asked nothing of another origin, and its policy was never hit', () => {
    expect(complaintsOf(browser as Browser)).toEqual([]);
  });
};
describeInBrowser('the pages without a mouse, and on a narrow page', inBrowser);

async function signInBy(hands: Hands): Promise<void> {
  const { page } = hands;
  await hands.to(page.locator('input[name=name]'));
  await hands.write('registrar');
  await hands.to(page.locator('input[name=password]'));
  await hands.write('right');
  await hands.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Cases', exact: true }).waitFor();
  await settled(page);
}

/** Raises the severity of the case that is open, with its reason, and waits for the receipt. */
async function act(hands: Hands): Promise<void> {
  const { page } = hands;
  await hands.to(page.getByRole('link', { name: 'Raise the severity' }));
  await hands.press('Enter');
  await page.locator('form button[type=submit]').waitFor();
  await hands.to(page.getByRole('main').getByLabel('Severity'));
  await hands.write('4');
  await hands.to(page.getByRole('main').getByRole('textbox', { name: /^Reason/ }));
  await hands.write('A house was hit.');
  await hands.to(page.locator('form button[type=submit]'));
  await hands.press('Enter');
  await page.getByText(/^Entry \d+ of the history\./).waitFor();
}

/** What of a screen is wider than the page, or cut off at its head. */
async function tooWide(page: Page, path: string): Promise<string[]> {
  await page.goto(`${base}${path}`);
  await settled(page);
  const found = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const wide = document.documentElement.scrollWidth > width ? [`${document.documentElement.scrollWidth} pixels wide`] : [];
    const cut = [...document.querySelectorAll('header a, header button')]
      .filter((element) => element.checkVisibility())
      .filter((element) => element.getBoundingClientRect().right > width || element.getBoundingClientRect().left < 0)
      .map((element) => `cuts off "${element.getAttribute('aria-label') ?? element.textContent}"`);
    return [...wide, ...cut];
  });
  return found.map((fault) => `${path}: ${fault}`);
}

async function accountIsThere(page: Page): Promise<void> {
  await page.locator('header button[aria-haspopup=menu]').last().click();
  await page.getByRole('menuitem').last().waitFor();
}
