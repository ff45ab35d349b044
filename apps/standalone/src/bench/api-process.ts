import { commissionLaw, Docket } from '@tregua/docket';
import { createLogger } from '@tregua/platform';
import { createDataSource, Keyring, PostgresDocketStore } from '@tregua/store';
import { defaultSettings } from '../../../api/src/api-options.js';
import { createApi } from '../../../api/src/create-api.js';

/** The one API process that the bench measures: started by fork, told where the database is, ends when its parent does. */
async function main(): Promise<void> {
  const { BENCH_DATABASE_URL: url, BENCH_KEY_FILE: keyFile } = process.env;
  if (url === undefined || keyFile === undefined) throw new Error('This program is started by the bench.');
  const dataSource = await createDataSource(url, { poolSize: 10, applicationName: 'tregua-bench-api' });
  const keyring = Keyring.open(keyFile);
  const api = await createApi({
    dataSource,
    keyring,
    docket: new Docket(new PostgresDocketStore(dataSource, keyring), commissionLaw),
    logger: createLogger('bench', { level: 'error' }),
    settings: { ...defaultSettings, requestsPerMinute: 1_000_000_000 },
  });
  await api.listen(0, '127.0.0.1');
  const address = api.getHttpServer().address() as { port: number };
  process.send?.({ port: address.port });
  process.on('disconnect', () => process.exit(0));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
