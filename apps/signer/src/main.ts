import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, ProcessLock, readInteger, readSecret, Shutdown, type Environment } from '@tregua/platform';
import { serveSigner } from './signer-server.js';
import { SignerKeys } from './signer-keys.js';
import { SignerState } from './signer-state.js';
import { Signer } from './signer.js';

const USAGE = `The signer of the log: its key, and its own memory of size and root.
  (no word)         serves
  key               prints the verifier keys of the present epoch, the present one first
  hand-over         makes a new key; checkpoints bear both signatures until the old one is retired
  retire            destroys the keys before the present one
  declare-restore   an older database was restored on purpose: begins a new epoch that names the old
Settings: TREGUA_LOG_ORIGIN (first start), TREGUA_SIGNER_HOME, TREGUA_SIGNER_HOST, TREGUA_SIGNER_PORT, TREGUA_SIGNER_SECRET_FILE`;

/** A signer that was told to end, or whose npm start was killed, needs a moment. */
const ENDS_WITHIN_MS = 5_000;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(env: Environment, [command, ...more]: readonly string[]): Promise<void> {
  if (more.length > 0 || command === 'help' || command === '--help') return say(USAGE);
  const folder = env['TREGUA_SIGNER_HOME'] ?? join('.tregua', 'log', 'signer');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (command === 'key') return openSigner(folder, env).signer.view().keys.forEach(say);
  // Two signers on one folder would forget each other's sizes.
  const lock = await ProcessLock.takeSoon(join(folder, 'running.lock'), ENDS_WITHIN_MS);
  if (command === undefined) return await serve(folder, env, lock);
  try {
    const { signer } = openSigner(folder, env);
    if (command === 'hand-over') say(signer.handOver());
    else if (command === 'retire') say(`${signer.retire()} earlier keys were destroyed.`);
    else if (command === 'declare-restore') say(signer.declareRestore());
    else throw new ConfigError(command, `is no command of the signer\n${USAGE}`);
  } finally {
    lock.release();
  }
}

async function serve(folder: string, env: Environment, lock: ProcessLock): Promise<void> {
  const shutdown = new Shutdown();
  shutdown.add('lock', () => lock.release());
  const { signer } = openSigner(folder, env);
  const server = await serveSigner(signer, {
    host: env['TREGUA_SIGNER_HOST'] ?? '127.0.0.1',
    port: readInteger(env, 'TREGUA_SIGNER_PORT', 3010, { min: 0, max: 65535 }),
    secret: secretOf(env),
  });
  shutdown.add('http', () => server.close());
  shutdown.listen(say);
  // A child of npm start ends with it, also when that was killed.
  if (process.channel !== undefined && process.channel !== null) process.on('disconnect', () => process.exit(0));
  const { origin, keys } = signer.view();
  say(JSON.stringify({ listening: server.url, origin, vkey: keys[0] }));
}

function openSigner(folder: string, env: Environment): { readonly signer: Signer } {
  const origin = env['TREGUA_LOG_ORIGIN'];
  if (origin !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/.test(origin))
    throw new ConfigError('TREGUA_LOG_ORIGIN', 'must be letters, digits and . _ - : / only, such as example.org/tregua');
  const state = SignerState.open(folder, origin);
  return { signer: new Signer(state, SignerKeys.open(folder, state.current.origin)) };
}

function secretOf(env: Environment): string {
  const file = env['TREGUA_SIGNER_SECRET_FILE'];
  const secret = file === undefined ? undefined : readSecret(file)?.trim();
  if (secret === undefined || secret.length < 32)
    throw new ConfigError('TREGUA_SIGNER_SECRET_FILE', 'must name a file of mode 600 that holds at least 32 characters');
  return secret;
}

main(process.env, process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`The signer did not start. ${error instanceof Error ? error.message : 'Unknown reason.'}\n`);
  process.exit(1);
});
