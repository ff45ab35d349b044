import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Browser, Page } from 'playwright-core';
import { freePort } from '@tregua/platform';
import { PostgresDocketStore } from '@tregua/store';
import { fillCases, fillLongCase } from '../../apps/standalone/src/bench/fill.js';
import { browserIsHere, describeInBrowser, builtPages, everything, openBrowser, settled, signedIn } from './support/browser.js';
import { startWorld, type World } from './support/world.js';

/** In each run that the list does not grow; with --all the sizes that the pages must stand. */
const CASES = everything ? 100_000 : 600;
const ENTRIES = everything ? 10_000 : 120;
const FIRST_PAGE_WITHIN_MS = 2000;
const CASE_WITHIN_MS = 3000;
const TURNS = 12;

const folder = mkdtempSync(join(tmpdir(), 'tregua-sizes-'));
let world: World;
let base = '';
let browser: Browser | undefined;
let long = '';

beforeAll(async () => {
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  world = await startWorld({ requestsPerMinute: 1_000_000, pagesFolder: builtPages(folder), origins: [base] });
  await world.app.listen(port, '127.0.0.1');
  const { dataSource, keyring } = world.database;
  const store = new PostgresDocketStore(dataSource, keyring);
  await fillCases(store, { from: 0, to: CASES - 1 }, Date.now() - ENTRIES * 1000 - 1000);
  long = await fillLongCase(store, ENTRIES, Date.now() - 1000);
  await tidyTables();
  if (browserIsHere) browser = await openBrowser();
}, 1_800_000);
afterAll(async () => {
  await browser?.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

it('has as many cases and entries as it says', async () => {
  const [cases] = await world.database.ask<{ count: string }>('select count(*) from tregua.cases');
  const [entries] = await world.database.ask<{ count: string }>('select count(*) from tregua.entries where stream = $1', [`case/${long}`]);
  expect([Number(cases?.count), Number(entries?.count)]).toEqual([CASES, ENTRIES]);
});

const inBrowser = (): void => {
  it('shows the first page of the inbox soon, and does not grow as somebody goes on and on', async () => {
    const page = await signedIn(browser as Browser, base, 'registrar');
    const loads: number[] = [];
    for (let load = 0; load < 5; load++) loads.push(await timeOf(page, '/inbox', 'main tbody tr'));
    const median = loads.sort((one, other) => one - other)[2] as number;

    const sizes: { nodes: number; heap: number }[] = [];
    const seen = new Set<string>();
    for (let turn = 0; turn < TURNS; turn++) {
      for (const one of await page.locator('[data-row]').allInnerTexts()) seen.add(one);
      sizes.push(await sizeOf(page));
      const before = await lastRow(page);
      await page.getByRole('button', { name: 'Show more' }).click();
      await settledList(page, before);
    }
    const [full, last] = [sizes[4], sizes.at(-1)] as [(typeof sizes)[0], (typeof sizes)[0]];
    report(
      `inbox of ${CASES} cases: first page ${Math.round(median)} ms (median of 5), ${JSON.stringify({ full, last })}, ${seen.size} cases seen`,
    );
    expect(seen.size).toBeGreaterThanOrEqual(TURNS * 25);
    expect(last.nodes).toBeLessThanOrEqual(full.nodes * 1.05);
    expect(last.heap).toBeLessThanOrEqual(full.heap * 1.3);

    // And back, to where it began.
    for (let turn = 0; turn < TURNS; turn++) {
      const back = page.getByRole('button', { name: 'Show earlier' });
      if (!(await back.isVisible())) break;
      const first = await page.locator('[data-row]').first().innerText();
      await back.click();
      await page.waitForFunction((old) => document.querySelector('[data-row]')?.textContent !== old, first);
    }
    expect(await page.getByRole('button', { name: 'Show earlier' }).count()).toBe(0);
    if (everything) expect(median).toBeLessThanOrEqual(FIRST_PAGE_WITHIN_MS);
    await page.context().close();
  }, 180_000);

  it('opens a case with a long history soon', async () => {
    const page = await signedIn(browser as Browser, base, 'registrar');
    const loads: Record<string, number[]> = { facts: [], timeline: [] };
    for (let load = 0; load < 5; load++) {
      loads['facts']?.push(await timeOf(page, `/cases/${long}`, '[role=tabpanel] dl, [role=tabpanel] table, [role=tabpanel] p'));
      loads['timeline']?.push(await timeOf(page, `/cases/${long}?tab=timeline`, '.mantine-Timeline-item'));
    }
    const median = (name: string): number => loads[name]?.sort((one, other) => one - other)[2] as number;
    const started = performance.now();
    await page.getByText(`The chain is whole up to entry ${ENTRIES}`).waitFor({ timeout: 120_000 });
    const nodes = (await sizeOf(page)).nodes;
    report(
      `case of ${ENTRIES} entries: facts ${Math.round(median('facts'))} ms, timeline ${Math.round(median('timeline'))} ms (medians of 5), ` +
        `its chain read ${Math.round(performance.now() - started)} ms later; ${nodes} nodes`,
    );
    if (everything) expect(Math.max(median('facts'), median('timeline'))).toBeLessThanOrEqual(CASE_WITHIN_MS);
    expect(nodes).toBeLessThan(6000);

    // What the law keeps of it holds each correction; it is drawn when it is asked for, and then a part of it.
    await page.goto(`${base}/cases/${long}`);
    await settled(page);
    await page.getByText('Everything that the law keeps of this case').click();
    await page.locator('details').getByRole('button', { name: 'Show more' }).first().click();
    expect(await page.locator('details tr').count()).toBeGreaterThan(100);
    expect((await sizeOf(page)).nodes).toBeLessThan(6000);
    await page.context().close();
  }, 180_000);
};
describeInBrowser('the pages under load', inBrowser);

/** What autovacuum does within a minute of such a load. */
async function tidyTables(): Promise<void> {
  const connection = new Client({ connectionString: world.database.ownerUrl });
  await connection.connect();
  await connection.query('vacuum (analyze)');
  await connection.end();
}

/** From asking for the address until the first of what is waited for is seen, in milliseconds. */
async function timeOf(page: Page, path: string, first: string): Promise<number> {
  const started = performance.now();
  await page.goto(`${base}${path}`, { waitUntil: 'commit' });
  await page.locator(first).first().waitFor();
  const took = performance.now() - started;
  await settled(page);
  return took;
}

async function sizeOf(page: Page): Promise<{ nodes: number; heap: number }> {
  const line = await page.context().newCDPSession(page);
  await line.send('HeapProfiler.collectGarbage');
  const { usedSize } = await line.send('Runtime.getHeapUsage');
  await line.detach();
  return { nodes: await page.locator('*').count(), heap: usedSize };
}

const lastRow = (page: Page): Promise<string> => page.locator('[data-row]').last().innerText();

async function settledList(page: Page, before: string): Promise<void> {
  await page.waitForFunction((old) => [...document.querySelectorAll('[data-row]')].at(-1)?.textContent !== old, before);
}

const report = (line: string): void => void process.stderr.write(`${line}\n`);
