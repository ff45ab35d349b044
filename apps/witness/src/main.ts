import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeVerifierKey } from '@tregua/ledger';
import { ConfigError, readInteger, Shutdown, type Environment } from '@tregua/platform';
import { openKey } from './witness-key.js';
import { parseLogs, type KnownLogs } from './witness-logs.js';
import { WitnessRecords } from './witness-records.js';
import { serveWitness } from './witness-server.js';
import { Witness } from './witness.js';

const USAGE = `A witness of transparency logs (c2sp.org/tlog-witness). It remembers how far each log had grown and cosigns only what grew out of that.
  (no word)       serves
  key             prints the verifier key, making the key at the first time
  --home FOLDER   key and memory (TREGUA_WITNESS_HOME, default .tregua/witness)
  --name NAME     of the key; needed once, e.g. witness.example.org (TREGUA_WITNESS_NAME)
  --logs FILE     a verifier key of a log on each line, or a policy; read again on SIGHUP (TREGUA_WITNESS_LOGS, default logs.txt in the home)
  --host ADDRESS  default 127.0.0.1 (TREGUA_WITNESS_HOST)
  --port NUMBER   default 4030; 0 takes a free one (TREGUA_WITNESS_PORT)
  --rate NUMBER   requests a second from one address, default 20 (TREGUA_WITNESS_RATE)`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const OPTIONS = {
  home: { type: 'string' },
  name: { type: 'string' },
  logs: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  rate: { type: 'string' },
  help: { type: 'boolean' },
} as const;

interface Asked {
  readonly command: string | undefined;
  readonly env: Environment;
}

/** Words of the command line go before the environment. */
function askedBy(words: readonly string[], env: Environment): Asked {
  const { values, positionals } = parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  if (positionals.length > 1) throw new ConfigError(positionals[1] as string, 'is one word too many');
  const { help, ...settings } = values;
  const given = Object.entries(settings).map(([name, value]) => [`TREGUA_WITNESS_${name.toUpperCase()}`, value] as const);
  return { command: help === true ? 'help' : positionals[0], env: { ...env, ...Object.fromEntries(given) } };
}

async function main(words: readonly string[]): Promise<void> {
  const { command, env } = askedBy(words, process.env);
  if (command === 'help') return say(USAGE);
  if (command !== undefined && command !== 'key') throw new ConfigError(command, `is no command of the witness\n${USAGE}`);
  const folder = env['TREGUA_WITNESS_HOME'] ?? join('.tregua', 'witness');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = openKey(join(folder, 'key'), env['TREGUA_WITNESS_NAME']);
  if (command === 'key') return say(writeVerifierKey(key));
  const file = env['TREGUA_WITNESS_LOGS'] ?? join(folder, 'logs.txt');
  let known: KnownLogs = readLogs(file);
  const records = await WitnessRecords.open(folder, key);
  const shutdown = new Shutdown();
  shutdown.add('records', () => records.close());
  // Read at once: a damaged memory ends the start, not the first request.
  for (const origin of known.keys()) records.find(origin);
  const served = {
    witness: new Witness(key, () => known, records, Date.now),
    records,
    logs: () => known,
    vkey: writeVerifierKey(key),
    say,
  };
  const server = await serveWitness(served, {
    host: env['TREGUA_WITNESS_HOST'] ?? '127.0.0.1',
    port: readInteger(env, 'TREGUA_WITNESS_PORT', 4030, { min: 0, max: 65535 }),
    perSecond: readInteger(env, 'TREGUA_WITNESS_RATE', 20, { min: 1, max: 100_000 }),
  });
  shutdown.add('http', () => server.close());
  shutdown.listen(say);
  // A child of npm start ends with it, also when that was killed.
  if (process.channel !== undefined && process.channel !== null) process.on('disconnect', () => process.exit(0));
  process.on('SIGHUP', () => {
    try {
      known = readLogs(file);
      say(`${file} was read again: ${known.size} logs.`);
    } catch (error) {
      say(`The logs stay as they were. ${(error as Error).message}`);
    }
  });
  say(JSON.stringify({ listening: server.url, vkey: served.vkey }));
}

function readLogs(file: string): KnownLogs {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new ConfigError('logs', `there is no file ${file}: write the verifier key of a log on a line of its own`);
  }
  try {
    return parseLogs(text);
  } catch (error) {
    throw new ConfigError(file, (error as Error).message);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`The witness did not start. ${error instanceof Error ? error.message : 'Unknown reason.'}\n`);
  process.exit(1);
});
