import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import type { Browser, Page } from 'playwright-core';
import { migrateQueue, queueAddress } from '@tregua/jobs';
import { createLogger, freePort } from '@tregua/platform';
import { APP_ROLE } from '@tregua/store';
import type { ApiOptions } from '../../apps/api/src/api-options.js';
import { verifyCommand } from '../../apps/verifier/src/index.js';
import { createWorker } from '../../apps/worker/src/create-worker.js';
import { barriers, browserIsHere, describeInBrowser, builtPages, complaintsOf, openBrowser, signedIn } from './support/browser.js';
import { openCase, startWorld, type World } from './support/world.js';

const folder = mkdtempSync(join(tmpdir(), 'tregua-auditor-'));
const verifier = join(folder, 'verify.html');
const uk = JSON.parse(readFileSync('apps/web/src/i18n/entries/uk.json', 'utf8')) as Readonly<
  Record<'CaseOpened' | 'PreliminaryStarted' | 'RegistrationLapsed', string>
>;
let world: World;
let worker: INestApplicationContext;
let base = '';
let browser: Browser | undefined;
let subject: { readonly id: string; readonly reference: string };

beforeAll(async () => {
  const built = spawnSync(process.execPath, ['--no-warnings', 'apps/verifier/build-page.mjs', verifier]);
  if (built.status !== 0) throw new Error(String(built.stderr));
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  let options: ApiOptions | undefined;
  world = await startWorld(
    {
      requestsPerMinute: 1_000_000,
      pagesFolder: builtPages(join(folder, 'web')),
      verifierPage: verifier,
      origins: [base],
      demonstration: true,
    },
    (given) => (options = given),
  );
  await migrateQueue(world.database.ownerUrl, APP_ROLE);
  const { dataSource, docket, keyring, evidence, workFiles } = options as ApiOptions;
  worker = await createWorker({
    dataSource,
    docket,
    keyring,
    logger: createLogger('test', { level: 'error' }),
    queue: queueAddress(world.database.appUrl),
    sweepEveryMs: 500,
    ...(evidence === undefined ? {} : { evidence }),
    ...(workFiles === undefined ? {} : { workFiles }),
  });
  await world.app.listen(port, '127.0.0.1');
  const opened = await openCase(world);
  await world.who('rapporteur').does('cases', opened.case, 'start-preliminary', { note: 'A first look.' });
  subject = (await world.who('auditor').get(`/api/v1/cases/${opened.case}`)).json();
  if (browserIsHere) browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await worker.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

it('serves the verifier as a page of its own, under its own policy and in no frame', async () => {
  const answer = await fetch(`${base}/verify.html`);
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect([answer.status, await answer.text()]).toEqual([200, readFileSync(verifier, 'utf8')]);
  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; worker-src blob:/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|connect-src/);
});

const inBrowser = (): void => {
  const open = (looks = {}): Promise<Page> => signedIn(browser as Browser, base, 'auditor', looks);
  const still = async (page: Page): Promise<void> => {
    await page.locator('h1').waitFor();
    await page.locator('main:not(:has([aria-busy=true]))').waitFor();
  };

  it('finds entries by case and kind, shows what one changed, hands out its proof, and says how far the chain was verified', async () => {
    const page = await open();
    await page.goto(`${base}/audit`);
    await page.getByLabel('Case', { exact: true }).fill(subject.reference.toLowerCase());
    await page.getByRole('button', { name: 'Find' }).click();
    await page.waitForURL(`**/audit?*case=${subject.id}*`);
    await page.getByText('The preliminary examination was started').first().waitFor();
    await page.getByText('This chain was not verified yet.').waitFor();
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByText('Verified to entry 2, on').waitFor();

    const entry = page.getByRole('listitem').filter({ hasText: 'The preliminary examination was started' }).first();
    await entry.getByRole('button', { name: 'What it changed' }).click();
    await entry.getByRole('row', { name: /^\/state / }).waitFor();
    expect(await entry.getByRole('row', { name: /^\/state / }).innerText()).toMatch(/"REGISTERED"\s+"PRELIMINARY"/);
    await entry.getByRole('button', { name: 'Proof' }).click();
    await entry.getByText('The log does not have it yet').waitFor();

    await page.getByRole('tab', { name: 'Who knew what when' }).click();
    await page.getByRole('cell', { name: 'was served' }).first().waitFor();
    // The link alone shows the same to somebody else.
    await page.goto(`${base}/audit?case=${subject.id}&type=CaseOpened`);
    await still(page);
    expect(await page.getByRole('listitem').filter({ hasText: 'The case was opened' }).count()).toBe(1);
    expect(await page.getByText('The preliminary examination was started').count()).toBe(0);
    await page.context().close();
  }, 120_000);

  it('names what happened in the reader’s language, offers it by that name, and says in which language a name is that it does not know', async () => {
    const page = await open({ language: 'uk' });
    await page.goto(`${base}/audit?case=${subject.id}`);
    await page.getByRole('listitem').filter({ hasText: uk.PreliminaryStarted }).first().waitFor();
    const kinds = page.getByRole('combobox', { name: 'Види записів' });
    await kinds.fill('справу відкр');
    await page.getByRole('option', { name: uk.CaseOpened, exact: true }).click();
    await kinds.press('Escape');
    await page.getByRole('button', { name: 'Знайти' }).click();
    await page.waitForURL('**/audit?*type=CaseOpened*');
    await still(page);
    expect(await page.getByRole('listitem').filter({ hasText: uk.CaseOpened }).count()).toBe(1);
    expect(await page.getByText(uk.PreliminaryStarted).count()).toBe(0);
    await page.goto(`${base}/cases/${subject.id}?tab=timeline`);
    await page.locator('.mantine-Timeline-item').filter({ hasText: uk.CaseOpened }).waitFor();
    expect(await page.locator('.mantine-Timeline-item').filter({ hasText: uk.PreliminaryStarted }).count()).toBe(1);

    // What happened may be a long sentence, and the page narrow.
    await page.setViewportSize({ width: 320, height: 800 });
    await page.goto(`${base}/audit?type=RegistrationLapsed,CaseOpened`);
    await page.getByText(uk.RegistrationLapsed).first().waitFor();
    await still(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await page.goto(`${base}/cases/${subject.id}?tab=timeline`);

    // A server that is newer than the page records something that the page has never heard of.
    await page.route('**/api/v1/cases/*/history?*', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replace('"PreliminaryStarted"', '"PreliminaryImagined"') });
    });
    await page.reload();
    await page.locator('.mantine-Timeline-item [lang=en]').filter({ hasText: 'Preliminary imagined' }).waitFor();
    await page.context().close();
  }, 120_000);

  it('asks for an export in five steps, watches it being built, and takes home what page and command find consistent; a flipped byte is named', async () => {
    const page = await open();
    await page.goto(`${base}/exports/new?case=${subject.id}`);
    await page.getByRole('button', { name: `Leave out ${subject.reference}` }).waitFor();
    const next = page.getByRole('button', { name: 'Next' });
    await next.click();
    await page.getByLabel('for the auditor').check();
    await next.click();
    await page.getByLabel('whole bundle').check();
    await next.click();
    await next.click();
    await page.getByText('Answer this question first.').waitFor();
    await page.getByRole('textbox').fill('A court asked.');
    await next.click();
    await page.getByRole('button', { name: 'Ask for the export' }).click();
    await page.getByText('It is built', { exact: true }).waitFor({ timeout: 60_000 });
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^Download \(/ }).click()]);
    const bundle = join(folder, 'bundle.zip');
    await download.saveAs(bundle);

    const said: string[] = [];
    expect(await verifyCommand([bundle, '--json'], (text) => said.push(text))).toBe(3);
    expect(JSON.parse(said.join(''))).toMatchObject({ verdict: 'consistentNotAuthenticated' });

    const [judge] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: 'Open the verifier (new tab)' }).click(),
    ]);
    const asked: string[] = [];
    judge.on('request', (request) => asked.push(request.url()));
    judge.on('console', (message) => asked.push(message.text()));
    const verdict = async (file: string): Promise<string | null> => {
      await judge.setInputFiles('#bundle', file);
      await judge.getByRole('button', { name: 'Verify' }).click();
      await judge.getByText('Done.').waitFor();
      return await judge.getAttribute('body', 'data-verdict');
    };
    expect(await verdict(bundle)).toBe('consistentNotAuthenticated');
    const bytes = readFileSync(bundle);
    const at = bytes.indexOf('CaseOpened') + 3;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const flipped = join(folder, 'flipped.zip');
    writeFileSync(flipped, bytes);
    expect(await verdict(flipped)).toBe('broken');
    expect(await judge.locator('#report').innerText()).toMatch(/data\/[\w./-]+/);
    expect(asked.filter((url) => !url.startsWith('blob:'))).toEqual([]);

    await page.goto(`${base}/exports`);
    await page.getByRole('link', { name: /Bundle of 1 case – for the auditor/ }).waitFor();
    await page.context().close();
  }, 180_000);

  it('says at once what is refused: an audience that is not theirs', async () => {
    const page = await signedIn(browser as Browser, base, 'registrar');
    await page.goto(`${base}/exports/new?case=${subject.id}`);
    await page.getByRole('button', { name: `Leave out ${subject.reference}` }).waitFor();
    const next = page.getByRole('button', { name: 'Next' });
    for (let step = 0; step < 3; step += 1) await next.click();
    await page.getByRole('textbox').fill('A court asked.');
    await next.click();
    await page.getByRole('button', { name: 'Ask for the export' }).click();
    await page.getByText('A bundle for this audience is not yours to ask for.').waitFor();
    await page.context().close();
  }, 60_000);

  it.each(['en', 'uk'] as const)(
    'has no barrier of WCAG 2.2 AA, no raw key and no sideways scrolling, light and dark, in %s',
    async (language) => {
      const found: string[] = [];
      for (const scheme of ['light', 'dark'] as const) {
        const page = await open({ language, scheme });
        const phone = await open({ language, scheme, viewport: { width: 320, height: 640 } });
        const id = (await world.who('auditor').get('/api/v1/exports')).json<{ items: { id: string }[] }>().items[0]?.id ?? '';
        const views = ['', '&view=knowledge', '&view=after', '&view=lapses', '&view=calls'].map(
          (view) => `/audit?case=${subject.id}${view}`,
        );
        for (const path of ['/audit', ...views, '/exports', '/exports/new', `/exports/${id}`]) {
          await page.goto(`${base}${path}`);
          await still(page);
          found.push(...(await barriers(page)));
          const raw = /\b(audit|exports)\.[a-zA-Z_]+\b/.exec(await page.locator('body').innerText());
          if (raw !== null) found.push(`${path} shows the key ${raw[0]}`);
          const english = path.includes('knowledge') ? await page.locator('main [lang=en]').allInnerTexts() : [];
          if (english.length > 0) found.push(`${path} has no words in ${language} for ${english.join(', ')}`);
          await phone.goto(`${base}${path}`);
          await still(phone);
          const wide = await phone.evaluate('document.documentElement.scrollWidth');
          if (Number(wide) > 320) found.push(`${path} is ${String(wide)} wide on a phone`);
        }
        await page.context().close();
        await phone.context().close();
      }
      expect(found).toEqual([]);
    },
    240_000,
  );

  it.each(['uk', 'fr', 'it', 'ru'])(
    'says in %s what is told and why, and what an entry is',
    async (language) => {
      const read = <T>(part: string): T => JSON.parse(readFileSync(`apps/web/src/i18n/${part}/${language}.json`, 'utf8')) as T;
      const { reason } = read<{ reason: Record<string, string> }>('law');
      const happened = read<Record<string, string>>('entries');
      const page = await signedIn(browser as Browser, base, 'registrar', { language });
      const main = page.getByRole('main');
      await page.goto(`${base}/notices`);
      await main
        .getByText(happened['ReportVerified'] ?? 'none', { exact: true })
        .first()
        .waitFor();
      await main
        .getByText(reason['registry'] ?? 'none', { exact: true })
        .first()
        .waitFor();
      expect(await main.locator('[lang]').count()).toBe(0);
      await page.goto(`${base}/audit?case=${subject.id}`);
      await main
        .getByText(happened['CaseOpened'] ?? 'none')
        .first()
        .waitFor();
      expect(await main.locator('[lang]').count()).toBe(0);
      await page.context().close();
    },
    60_000,
  );

  it('asked nothing of another origin, and its policy was never hit', () => {
    expect(complaintsOf(browser as Browser)).toEqual([]);
  });
};
describeInBrowser('the auditor’s pages in a browser', inBrowser);
