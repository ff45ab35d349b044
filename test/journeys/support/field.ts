import { join } from 'node:path';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { until } from '../../support/resumable.js';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
export const PASSPHRASE = 'a long way to the river';

/** A telephone: a browser whose profile stays when it is closed. */
export async function phone(profile: string, { offline = false, viewport = { width: 390, height: 844 } } = {}): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    args: FLAGS,
    viewport,
    locale: 'en',
    offline,
    acceptDownloads: true,
  });
  context.setDefaultTimeout(20_000);
  return context;
}

/** What the policy stopped and what broke in the pages of a telephone, from now on. */
export function watch(context: BrowserContext, base: string, heard: string[]): void {
  context.on('console', (message) => {
    if (/content security policy/i.test(message.text())) heard.push(message.text());
  });
  context.on('weberror', (error) => heard.push(error.error().message));
  context.on('request', (request) => {
    if (!request.url().startsWith(base) && !/^(blob|data):/.test(request.url())) heard.push(request.url());
  });
}

export async function signIn(page: Page, base: string, name: string): Promise<void> {
  await page.goto(`${base}/sign-in?from=%2Ffield`);
  await page.locator('input[name=name]').fill(name);
  await page.locator('input[name=password]').fill('right');
  await page.locator('form button[type=submit]').click();
  await page.waitForURL('**/field');
}

/** Signs in, and makes the device ready. */
export async function prepare(page: Page, base: string, name: string): Promise<void> {
  await signIn(page, base, name);
  await makeReady(page);
}

/** On the page of the field, signed in: waits until the device can work without a line, and chooses its passphrase. */
export async function makeReady(page: Page): Promise<void> {
  await page.getByText('Ready to work without a line').waitFor();
  // The page is kept for a time without a line once its worker is active.
  const isActive = `navigator.serviceWorker.getRegistration().then((it) => it?.active?.state === 'activated')`;
  await until(() => page.evaluate<boolean>(isActive), 20_000);
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByLabel('The passphrase once more', { exact: true }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Choose a passphrase' }).click();
  await page.getByText('There is no draft on this device.').waitFor();
}

export async function unlock(page: Page): Promise<void> {
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Unlock' }).click();
}

export const next = (page: Page): Promise<void> => page.getByRole('button', { name: 'Next' }).click();
export const heading = (page: Page, name: string): Promise<void> => page.getByRole('heading', { level: 1, name }).waitFor();

/** Picks from a list by writing what it is called. */
export async function pick(page: Page, label: string, option: RegExp): Promise<void> {
  await page
    .getByRole('combobox', { name: label })
    .or(page.getByRole('textbox', { name: label }))
    .first()
    .click();
  await page.getByRole('option', { name: option }).first().click();
}

/** The first three steps of a report of shelling. */
export async function writeWhere(page: Page, name: string): Promise<void> {
  await heading(page, 'Where');
  await page.getByLabel('Latitude').fill('48,05');
  await page.getByLabel('Longitude').fill('37.85');
  await page.getByLabel('Uncertainty in metres').fill('200');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByText('48.05, 37.85 ± 200 m').waitFor();
}

export async function writeWhenAndWhat(page: Page, narrative: string): Promise<void> {
  await next(page);
  await heading(page, 'When');
  await page.getByLabel('When it began').fill(localHourAgo());
  await pick(page, 'Precision of the time', /minute/);
  await next(page);
  await heading(page, 'What');
  await pick(page, 'Kinds of act', /K3/);
  await page.keyboard.press('Escape');
  await page.getByLabel('What happened').fill(narrative);
}

/** From how it was perceived on to the last step, with these files. */
export async function writeTheRest(page: Page, files: readonly string[]): Promise<void> {
  await next(page);
  await heading(page, 'How you know it');
  await pick(page, 'How it is known', /Observed/);
  await next(page);
  await heading(page, 'Counts and details');
  await page.getByLabel(/^Number( \*)?$/).fill('3');
  await page.getByRole('button', { name: 'Add: Point of impact' }).click();
  const point = page.getByRole('group', { name: 'Point of impact' });
  await point.getByLabel('Latitude').fill('48.05');
  await point.getByLabel('Longitude').fill('37.85');
  await point.getByLabel('Uncertainty in metres').fill('50');
  await next(page);
  await heading(page, 'Evidence');
  if (files.length > 0) await addFiles(page, files);
  await next(page);
  await heading(page, 'Check your answers');
}

export async function addFiles(page: Page, files: readonly string[]): Promise<void> {
  await page.locator('input[type=file][multiple]').setInputFiles([...files]);
  for (const file of files) await page.getByRole('button', { name: `Remove: ${file.split('/').at(-1)}` }).waitFor({ timeout: 60_000 });
}

export async function finalise(page: Page): Promise<string> {
  await page.getByLabel('I have checked it and want to finalise it').check();
  // Twice, as an impatient thumb does.
  await page.getByRole('button', { name: 'Finalise', exact: true }).dblclick({ noWaitAfter: true });
  await page.waitForURL('**/field/receipts/*');
  return new URL(page.url()).pathname.split('/').at(-1) as string;
}

function localHourAgo(): string {
  const at = new Date(Date.now() - 3_600_000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Which of these texts stand in the browser's own stores, as the pages themselves can read them. */
export async function readableInStores(page: Page, texts: readonly string[]): Promise<string[]> {
  return await page.evaluate<string[]>(`(async (texts) => {
    const found = [];
    const look = (where, bytes) => {
      const latin = new TextDecoder('latin1').decode(bytes);
      const utf8 = new TextDecoder().decode(bytes);
      for (const text of texts) if (latin.includes(text) || utf8.includes(text)) found.push(where + ': ' + text);
    };
    const walk = async (where, value) => {
      if (typeof value === 'string') look(where, new TextEncoder().encode(value));
      else if (value instanceof Blob) look(where, await value.arrayBuffer());
      else if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) look(where, value);
      else if (typeof value === 'object' && value !== null) for (const [name, one] of Object.entries(value)) await walk(where + '/' + name, one);
    };
    for (const { name } of await indexedDB.databases()) {
      const base = await new Promise((done, fail) => { const ask = indexedDB.open(name); ask.onsuccess = () => done(ask.result); ask.onerror = () => fail(ask.error); });
      for (const store of base.objectStoreNames) {
        const all = await new Promise((done, fail) => { const ask = base.transaction(store).objectStore(store).getAll(); ask.onsuccess = () => done(ask.result); ask.onerror = () => fail(ask.error); });
        await walk(name + '/' + store, all);
      }
      base.close();
    }
    await walk('localStorage', { ...localStorage });
    await walk('sessionStorage', { ...sessionStorage });
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) await walk('caches/' + request.url, await (await cache.match(request)).arrayBuffer());
    }
    return found;
  })(${JSON.stringify(texts)})`);
}

/** Which of these texts stand in any file of a folder, in UTF-8 or UTF-16. */
export function readableInFiles(folder: string, texts: readonly string[]): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || statSync(file).size === 0) continue;
    const bytes = readFileSync(file);
    for (const text of texts)
      if (bytes.includes(Buffer.from(text)) || bytes.includes(Buffer.from(text, 'utf16le')))
        found.push(`${file.slice(folder.length)}: ${text}`);
  }
  return found;
}
