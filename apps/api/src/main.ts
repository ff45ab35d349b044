import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commissionLaw, Docket } from '@tregua/docket';
import { FileEvidenceStore } from '@tregua/evidence-store';
import { readQueueUrl } from '@tregua/jobs';
import { ConfigError, createLogger, readDatabaseUrl, readInteger, Shutdown, type Environment } from '@tregua/platform';
import { checkSchema, createDataSource, Keyring, PostgresDocketStore } from '@tregua/store';
import { defaultSettings, type ApiSettings } from './api-options.js';
import { createApi } from './create-api.js';
import { ReceiptKey } from './log/receipt-key.js';

/** The built pages, beside the compiled programs: dist/web. */
const PAGES = resolve(dirname(fileURLToPath(import.meta.url)), '../../../web');

/** The API as a process of its own. It migrates nothing: that is a step of the deployment, as the owner of the tables. */
async function main(env: Environment): Promise<void> {
  const databaseUrl = readDatabaseUrl(env, 'DATABASE_URL');
  if (databaseUrl === undefined)
    throw new ConfigError('DATABASE_URL', 'must be set: the address of the database, in the role of the application');
  const home = env['TREGUA_HOME'] ?? '.tregua';
  const evidence = env['TREGUA_EVIDENCE'] ?? join(home, 'evidence');
  const port = readInteger(env, 'PORT', 3000, { min: 1, max: 65535 });
  const host = env['TREGUA_HOST'] ?? '127.0.0.1';
  const settings = settingsOf(env, host, port);
  const logger = createLogger('api', { level: env['LOG_LEVEL'] ?? 'info' });
  const keyring = Keyring.open(env['TREGUA_KEYS'] ?? join(home, 'keys.json'));
  const dataSource = await createDataSource(databaseUrl, {
    poolSize: readInteger(env, 'TREGUA_POOL', 10, { min: 1, max: 200 }),
    applicationName: 'tregua-api',
  });
  const shutdown = new Shutdown();
  shutdown.add('database', () => dataSource.destroy());
  await checkSchema(dataSource);
  const docket = new Docket(new PostgresDocketStore(dataSource, keyring), commissionLaw);
  const api = await createApi({
    dataSource,
    docket,
    keyring,
    evidence: new FileEvidenceStore(evidence),
    workFiles: new FileEvidenceStore(join(evidence, 'work')),
    spool: env['TREGUA_SPOOL'] ?? join(evidence, 'spool'),
    queue: readQueueUrl(env, 'QUEUE_URL', databaseUrl),
    logger,
    settings,
    ...receiptsOf(env, home),
  });
  shutdown.add('http', () => api.close());
  shutdown.listen((line) => logger.info(line));
  await api.listen(port, host);
  logger.info({ host, port }, 'The API answers.');
}

/** Receipts name the log: without its origin there are none. */
function receiptsOf(env: Environment, home: string): { readonly receiptKey?: ReceiptKey } {
  const origin = env['TREGUA_LOG_ORIGIN'];
  if (origin === undefined || origin === '') return {};
  return { receiptKey: ReceiptKey.open(env['TREGUA_RECEIPT_KEY'] ?? join(home, 'receipt-key'), origin) };
}

/** A cookie that can be read on the way is no session: another address than loopback needs TLS in front, which TREGUA_ORIGIN says. */
function settingsOf(env: Environment, host: string, port: number): ApiSettings {
  const origins = (env['TREGUA_ORIGIN'] ?? '').split(',').filter((origin) => origin !== '');
  const secure = origins.length > 0 && origins.every((origin) => origin.startsWith('https://'));
  const loopback = ['127.0.0.1', '::1', 'localhost'].includes(host);
  if (!loopback && !secure)
    throw new ConfigError('TREGUA_ORIGIN', `must name the https:// address of the pages, since ${host} is not the loopback address`);
  const proxies = env['TREGUA_TRUSTED_PROXIES']?.split(',');
  const metricsToken = env['TREGUA_METRICS_TOKEN'];
  const demonstration = env['TREGUA_DEMONSTRATION'] === 'true';
  const webhooksToLoopback = env['TREGUA_WEBHOOKS_TO_LOOPBACK'] === 'true';
  if (webhooksToLoopback && !demonstration)
    throw new ConfigError(
      'TREGUA_WEBHOOKS_TO_LOOPBACK',
      'is for tests and demonstrations: here it would open this machine to whoever registers webhooks',
    );
  const pagesFolder = env['TREGUA_PAGES'] ?? (existsSync(join(PAGES, 'index.html')) ? PAGES : undefined);
  return {
    ...defaultSettings,
    ...(pagesFolder === undefined ? {} : { pagesFolder }),
    origins: origins.length > 0 ? origins : [`http://127.0.0.1:${port}`, `http://localhost:${port}`],
    secure,
    demonstration,
    webhooksToLoopback,
    requestsPerMinute: readInteger(env, 'TREGUA_REQUESTS_PER_MINUTE', defaultSettings.requestsPerMinute, { min: 10, max: 10_000_000 }),
    uploadLimitBytes: readInteger(env, 'TREGUA_UPLOAD_LIMIT_MIB', 64, { min: 1, max: 4096 }) * 1024 * 1024,
    ...(proxies === undefined ? {} : { trustedProxies: proxies }),
    ...(metricsToken === undefined ? {} : { metricsToken }),
  };
}

main(process.env).catch((error: unknown) => {
  process.stderr.write(`The API did not start. ${error instanceof Error ? error.message : 'Unknown reason.'}\n`);
  process.exit(1);
});
