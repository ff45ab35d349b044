import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { freePort } from '@tregua/platform';
import {
  barriers,
  browserIsHere,
  describeInBrowser,
  builtPages,
  complaintsOf,
  everything,
  openBrowser,
  settled,
  signedIn,
} from './support/browser.js';
import { finalise, heading, next, phone, prepare, watch, writeTheRest, writeWhenAndWhat, writeWhere } from './support/field.js';
import { openCase, shelling, startWorld, type World } from './support/world.js';

const LANGUAGES = { en: 'English', uk: 'Українська', fr: 'Français', it: 'Italiano', ru: 'Русский' } as const;
type Language = keyof typeof LANGUAGES;
const languages = everything ? (Object.keys(LANGUAGES) as Language[]) : (['en'] as const);
const schemes = everything ? (['light', 'dark'] as const) : (['light'] as const);
/** Sections of the catalogue: a raw key on a screen begins with one of them. */
const SECTIONS = Object.entries(JSON.parse(readFileSync('apps/web/src/i18n/en.json', 'utf8')) as object).flatMap(
  ([name, words]: [string, unknown]) => (typeof words === 'string' ? [] : [name]),
);
const RAW_KEY = new RegExp(`\\b(${SECTIONS.join('|')})\\.[a-zA-Z]+(\\.[a-zA-Z_]+)*\\b`);
const TABS = ['facts', 'evidence', 'timeline', 'deliberation', 'remedies', 'audit'];

const folder = mkdtempSync(join(tmpdir(), 'tregua-screens-'));
const heard: string[] = [];
let world: World;
let base = '';
let browser: Browser | undefined;
let telephone: BrowserContext | undefined;
let file = '';
let report = '';

