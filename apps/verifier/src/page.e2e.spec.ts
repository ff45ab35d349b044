import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { parsePolicy, parseVerifierKey, writeVerifierKey } from '@tregua/ledger';
import { Chance } from '../../../test/attack/chance.js';
import { forgeries } from '../../../test/attack/forgeries.js';
import { keysOf, policyText, receiptOf, sha256 } from '../../../test/attack/make-bundle.js';
import { exportedScene, walkedScene } from '../../../test/attack/scene.js';
import { byteChanges } from '../../../test/attack/zip-positions.js';
import { commissionLaw } from './commission-law.js';
import { nodeTools } from './node/node-tools.js';
import { verifyBundle, type BundleVerification, type Roots } from './verify-bundle.js';
import { bundleText, verdictLine } from './words/bundle-text.js';
import { sourceOfBytes } from './zip/source.js';

const BUNDLES = 200;
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const scene = walkedScene(3, 20);
const whole = exportedScene(scene);
const keys = keysOf();
const policy = policyText(keys);
const folder = mkdtempSync(join(tmpdir(), 'tregua-page-'));
const file = join(folder, 'verify.html');
const asked: string[] = [];
let browser: Browser | undefined;
let page: Page;

/** Without a browser only what needs none is run; scripts/test.mjs names what was left out. */
const browserIsHere = !(process.env['TREGUA_MISSING_PROGRAMS'] ?? '').split(',').includes('chromium');

beforeAll(async () => {
  const builder: string = '../build-page.mjs';
  const { buildPage } = (await import(builder)) as { buildPage: (file: string) => Promise<string> };
  await buildPage(file);
  if (!browserIsHere) return;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  page = await browser.newPage();
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => asked.push(`console: ${message.text()}`));
  await page.goto(pathToFileURL(file).href);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const roots: Roots = { policy: parsePolicy(policy, sha256) };
const byCommand = (zip: Uint8Array, known: Roots = roots): BundleVerification =>
  verifyBundle(sourceOfBytes(zip), { tools: nodeTools, law: commissionLaw, roots: known });

async function byPage(zip: Uint8Array): Promise<{ line: string; text: string; verdict: string }> {
  await page.setInputFiles('#bundle', { name: 'bundle.zip', mimeType: 'application/zip', buffer: Buffer.from(zip) });
  await page.click('button');
  await page.waitForFunction(
    () => (globalThis as never as { document: { body: { dataset: { verdict?: string } } } }).document.body.dataset.verdict,
    undefined,
    { timeout: 60_000 },
  );
  const [line, text, verdict] = await Promise.all([
    page.textContent('#machine'),
    page.textContent('#report'),
    page.getAttribute('body', 'data-verdict'),
  ]);
  return { line: line ?? '', text: text ?? '', verdict: verdict ?? '' };
}

const given = (name: string, text: string): { name: string; mimeType: string; buffer: Buffer } => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(text),
});

it('is one file: it names no other file and no address to load from', () => {
  const text = readFileSync(file, 'utf8');
  expect(text.length).toBeGreaterThan(100_000);
  expect(text.match(/<(?:script|link|img|iframe)[^>]*\s(?:src|href)=/g)).toBeNull();
  expect(text).toContain("default-src 'none'");
});

const inBrowser = (): void => {
  it('says the same as the command of a whole bundle, with a policy and without, and asks no network', async () => {
    expect(await byPage(whole.zip)).toMatchObject({ verdict: 'consistentNotAuthenticated', line: verdictLine(byCommand(whole.zip, {})) });
    await page.setInputFiles('#policy', given('policy', policy));
    const shown = await byPage(whole.zip);
    expect(shown.verdict).toBe('verified');
    expect(shown.text).toBe(bundleText('bundle.zip', byCommand(whole.zip)));
  }, 120_000);

  it('compares receipts', async () => {
    const [entry] = [...whole.streams.values()][0] ?? [];
    const receipt = receiptOf(keys, entry as never);
    const key = writeVerifierKey(keys.receipt);
    await page.setInputFiles('#receipts', given('mine.receipt', receipt));
    await page.setInputFiles('#receipt-keys', given('receipt.vkey', key));
    const known: Roots = {
      ...roots,
      receipts: [{ file: 'mine.receipt', bytes: Buffer.from(receipt) }],
      receiptKeys: [parseVerifierKey(key, sha256)],
    };
    const shown = await byPage(whole.zip);
    expect(shown).toMatchObject({ verdict: 'verified', text: bundleText('bundle.zip', byCommand(whole.zip, known)) });
    await page.setInputFiles('#receipts', []);
    await page.setInputFiles('#receipt-keys', []);
  }, 60_000);

  it(`says the same as the command of ${BUNDLES} mutated bundles`, async () => {
    const chance = new Chance(200);
    const mutated = [...byteChanges(whole.zip, BUNDLES / 2, chance)].map(({ zip }) => zip);
    for (const { zip } of forgeries(scene, BUNDLES - mutated.length, chance)) mutated.push(zip);
    expect(mutated).toHaveLength(BUNDLES);
    const verdicts = new Map<string, number>();
    for (const zip of mutated) {
      const expected = byCommand(zip);
      verdicts.set(expected.verdict, (verdicts.get(expected.verdict) ?? 0) + 1);
      expect((await byPage(zip)).line).toBe(verdictLine(expected));
    }
    expect([...verdicts.keys()].sort()).toEqual(expect.arrayContaining(['broken', 'unlawful', 'unproven']));
  }, 900_000);

  it('has loaded nothing but itself and its own worker, and no rule of its policy was hit', () => {
    expect(asked.filter((url) => !url.startsWith('blob:') && url !== pathToFileURL(file).href)).toEqual([]);
  });

  it('cannot reach a network even when a script tries', async () => {
    const reached = await page.evaluate(async () => {
      try {
        await fetch('http://127.0.0.1:9/');
        return 'reached';
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(reached).not.toBe('reached');
  });
};
if (browserIsHere) describe('verify.html in a browser', inBrowser);
