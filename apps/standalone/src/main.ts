import { join } from 'node:path';
import { createApi } from '../../api/src/create-api.js';
import { defaultSettings } from '../../api/src/api-options.js';
import { createWorker } from '../../worker/src/create-worker.js';
import { ConfigError, createLogger, readInteger, Shutdown } from '@tregua/platform';
import { openCommission } from './commission.js';
import { openHome } from './home.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** npm start: everything in one process, on the loopback address, with the demonstration in it. */
async function main(): Promise<void> {
  const port = readInteger(process.env, 'PORT', 3000, { min: 1, max: 65535 });
  const home = openHome(process.env['TREGUA_HOME'] ?? join(process.cwd(), '.tregua'));
  const shutdown = new Shutdown();
  shutdown.add('data folder', () => home.release());
  shutdown.listen(say);
  try {
    const commission = await openCommission(home, { say });
    shutdown.add('database', () => commission.close());
    for (const note of commission.notes) say(note);

    const logger = createLogger('standalone', { level: process.env['LOG_LEVEL'] ?? 'warn' });
    const worker = await createWorker({ docket: commission.docket, logger, sweepEveryMs: 2_000 });
    shutdown.add('worker', () => worker.close());
    const api = await createApi({
      ...commission,
      logger,
      settings: { ...defaultSettings, demonstration: true, origins: [`http://127.0.0.1:${port}`, `http://localhost:${port}`] },
    });
    shutdown.add('api', () => api.close());
    await api.listen(port, '127.0.0.1');
    say(`Tregua answers on http://127.0.0.1:${port}`);
  } catch (error) {
    await shutdown.run(say);
    throw error;
  }
}

main().catch((error: unknown) => {
  const text = error instanceof ConfigError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`Tregua did not start. ${text}\n`);
  process.exit(1);
});