beforeAll(async () => {
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  world = await startWorld({
    requestsPerMinute: 1_000_000,
    pagesFolder: builtPages(join(folder, 'pages')),
    origins: [base],
    demonstration: true,
  });
  await world.app.listen(port, '127.0.0.1');
  const opened = await openCase(world);
  [file, report] = [`/cases/${opened.case}`, `/reports/${opened.report}`];
  if (browserIsHere) browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await telephone?.close();
  await browser?.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

it('knows the sections of the catalogue', () => {
  expect(SECTIONS).toContain('inbox');
  expect(RAW_KEY.test('see inbox.title here')).toBe(true);
});

const inBrowser = (): void => {
  it.each(languages)(
    'has no barrier and no raw key on any screen of the desks, in %s',
    async (language) => {
      const { id: draft } = (await world.who('monitor').post('/api/v1/reports', { content: shelling() })).json<{ id: string }>();
      const of = encodeURIComponent(JSON.stringify([file.slice('/cases/'.length)]));
      const screens: Readonly<Record<string, readonly string[]>> = {
        registrar: [
          ...[
            '/inbox',
            '/inbox?view=ended',
            file,
            ...TABS.map((tab) => `${file}?tab=${tab}`),
            `${file}/act/RaiseSeverity`,
            '/reports',
            report,
          ],
          ...[
            '/rulings',
            '/notices',
            '/process',
            '/map',
            '/audit',
            '/exports',
            '/exports/new',
            '/cases/01a20000-0000-7000-8000-000000000000',
          ],
        ],
        monitor: ['/reports/new', `/reports/${draft}/act/SubmitReport`, `${report}`],
        chair: [
          '/inbox',
          file,
          '/outside',
          '/outside?view=referrals',
          `/beside?kind=cases&of=${of}`,
          `/several?of=${of}`,
          `/assign?of=${of}`,
        ],
        'agent-bb': [file],
        auditor: ['/inbox', '/audit', '/exports/new'],
        administrator: ['/admin', ...['law', 'work', 'webhooks', 'health'].map((tab) => `/admin?tab=${tab}`)],
      };
      const found: string[] = [];
      for (const scheme of schemes) {
        found.push(...(await lookAtSignIn(language, scheme)));
        for (const [name, paths] of Object.entries(screens)) {
          const page = await signedIn(browser as Browser, base, name, { language, scheme });
          for (const path of paths) {
            await page.goto(`${base}${path}`);
            const silent = await settled(page).catch(() => page.locator('body').innerText());
            if (silent !== undefined) found.push(`${name} ${path} has no heading: ${silent}`);
            found.push(...(await faultsOf(page, `${language} ${scheme} ${name}`)));
          }
          await page.context().close();
        }
      }
      expect(found).toEqual([]);
    },
    everything ? 1_800_000 : 300_000,
  );

  it(
    'has none on the screens of a telephone in the field: drafts, each step of the wizard, outbox, receipt',
    async () => {
      telephone = await phone(join(folder, 'phone'));
      watch(telephone, base, heard);
      const page = telephone.pages()[0] as Page;
      const found: string[] = [];
      const look = async (): Promise<void> => void found.push(...(await inAllClothes(page)));
      await prepare(page, base, 'monitor');
      await look();
      await page.getByRole('button', { name: 'New report' }).click();
      await writeWhere(page, 'a house by the river');
      await look();
      await writeWhenAndWhat(page, 'Three shells fell within a minute.');
      await look();
      await writeTheRest(page, []);
      await look();
      for (const step of ['Evidence', 'Counts and details', 'How you know it', 'What', 'When']) {
        await page.getByRole('button', { name: 'Back', exact: true }).click();
        await heading(page, step);
        if (step !== 'What') await look();
      }
      for (let step = 0; step < 5; step++) await next(page);
      await heading(page, 'Check your answers');
      await finalise(page);
      await page
        .getByRole('heading', { level: 1, name: 'On its way' })
        .or(page.getByRole('heading', { level: 1, name: 'It has arrived' }))
        .first()
        .waitFor();
      await look();
      await page.getByRole('heading', { level: 1, name: 'It has arrived' }).waitFor();
      await look();
      await page.goto(`${base}/field`);
      await look();
      expect(found).toEqual([]);
      expect(heard).toEqual([]);
    },
    everything ? 1_800_000 : 300_000,
  );

  it('asked nothing of another origin, and its policy was never hit', () => {
    expect(complaintsOf(browser as Browser)).toEqual([]);
  });
};
describeInBrowser('every screen', inBrowser);

/** Barriers and raw keys of the page as it is now. */
async function faultsOf(page: Page, whose: string): Promise<string[]> {
  const raw = RAW_KEY.exec(await page.locator('body').innerText());
  const { pathname, search } = new URL(page.url());
  return [...(await barriers(page)), ...(raw === null ? [] : [`${pathname}${search} shows the key ${raw[0]}`])].map(
    (fault) => `${whose}: ${fault}`,
  );
}

async function lookAtSignIn(language: Language, scheme: 'light' | 'dark'): Promise<string[]> {
  const context = await (browser as Browser).newContext({ locale: language, colorScheme: scheme });
  const page = await context.newPage();
  await page.goto(`${base}/sign-in`);
  await settled(page);
  const found = await faultsOf(page, `${language} ${scheme} nobody`);
  await context.close();
  return found;
}

/** The same page in each language and each scheme, changed by its own menu: a reload would lock what is on the device. It ends as it began. */
async function inAllClothes(page: Page): Promise<string[]> {
  await settled(page);
  const found: string[] = [];
  for (const language of [...languages.filter((one) => one !== 'en'), 'en'] as const) {
    if (languages.length > 1) await speak(page, language);
    for (const scheme of [...schemes].reverse()) {
      await page.emulateMedia({ colorScheme: scheme });
      found.push(...(await faultsOf(page, `${language} ${scheme} telephone`)));
    }
  }
  return found;
}

async function speak(page: Page, language: Language): Promise<void> {
  await page.locator('header button:has(.tabler-icon-language)').click();
  await page.getByRole('menuitem', { name: LANGUAGES[language] }).click();
  await page.locator(`html[lang=${language}]`).waitFor();
  await page.getByRole('menu').waitFor({ state: 'detached' });
}
