// npm run pictures: starts the demonstration in a folder of its own, goes through the pages in Chromium, and writes the pictures of the README (docs/pictures).
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build, fail, root, say } from './prepare.mjs';

const CHROMIUM = '/usr/bin/chromium';
const MOST_BYTES = 150_000;
const START_WITHIN_MS = 600_000;
const WIDE = { width: 1180, height: 760 };
const PHONE = { width: 390, height: 780 };
const folder = join(root, 'docs/pictures');

if (!existsSync(CHROMIUM)) fail(`There is no Chromium here (${CHROMIUM}), so no picture was taken.`);
build();
const { chromium } = await import('playwright-core');
const home = mkdtempSync(join(tmpdir(), 'tregua-pictures-'));
const port = await freePort();
const base = `http://127.0.0.1:${port}`;
const tregua = spawn(process.execPath, ['--no-warnings', join(root, 'dist/apps/standalone/src/main.js')], {
  cwd: root,
  env: { ...process.env, PORT: String(port), TREGUA_HOME: home },
  stdio: ['ignore', 'ignore', 'inherit'],
});
let browser;
try {
  await answers();
  const { signIns } = JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8'));
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  mkdirSync(folder, { recursive: true });
  await ofMonitor(await signedIn('monitor-north', signIns, { viewport: PHONE }));
  await ofDesk(await signedIn('registrar', signIns));
  await ofNight(await signedIn('registrar', signIns, { locale: 'uk', colorScheme: 'dark' }));
  await ofAuditor(await signedIn('auditor', signIns));
} finally {
  await browser?.close();
  const ended = tregua.exitCode !== null ? undefined : new Promise((done) => tregua.once('exit', done));
  tregua.kill('SIGTERM');
  await ended;
  rmSync(home, { recursive: true, force: true });
}

function freePort() {
  const server = createServer();
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => done(free));
    });
  });
}

async function answers() {
  say('Starting the demonstration …');
  for (const last = Date.now() + START_WITHIN_MS; Date.now() < last; await delay(500)) {
    if (tregua.exitCode !== null) fail('The demonstration did not start: see above.');
    if ((await fetch(`${base}/health/ready`).catch(() => undefined))?.status === 200) return;
  }
  fail(`The demonstration did not answer within ${START_WITHIN_MS / 1000} seconds.`);
}

/** A page of a profile of its own, on which this person has signed in. */
async function signedIn(name, signIns, { viewport = WIDE, locale = 'en', colorScheme = 'light' } = {}) {
  const context = await browser.newContext({ viewport, locale, colorScheme, timezoneId: 'Europe/Kyiv' });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  await page.goto(`${base}/sign-in`);
  await page.locator('input[name=name]').fill(name);
  await page.locator('input[name=password]').fill(signIns[name] ?? fail(`The demonstration has nobody called ${name}.`));
  await page.locator('form button[type=submit]').click();
  await page.waitForURL('**/inbox*');
  return page;
}

async function open(page, path) {
  await page.goto(`${base}${path}`);
  await page.locator('main h1').first().waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
}

async function take(page, name) {
  await page.mouse.move(0, 0);
  await page.evaluate('document.fonts.ready');
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  const { size } = statSync(path);
  if (size > MOST_BYTES) fail(`docs/pictures/${name}.png has ${size} bytes; a picture of the README has at most ${MOST_BYTES}.`);
  say(`docs/pictures/${name}.png, ${Math.round(size / 1000)} kB`);
}

async function ofMonitor(page) {
  await open(page, '/field');
  await page.getByText('Ready to work without a line').waitFor();
  await page.getByLabel('Passphrase', { exact: true }).fill('a long way to the river');
  await page.getByLabel('The passphrase once more', { exact: true }).fill('a long way to the river');
  await page.getByRole('button', { name: 'Choose a passphrase' }).click();
  await page.getByText('There is no draft on this device.').waitFor();
  await page.getByRole('button', { name: 'New report' }).click();
  await page.getByLabel('Latitude').fill('48.05');
  await page.getByLabel('Longitude').fill('37.85');
  await page.getByLabel('Uncertainty in metres').fill('200');
  await page.getByText('48.05, 37.85 ± 200 m').waitFor();
  await page.getByText(/^Kept on this device, sealed/).waitFor();
  await take(page, 'monitor-where');
}

async function ofDesk(page) {
  await open(page, '/inbox');
  await take(page, 'inbox');
  const closed = await (await page.request.get(`${base}/api/v1/cases?state=CLOSED&ended=true`)).json();
  const id = closed.items[0]?.id ?? fail('The demonstration has no closed case.');
  const running = await (await page.request.get(`${base}/api/v1/cases?state=PANEL&ended=false`)).json();
  await open(page, `/cases/${running.items[0]?.id ?? id}`);
  await take(page, 'case');
  await open(page, `/cases/${id}?tab=deliberation`);
  await take(page, 'deliberation');
  await open(page, '/map');
  await page.locator('main svg path').first().waitFor();
  await page.evaluate(`document.querySelector('.map-frame').scrollIntoView({ block: 'end' })`);
  await take(page, 'map');
}

async function ofNight(page) {
  await open(page, '/inbox?view=due');
  await take(page, 'inbox-uk-dark');
}

async function ofAuditor(page) {
  const closed = await (await page.request.get(`${base}/api/v1/cases?state=CLOSED&ended=true`)).json();
  await open(page, `/cases/${closed.items[0].id}?tab=timeline`);
  await take(page, 'auditor-timeline');
}
