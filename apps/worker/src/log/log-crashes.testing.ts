import { createLogger } from '@tregua/platform';
import { createDataSource, Keyring } from '@tregua/store';
import { LogWork } from './log-work.js';

/** The work of the log as a process of its own that can be killed: two steps, then it ends. */
async function main(): Promise<void> {
  const { DATABASE_URL = '', KEY_FILE = '', SIGNER_URL = '', SIGNER_SECRET = '' } = process.env;
  const dataSource = await createDataSource(DATABASE_URL, { poolSize: 3 });
  const work = new LogWork({
    dataSource,
    keyring: Keyring.open(KEY_FILE),
    logger: createLogger('log-crash', { level: 'silent' }),
    settings: {
      signerUrl: SIGNER_URL,
      signerSecret: SIGNER_SECRET,
      authorities: [],
      timestampEveryMs: 1_000,
      everyMs: 100,
      idleMs: 60_000,
    },
  });
  await work.step();
  await work.settled();
  await work.stop();
  await dataSource.destroy();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
