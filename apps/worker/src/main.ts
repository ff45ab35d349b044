import { join } from 'node:path';
import { commissionLaw, Docket } from '@tregua/docket';
import { ConfigError, createLogger, readDatabaseUrl, readInteger, Shutdown, type Environment } from '@tregua/platform';
import { createDataSource, Keyring, PostgresDocketStore, readClock } from '@tregua/store';
import { createWorker } from './create-worker.js';

/** The worker as a process of its own. As many may run side by side as one likes. */
async function main(env: Environment): Promise<void> {
  const url = readDatabaseUrl(env, 'DATABASE_URL');
  if (url === undefined) throw new ConfigError('DATABASE_URL', 'must be set: the address of the database, in the role of the application');
  const sweepEveryMs = readInteger(env, 'TREGUA_SWEEP_MS', 2_000, { min: 100, max: 600_000 });
  const logger = createLogger('worker', { level: env['LOG_LEVEL'] ?? 'info' });
  const keyring = Keyring.open(env['TREGUA_KEYS'] ?? join(env['TREGUA_HOME'] ?? '.tregua', 'keys.json'));
  const shutdown = new Shutdown();
  shutdown.listen((line) => logger.info(line));
  const dataSource = await createDataSource(url, { poolSize: 4, applicationName: 'tregua-worker' });
  shutdown.add('database', () => dataSource.destroy());
  if (!(await readClock(dataSource)).isPlain)
    throw new Error('The clock of this database was moved: it is a demonstration, not a commission.');
  const docket = new Docket(new PostgresDocketStore(dataSource, keyring), commissionLaw);
  const worker = await createWorker({ docket, logger, sweepEveryMs });
  shutdown.add('worker', () => worker.close());
  logger.info({ sweepEveryMs }, 'The worker sweeps.');
}

main(process.env).catch((error: unknown) => {
  process.stderr.write(`The worker did not start. ${error instanceof Error ? error.message : 'Unknown reason.'}\n`);
  process.exit(1);
});
