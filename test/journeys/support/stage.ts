import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import type { Case } from '@tregua/casework';
import { migrateQueue, queueAddress } from '@tregua/jobs';
import { createLogger, freePort } from '@tregua/platform';
import { APP_ROLE, setClock } from '@tregua/store';
import type { ApiOptions, ApiSettings } from '../../../apps/api/src/api-options.js';
import type { ChannelSettings } from '../../../apps/worker/src/channels/channel-settings.js';
import { createWorker } from '../../../apps/worker/src/create-worker.js';
import { builtPages, openBrowser } from './browser.js';
import { Desk } from './desk.js';
import { startWorld, type World } from './world.js';

const WAIT_MS = 30_000;

/** A case as the record has it. */
export interface Recorded {
  readonly state: string;
  readonly matter: Omit<Case, 'id'>;
}

/** The API on a port with its pages, a running worker, the invented Commission, and Chromium. */
export interface Stage {
  readonly world: World;
  readonly browser: Browser;
  readonly desk: Desk;
  readonly folder: string;
  /** The one clock. */
  readonly now: () => number;
  /** Moves the one clock on. What falls due meanwhile is the worker's to enter. Sign-ins are over by then. */
  readonly pass: (ms: number) => Promise<void>;
  /** For seeing whose turn it is, never for acting. */
  readonly recorded: (id: string) => Promise<Recorded>;
  /** @throws Error when it does not come there in time */
  readonly comesTo: (id: string, state: string) => Promise<void>;
  /** Names of those who sit on the panel. */
  readonly panel: (id: string) => Promise<string[]>;
  readonly close: () => Promise<void>;
}

export interface StageChoice {
  readonly settings?: Partial<ApiSettings>;
  /** How mail and webhooks leave. Absent: they wait. */
  readonly channels?: ChannelSettings;
}

export async function openStage(choice: StageChoice = {}): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'tregua-life-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  let options: ApiOptions | undefined;
  const settings = {
    requestsPerMinute: 1_000_000,
    pagesFolder: builtPages(join(folder, 'web')),
    origins: [base],
    demonstration: true,
    ...choice.settings,
  };
  const world = await startWorld(settings, (given) => (options = given));
  await migrateQueue(world.database.ownerUrl, APP_ROLE);
  const { dataSource, docket, keyring, evidence, workFiles } = options as ApiOptions;
  const worker = await createWorker({
    dataSource,
    docket,
    keyring,
    logger: createLogger('test', { level: 'error' }),
    queue: queueAddress(world.database.appUrl),
    sweepEveryMs: 500,
    ...(evidence === undefined ? {} : { evidence }),
    ...(workFiles === undefined ? {} : { workFiles }),
    ...(choice.channels === undefined ? {} : { channels: choice.channels }),
  });
  await world.app.listen(port, '127.0.0.1');
  const browser = await openBrowser();
  const desk = new Desk(browser, base);
  let ahead = 0;
  const recorded = async (id: string): Promise<Recorded> => (await world.who('registrar').get(`/api/v1/cases/${id}`)).json();
  return {
    world,
    browser,
    desk,
    folder,
    now: () => Date.now() + ahead,
    pass: async (ms) => {
      await desk.leave();
      ahead += ms;
      await setClock(world.database.ownerUrl, { aheadMs: ahead });
    },
    recorded,
    comesTo: async (id, state) => {
      for (const until = Date.now() + WAIT_MS; ; await pause(200)) {
        const now = (await recorded(id)).state;
        if (now === state) return;
        if (Date.now() > until) throw new Error(`It stands in ${now}, and does not come to ${state}.`);
      }
    },
    panel: async (id) =>
      (await recorded(id)).matter.judgment.panel.seats
        .filter(({ status }) => status !== 'out')
        .map(({ member }) => world.whoIs(member).name),
    close: async () => {
      await browser.close();
      await worker.close();
      await world.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
