import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Without a browser only what needs none is run; scripts/test.mjs names what was left out. */
export const browserIsHere = !(process.env['TREGUA_MISSING_PROGRAMS'] ?? '').split(',').includes('chromium');

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
}

export interface Looks {
  readonly language?: string;
  readonly scheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
}

const complaints = new WeakMap<Browser, string[]>();

/** What the browser complained of, and what it asked of other origins. Nothing, at the end. */
export function complaintsOf(page: Page | Browser): string[] {
  const browser = 'context' in page ? page.context().browser() : page;
  if (browser === null) throw new Error('The page belongs to no browser.');
  const known = complaints.get(browser) ?? [];
  complaints.set(browser, known);
  return known;
}

/** A page of its own context, in which this person has signed in and looks at the cases. */
export async function signedIn(
  browser: Browser,
  base: string,
  name: string,
  { language = 'en', scheme = 'light', viewport = { width: 1280, height: 900 } }: Looks = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: language, colorScheme: scheme });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const found = complaintsOf(browser);
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) found.push(message.text());
  });
  page.on('pageerror', (error) => found.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !/^(blob|data):/.test(request.url())) found.push(request.url());
  });
  await page.goto(`${base}/inbox`);
  await page.locator('input[name=name]').fill(name);
  await page.locator('input[name=password]').fill('right');
  await page.locator('form button[type=submit]').click();
  await page.waitForURL('**/inbox*');
  return page;
}

/** Rules of WCAG 2.2 A and AA that the page breaks, with the place. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(
    (tags) =>
      (globalThis as never as { axe: { run(what: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run(
        {
          runOnly: { type: 'tag', values: tags },
        },
      ),
    RULES,
  );
  return found.violations.map(({ id, nodes }) => `${page.url()} ${id}: ${nodes[0]?.html.slice(0, 160)}`);
}
