import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Chromium is optional: the container of the build need not have it. */
export const browserIsHere = !(process.env['TREGUA_MISSING_PROGRAMS'] ?? '').split(',').includes('chromium');

/** Tests in a browser. Where it is said that there is none, they are left out, and one test looks whether that is true. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (browserIsHere) describe(name, tests);
  else it(`${name}: left out, there is no Chromium here`, () => expect(spawnSync('which', ['chromium']).status).not.toBe(0));
}

/** Whether every screen is looked at in both schemes and all languages, and sizes are measured (npm run e2e -- --all). */
export const everything = process.env['TREGUA_E2E_ALL'] === '1';

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
/** When a test gives up, on a machine that does much else meanwhile. What has to be quick is measured for itself. */
export const WAIT_MS = 45_000;

/** Folder with the pages as a browser gets them: built into `folder`, or built once for several runs (TREGUA_BUILT_PAGES). */
export function builtPages(folder: string): string {
  const built = process.env['TREGUA_BUILT_PAGES'];
  if (built !== undefined && built !== '') return built;
  const vite = ['node_modules/vite/bin/vite.js', 'build', 'apps/web', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'];
  // Jest's NODE_ENV would make it a build for developers, with React's warnings in it.
  const { status, stderr } = spawnSync(process.execPath, vite, { env: { ...process.env, NODE_ENV: 'production' } });
  if (status !== 0) throw new Error(`The pages were not built: ${String(stderr)}`);
  return folder;
}

/** A real Chromium, which asks nothing of the world by itself. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
}

/** What `npm run e2e` counts over all page journeys, a line a thing (TREGUA_E2E_TALLY names the file). */
export interface Counted {
  readonly screen?: string;
  readonly axeViolations?: number;
  readonly cspViolations?: number;
  readonly firstLoadGzipBytes?: number;
}

export function count(what: Counted): void {
  const file = process.env['TREGUA_E2E_TALLY'];
  if (file !== undefined && file !== '') appendFileSync(file, `${JSON.stringify(what)}\n`);
}

export interface SignedInAs {
  /** What is done to the page before it asks for anything. */
  readonly before?: (page: Page) => Promise<void>;
  readonly language?: string;
  readonly scheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
}

const complaints = new WeakMap<Browser, string[]>();

/** What the browser complained of (policy of content, errors of scripts), and what it asked of other origins, on all its pages. Nothing, at the end. */
export function complaintsOf(page: Page | Browser): readonly string[] {
  const browser = 'newContext' in page ? page : (page.context().browser() as Browser);
  return complaints.get(browser) ?? [];
}

/** A page of its own profile, on which somebody with the password "right" has signed in by the form. */
export async function signedIn(browser: Browser, base: string, name: string, as: SignedInAs = {}): Promise<Page> {
  const { language = 'en', scheme = 'light', viewport = { width: 1280, height: 900 } } = as;
  const context = await browser.newContext({ viewport, locale: language, colorScheme: scheme });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  const heard = complaints.get(browser) ?? [];
  complaints.set(browser, heard);
  page.on('console', (message) => {
    if (!/content security policy/i.test(message.text())) return;
    heard.push(message.text());
    count({ cspViolations: 1 });
  });
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !/^(blob|data):/.test(request.url())) heard.push(request.url());
  });
  await as.before?.(page);
  await page.goto(`${base}/inbox`);
  await page.locator('input[name=name]').fill(name);
  await page.locator('input[name=password]').fill('right');
  await page.locator('form button[type=submit]').click();
  await page.waitForURL('**/inbox*');
  return page;
}

/** Waits until the page has what it asked for. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Rules of WCAG 2.2 A and AA that the page breaks, with the place. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(
    (tags) =>
      (globalThis as never as { axe: { run(what: object): Promise<{ violations: Violation[] }> } }).axe.run({
        runOnly: { type: 'tag', values: tags },
      }),
    RULES,
  );
  const { pathname, search } = new URL(page.url());
  count({ screen: `${pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')}${search}`, axeViolations: found.violations.length });
  return found.violations.map(
    ({ id, nodes: [first] }) => `${page.url()} ${id}: ${first?.html.slice(0, 160)} ${first?.failureSummary ?? ''}`,
  );
}

/**
 * Bytes of scripts that cross the line until the inbox of somebody who was never here is idle, as they are transferred: compressed.
 */
export async function firstLoadBytes(browser: Browser, base: string, name: string, language = 'en'): Promise<number> {
  const scripts = new Set<string>();
  let bytes = 0;
  const before = async (page: Page): Promise<void> => {
    const line = await page.context().newCDPSession(page);
    await line.send('Network.enable');
    line.on('Network.responseReceived', ({ requestId, type }) => {
      if (type === 'Script') scripts.add(requestId);
    });
    line.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) bytes += encodedDataLength;
    });
  };
  const page = await signedIn(browser, base, name, { before, language });
  await settled(page);
  // The stream of notices stays open for ever, so the line is never idle: the page is, once nothing has come for a second.
  for (let known = -1; known !== bytes;) {
    known = bytes;
    await page.waitForTimeout(1000);
  }
  await page.context().close();
  return bytes;
}
