import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { freePort } from '@tregua/platform';
import { begin, end, hexOf, until } from '../support/resumable.js';
import { barriers, builtPages, describeInBrowser } from './support/browser.js';
import {
  finalise,
  heading,
  next,
  phone,
  prepare,
  readableInFiles,
  readableInStores,
  signIn,
  unlock,
  watch,
  writeTheRest,
  writeWhenAndWhat,
  writeWhere,
} from './support/field.js';
import { isOver, killApi, startApi, type ApiProgram } from './support/start-api.js';
import { startWorld, type World } from './support/world.js';

const MIB = 1024 * 1024;
/** As many as the Commission keeps for one person (libs/store/src/writing/uploads.ts). */
const MOST_UPLOADS = 60;
const folder = mkdtempSync(join(tmpdir(), 'tregua-offline-'));
const pages = join(folder, 'pages');
const home = join(folder, 'home');
const heard: string[] = [];
let world: World;
let port = 0;
let base = '';
let program: ApiProgram;
let context: BrowserContext | undefined;

const startServer = async (): Promise<void> => {
  program = await startApi(world.database, port, home, { TREGUA_PAGES: builtFolder });
};
let builtFolder = '';

beforeAll(async () => {
  mkdirSync(home, { recursive: true });
  builtFolder = builtPages(pages);
  port = await freePort();
  base = `http://127.0.0.1:${port}`;
  world = await startWorld();
  await startServer();
}, 180_000);
beforeEach(async () => {
  if (isOver(program)) await startServer();
});
afterEach(async () => {
  await context?.close();
  context = undefined;
});
afterAll(async () => {
  await killApi(program);
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A file that says its text again and again. */
function canaryFile(name: string, text: string, bytes: number): { readonly path: string; readonly sha256: string } {
  const content = Buffer.concat([Buffer.from(`${text} `.repeat(1000)), randomBytes(bytes)]).subarray(0, bytes);
  const path = join(folder, name);
  writeFileSync(path, content);
  return { path, sha256: createHash('sha256').update(content).digest('hex') };
}

const wordsOf = (file: string): unknown => JSON.parse(readFileSync(join('apps/web/src/i18n', file), 'utf8'));
const reportsOf = async (name: string): Promise<string[]> =>
  (await world.database.ask<{ id: string }>(`select id from tregua.reports where author = $1 order by id`, [world.who(name).id])).map(
    ({ id }) => id,
  );
const evidenceOf = async (report: string): Promise<{ sha256: string; size: number }[]> =>
  await world.database.ask(
    `select encode(sha256, 'hex') as sha256, size::int as size from tregua.evidence where report_id = $1 order by size`,
    [report],
  );

it('serves the worker of the pages under a policy of its own, and never from a cache', async () => {
  const answer = await fetch(`${base}/sw.js`);
  expect([answer.status, answer.headers.get('cache-control'), answer.headers.get('content-security-policy')]).toEqual([
    200,
    'no-cache',
    "default-src 'none'; script-src 'self'; connect-src 'self'",
  ]);
  expect((await fetch(`${base}/manifest.webmanifest`)).headers.get('content-type')).toBe('application/manifest+json');
});

const inBrowser = (): void => {
  it('brings a report and 40 MB of files home once, over a cut line, a closed browser, two tabs and a killed server; nothing of it is readable on the way', async () => {
    const profile = join(folder, 'phone');
    const texts = ['CANARY-narrative-Verbova', 'CANARY-place-Lypova', 'CANARY-file-name', 'CANARY-in-the-file'] as const;
    const [small, large] = [
      canaryFile(`${texts[2]}-1.mp4`, texts[3], 12 * MIB + 3),
      canaryFile(`${texts[2]}-2.mp4`, texts[3], 28 * MIB + 5),
    ];
    context = await phone(profile);
    watch(context, base, heard);
    let page = context.pages()[0] as Page;
    await prepare(page, base, 'monitor');
    await page.getByRole('button', { name: 'New report' }).click();
    await writeWhere(page, texts[1]);

    // The line is cut in the middle of the wizard, and the browser is closed.
    await context.setOffline(true);
    await killApi(program);
    await writeWhenAndWhat(page, texts[0]);
    await page.getByText('Kept on this device, sealed').waitFor();
    await context.close();
    expect(readableInFiles(profile, texts)).toEqual([]);

    context = await phone(profile, { offline: true });
    watch(context, base, heard);
    page = await context.newPage();
    await page.goto(`${base}/field`);
    await unlock(page);
    await page.getByRole('link', { name: /^Draft/ }).click();
    await heading(page, 'Where');
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe(texts[1]);
    await next(page);
    await next(page);
    expect(await page.getByLabel('What happened').inputValue()).toBe(texts[0]);
    await writeTheRest(page, [small.path, large.path]);
    const id = await finalise(page);
    await page.getByRole('heading', { level: 1, name: 'On its way' }).waitFor();
    expect(await readableInStores(page, texts)).toEqual([]);
    // What does lie in clear is found by the same search: the id of the report.
    expect(await readableInStores(page, [id])).not.toEqual([]);
    await context.close();
    expect(readableInFiles(profile, texts)).toEqual([]);
    expect(readableInFiles(profile, [id])).not.toEqual([]);

    // Back on line, in two tabs, over a thin line; and the server dies in the middle of the large file.
    await startServer();
    context = await phone(profile);
    watch(context, base, heard);
    const [one, other] = [await context.newPage(), await context.newPage()];
    for (const tab of [one, other]) await thinLine(context, tab, 6 * MIB);
    await Promise.all([one.goto(`${base}/field`), other.goto(`${base}/field/receipts/${id}`)]);
    await until(async () => {
      const [row] = await world.database.ask<{ received: number }>(
        `select received::int as received from tregua.uploads where report_id = $1 and size > $2`,
        [id, 20 * MIB],
      );
      return (row?.received ?? 0) >= 8 * MIB;
    }, 60_000);
    await killApi(program);
    await one.getByText('Waits').first().waitFor();
    await startServer();
    await other.getByRole('heading', { level: 1, name: 'It has arrived' }).waitFor({ timeout: 90_000 });
    expect(await other.getByText('Equal', { exact: true }).count()).toBe(2);

    expect(await reportsOf('monitor')).toEqual([id]);
    expect(await evidenceOf(id)).toEqual([
      { sha256: small.sha256, size: 12 * MIB + 3 },
      { sha256: large.sha256, size: 28 * MIB + 5 },
    ]);
    const entries = await world.database.ask<{ type: string }>(`select type from tregua.entries where stream = $1 order by seq`, [
      `report/${id}`,
    ]);
    expect(entries.map(({ type }) => type)).toEqual(['ReportCreated', 'ReportSubmitted']);
    const left = await other.evaluate<object>(`(async () => {
      const base = await new Promise((done) => { const ask = indexedDB.open('tregua-field'); ask.onsuccess = () => done(ask.result); });
      const all = (store) => new Promise((done) => { const ask = base.transaction(store).objectStore(store).getAll(); ask.onsuccess = () => done(ask.result); });
      return { drafts: (await all('drafts')).length, pieces: (await all('pieces')).length, sealed: (await all('parcels')).filter((one) => 'sealed' in one).length };
    })()`);
    expect(left).toEqual({ drafts: 0, pieces: 0, sealed: 0 });

    const [file] = await Promise.all([other.waitForEvent('download'), other.getByRole('button', { name: 'Download the receipt' }).click()]);
    const receipt = JSON.parse(readFileSync(await file.path(), 'utf8')) as {
      report: string;
      seq: number;
      files: { sha256: string; serverSha256: string }[];
    };
    expect([receipt.report, receipt.seq, receipt.files.map(({ sha256, serverSha256 }) => sha256 === serverSha256)]).toEqual([
      id,
      2,
      [true, true],
    ]);
    await context.close();
    expect(readableInFiles(profile, texts)).toEqual([]);
  }, 300_000);

  it('keeps what was finalised when the sign-in has ended, and sends it after the next', async () => {
    context = await phone(join(folder, 'ended'));
    watch(context, base, heard);
    const page = context.pages()[0] as Page;
    await prepare(page, base, 'other-monitor');
    await page.getByRole('button', { name: 'New report' }).click();
    await writeWhere(page, 'A bridge');
    await world.database.ask(`delete from tregua.sessions`);
    await writeWhenAndWhat(page, 'Two shells.');
    await writeTheRest(page, []);
    await finalise(page);
    await page.getByText('Sign in to send it. What you wrote is safe on this device.').waitFor();
    expect(await reportsOf('other-monitor')).toEqual([]);
    // Somebody else's sign-in does not send it.
    await signIn(page, base, 'monitor');
    await page.getByText('Another person is signed in.').waitFor({ timeout: 40_000 });
    expect(await reportsOf('other-monitor')).toEqual([]);
    await signIn(page, base, 'other-monitor');
    await page
      .getByRole('button', { name: 'Send now' })
      .or(page.getByRole('heading', { name: 'Arrived' }))
      .first()
      .waitFor();
    await page.getByRole('heading', { level: 2, name: 'Arrived' }).waitFor({ timeout: 60_000 });
    expect(await reportsOf('other-monitor')).toHaveLength(1);
  }, 180_000);

  it('says in the reader’s language why the Commission refused a file, and sends it once that is mended', async () => {
    const file = canaryFile('in-turn.bin', 'in turn', 20_000);
    const monitor = world.who('monitor');
    const sender = { base, headers: monitor.headers };
    const report = (await monitor.post('/api/v1/reports', { content: {} })).json<{ id: string }>().id;
    const underWay: string[] = [];
    for (let count = 0; count < MOST_UPLOADS; count += 1) {
      const begun = await begin(sender, 10, { report, kind: 'photo', sha256: hexOf(randomBytes(10)) });
      underWay.push(begun.headers.get('location') ?? '');
    }
    context = await phone(join(folder, 'refused'));
    watch(context, base, heard);
    const page = context.pages()[0] as Page;
    await prepare(page, base, 'monitor');
    await page.getByRole('button', { name: 'New report' }).click();
    await writeWhere(page, 'A mill');
    await writeWhenAndWhat(page, 'One shell.');
    await writeTheRest(page, [file.path]);
    const filed = await finalise(page);
    await page.evaluate(`localStorage.setItem('tregua.language', 'uk')`);
    await page.goto(`${base}/field`);
    const { ui } = (wordsOf('uk.json') as { field: { ui: { trouble: Record<string, string>; retry: string; receipts: string } } }).field;
    const { refusal } = wordsOf('law/uk.json') as { refusal: Record<string, string> };
    const why = page.getByRole('alert').filter({ hasText: ui.trouble['uploads-are-full'] ?? 'none' });
    await why.getByText(refusal['fewUploadsAreUnderWay'] ?? 'none').waitFor({ timeout: 60_000 });
    expect(await why.locator('[lang]').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    for (const place of underWay) await end(sender, place);
    await page.getByRole('button', { name: ui.retry }).click();
    await page.getByRole('heading', { level: 2, name: ui.receipts }).waitFor({ timeout: 60_000 });
    expect(await evidenceOf(filed)).toEqual([{ sha256: file.sha256, size: 20_000 }]);
  }, 180_000);

  it('says why a file is refused, locks, and wipes the device', async () => {
    const [empty, huge] = [canaryFile('empty.txt', '', 0), canaryFile('huge.bin', 'x', 65 * MIB)];
    context = await phone(join(folder, 'wiped'), { viewport: { width: 320, height: 640 } });
    watch(context, base, heard);
    const page = context.pages()[0] as Page;
    await prepare(page, base, 'lead');
    const found: string[] = [...(await barriers(page))];
    await page.getByRole('button', { name: 'New report' }).click();
    for (const name of ['Where', 'When', 'What', 'How you know it', 'Counts and details', 'Evidence', 'Check your answers']) {
      await heading(page, name);
      found.push(...(await barriers(page)));
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (width > 320) found.push(`${name} is ${width} wide`);
      if (name === 'Evidence') {
        await page.locator('input[type=file][multiple]').setInputFiles([empty.path, huge.path]);
        await page.getByText('This file is empty.').waitFor();
        await page.getByText('This file is larger than 64 MiB, which is the most that is taken.').waitFor();
      }
      if (name !== 'Check your answers') await next(page);
    }
    await page.getByRole('button', { name: 'Finalise', exact: true }).click();
    await page.getByText('5 answers are missing').first().waitFor();
    await page.getByRole('button', { name: 'Kinds of act' }).click();
    await heading(page, 'What');
    await page.getByRole('button', { name: 'Lock now' }).click();
    await page.getByText('They open with the passphrase of this device.').waitFor();
    await page.getByLabel('Passphrase', { exact: true }).fill('not the passphrase');
    await page.getByRole('button', { name: 'Unlock' }).click();
    await page.getByText('This is not the passphrase.').waitFor();
    found.push(...(await barriers(page)));
    await page.goto(`${base}/field`);
    await page.getByRole('button', { name: 'Wipe this device' }).click();
    await page.getByLabel('What was not sent is lost; I want that').check();
    await page.getByRole('button', { name: 'Wipe this device' }).click();
    await page.getByText('Nothing of the field is left on this device.').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Choose a passphrase' }).waitFor();
    found.push(...(await barriers(page)));
    expect(found).toEqual([]);
  }, 180_000);

  it('asked nothing of another origin, and its policy was never hit', () => {
    expect(heard).toEqual([]);
  });
};
describeInBrowser('a monitor in the field', inBrowser);

/** So many bytes a second go out of this page. */
async function thinLine(of: BrowserContext, page: Page, bytesPerSecond: number): Promise<void> {
  const session = await of.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
}
