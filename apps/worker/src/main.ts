import { join } from 'node:path';
import { commissionLaw, Docket } from '@tregua/docket';
import { openEvidenceStores, readEvidenceUrl } from '@tregua/evidence-store';
import { readQueueUrl } from '@tregua/jobs';
import { ConfigError, createLogger, readDatabaseUrl, readInteger, Shutdown, type Environment } from '@tregua/platform';
import { checkSchema, createDataSource, Keyring, PostgresDocketStore, readClock } from '@tregua/store';
import { bundleLogSettings } from './bundle/postgres-bundle-log.js';
import { readChannelSettings } from './channels/channel-settings.js';
import { createWorker } from './create-worker.js';
import { readLogSettings } from './log/log-settings.js';
import { serveState } from './queues/state-server.js';
import { WorkerState } from './queues/worker-state.js';

/** The worker as a process of its own. As many may run side by side as one likes. */
async function main(env: Environment): Promise<void> {
  const url = readDatabaseUrl(env, 'DATABASE_URL');
  if (url === undefined) throw new ConfigError('DATABASE_URL', 'must be set: the address of the database, in the role of the application');
  const queue = readQueueUrl(env, 'QUEUE_URL', url);
  const sweepEveryMs = readInteger(env, 'TREGUA_SWEEP_MS', 2_000, { min: 100, max: 600_000 });
  const logger = createLogger('worker', { level: env['LOG_LEVEL'] ?? 'info' });
  const home = env['TREGUA_HOME'] ?? '.tregua';
  const mayBeMoved = env['TREGUA_DEMONSTRATION'] === 'true';
  const channels = readChannelSettings(env, home, mayBeMoved ? 'demonstration' : 'production');
  const log = readLogSettings(env);
  const evidenceAddress = readEvidenceUrl(env, join(home, 'evidence'));
  const keyring = Keyring.open(env['TREGUA_KEYS'] ?? join(home, 'keys.json'));
  const shutdown = new Shutdown();
  shutdown.listen((line) => logger.info(line));
  const dataSource = await createDataSource(url, { poolSize: 10, applicationName: 'tregua-worker' });
  shutdown.add('database', () => dataSource.destroy());
  await checkSchema(dataSource);
  if (!mayBeMoved && !(await readClock(dataSource)).isPlain)
    throw new Error('The clock of this database was moved: it is a demonstration, not a commission.');
  const docket = new Docket(new PostgresDocketStore(dataSource, keyring), commissionLaw);
  const queueMayBeDown = readWithoutQueue(env) === 'continue';
  const { evidence, workFiles, close } = await openEvidenceStores(evidenceAddress);
  shutdown.add('evidence', () => Promise.resolve(close()));
  const stores = { dataSource, docket, keyring, evidence, workFiles };
  const worker = await createWorker({
    ...stores,
    logger,
    queue,
    queueMayBeDown,
    sweepEveryMs,
    channels,
    ...(log === undefined ? {} : { log }),
    bundles: bundleLogSettings(env['TREGUA_LOG_POLICY'], mayBeMoved),
  });
  shutdown.add('worker', () => worker.close());
  const port = readInteger(env, 'TREGUA_WORKER_PORT', 0, { min: 0, max: 65535 });
  if (port > 0) {
    const state = await serveState(worker.get(WorkerState), { host: env['TREGUA_WORKER_HOST'] ?? '127.0.0.1', port });
    shutdown.add('state', () => state.close());
  }
  logger.info({ sweepEveryMs, queue: queue.backend }, 'The worker works.');
}

/** What a start does when the queue does not answer: end with the reason, or fire deadlines without it until it does. */
function readWithoutQueue(env: Environment): 'refuse' | 'continue' {
  const text = env['TREGUA_WITHOUT_QUEUE'] ?? 'refuse';
  if (text !== 'refuse' && text !== 'continue') throw new ConfigError('TREGUA_WITHOUT_QUEUE', 'must be "refuse" or "continue"');
  return text;
}

main(process.env).catch((error: unknown) => {
  process.stderr.write(`The worker did not start. ${error instanceof Error ? error.message : 'Unknown reason.'}\n`);
  process.exit(1);
});
