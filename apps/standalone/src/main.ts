import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApi } from '../../api/src/create-api.js';
import { defaultSettings } from '../../api/src/api-options.js';
import { readChannelSettings } from '../../worker/src/channels/channel-settings.js';
import { bundleLogSettings } from '../../worker/src/bundle/postgres-bundle-log.js';
import { createWorker } from '../../worker/src/create-worker.js';
import { ConfigError, createLogger, readInteger, Shutdown } from '@tregua/platform';
import { openCommission, type Commission } from './commission.js';
import { DemonstrationClock } from './demonstration-clock.js';
import { NOTICE } from './demonstration/agreement.js';
import { demonstrationIs } from './demonstration/load-demonstration.js';
import { inventedPeople } from './demonstration/people.js';
import { readyDemonstration } from './demonstration/ready-demonstration.js';
import { startDemonstrationLog, WITNESS_LABEL, type DemonstrationLog } from './log/demonstration-log.js';
import { foldersOf, lookIntoHome, LostSecrets, openHome, type Home } from './home.js';
import { tellStory } from './story.js';

/** Beside the compiled programs: dist/web. */
const PAGES = resolve(dirname(fileURLToPath(import.meta.url)), '../../../web');
const SWEEP_EVERY_MS = 2_000;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** npm start: everything in one process, on the loopback address, with the demonstration in it. */
async function main(): Promise<void> {
  const port = readInteger(process.env, 'PORT', 3000, { min: 1, max: 65535 });
  const folder = process.env['TREGUA_HOME'] ?? join(process.cwd(), '.tregua');
  const channels = readChannelSettings({ TREGUA_BASE_URL: `http://127.0.0.1:${port}`, ...process.env }, folder, 'demonstration');
  const home = openHome(folder);
  const shutdown = new Shutdown();
  shutdown.add('data folder', () => home.release());
  shutdown.listen(say);
  try {
    const logStarts = startDemonstrationLog(home.folder, say);
    logStarts.catch(() => undefined); // thrown where it is waited for
    shutdown.add('log', async () => void (await (await logStarts.catch(() => undefined))?.close()));
    const queueUrl = process.env['QUEUE_URL'] === '' ? undefined : process.env['QUEUE_URL'];
    let commission = await openCommission(home, { say, ...(queueUrl === undefined ? {} : { queueUrl }) });
    shutdown.add('database', () => commission.close());
    for (const note of commission.notes) say(note);
    commission = await emptyOrWhole(commission, home);
    await readyDemonstration({ ...commission, say, saveSignIns: home.saveSignIns });
    const clock = new DemonstrationClock(commission, home);
    await clock.run();
    shutdown.add('clock', () => clock.stand());

    const logger = createLogger('standalone', { level: process.env['LOG_LEVEL'] ?? 'warn' });
    const log = await logStarts;
    const bundles = bundleLogSettings(log.policyFile, true);
    const worker = await createWorker({ ...commission, logger, sweepEveryMs: SWEEP_EVERY_MS, channels, log: log.settings, bundles });
    shutdown.add('worker', () => worker.close());
    const api = await createApi({
      ...commission,
      logger,
      receiptKey: log.receiptKey,
      spool: join(home.evidence, 'spool'),
      settings: {
        ...defaultSettings,
        demonstration: true,
        origins: [`http://127.0.0.1:${port}`, `http://localhost:${port}`],
        webhooksToLoopback: channels.webhooksToLoopback,
        pagesFolder: PAGES,
      },
    });
    shutdown.add('api', () => api.close());
    await api.listen(port, '127.0.0.1');
    greet(port, lookIntoHome(home.folder).secrets.signIns, await tellStory(commission.dataSource, commission.keyring), log);
  } catch (error) {
    await shutdown.run(say);
    throw error;
  }
}

/** A first start that was broken off begins again; a database that somebody has used otherwise is left alone. */
async function emptyOrWhole(commission: Commission, home: Home): Promise<Commission> {
  const is = await demonstrationIs(commission.dataSource);
  if (is === 'foreign') {
    const folders = foldersOf(home.folder, commission.clusterFolder).map((folder) => `\n  rm -rf ${folder}`);
    throw new ConfigError(
      'TREGUA_HOME',
      `the database there holds work that is not the demonstration's: nothing was loaded into it. Name another folder, or, if nothing there is needed any more, remove all of it and start again:${folders.join('')}`,
    );
  }
  if (is !== 'whole') DemonstrationClock.forget(home);
  if (is !== 'partial') return commission;
  say('An earlier start was broken off while the demonstration was loading: its database is thrown away, and loading begins again.');
  return await commission.startOver();
}

function greet(port: number, signIns: Readonly<Record<string, string>>, story: readonly string[], log: DemonstrationLog): void {
  const roleOf = new Map(inventedPeople.map(({ key, roles }) => [key, roles.join(', ').replaceAll('_', ' ')]));
  const width = Math.max(...Object.keys(signIns).map((name) => name.length));
  say(`\n${NOTICE}\n`);
  for (const line of story) say(line);
  say('\nSign-ins (made at random on the first start, kept in the data folder):');
  for (const [name, password] of Object.entries(signIns)) say(`  ${name.padEnd(width)}  ${password}  ${roleOf.get(name) ?? ''}`);
  say(
    `\nThe log ${log.origin} is on http://127.0.0.1:${port}/log/checkpoint, signed by a program of its own; ${log.witnesses} ${WITNESS_LABEL}.`,
  );
  say(`Its trust roots, for the verifier: ${log.policyFile}`);
  say(`\nTregua answers on http://127.0.0.1:${port}   (stop it with Ctrl-C)`);
}

main().catch((error: unknown) => {
  const text =
    error instanceof ConfigError || error instanceof LostSecrets
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`Tregua did not start. ${text}\n`);
  process.exit(1);
});
