import { existsSync, readFileSync } from 'node:fs';
import { LogFormatError, parsePolicy, type Policy } from '@tregua/ledger';
import { ConfigError, readInteger, readSecret, sha256, type Environment } from '@tregua/platform';

/** An authority of RFC 3161 that stamps checkpoints. */
export interface TimestampAuthority {
  /** Short, as it stands beside its tokens. */
  readonly name: string;
  readonly url: string;
  /** Certificates (PEM) of which one must have signed, or issued the signer; absent: any token that fits is kept, and whoever verifies decides. */
  readonly certificates?: string;
}

/** How the log is signed, witnessed and stamped. */
export interface LogSettings {
  readonly signerUrl: string;
  readonly signerSecret: string;
  /** Whose cosignatures are gathered; read again for every checkpoint, so that witnesses come and go without a restart. Absent: nobody's. */
  readonly policy?: () => Policy;
  readonly authorities: readonly TimestampAuthority[];
  /** Milliseconds between two stamped checkpoints. */
  readonly timestampEveryMs: number;
  /** Milliseconds from one look at what waits to the next. */
  readonly everyMs: number;
  /** A checkpoint is shown to the witnesses again after this long, when nothing was entered. */
  readonly idleMs: number;
}

const HOUR_MS = 3_600_000;

/** From the environment; undefined: entries wait for a log that is set up later. @throws ConfigError */
export function readLogSettings(env: Environment): LogSettings | undefined {
  const signerUrl = env['TREGUA_SIGNER_URL'];
  if (signerUrl === undefined || signerUrl === '') return undefined;
  if (!/^https?:\/\/[^\s]+$/.test(signerUrl)) throw new ConfigError('TREGUA_SIGNER_URL', 'must begin with http:// or https://');
  const secretFile = env['TREGUA_SIGNER_SECRET_FILE'];
  const signerSecret = secretFile === undefined ? undefined : readSecret(secretFile)?.trim();
  if (signerSecret === undefined || signerSecret.length < 32)
    throw new ConfigError('TREGUA_SIGNER_SECRET_FILE', 'must name the file of mode 600 whose secret the signer knows');
  const policyFile = env['TREGUA_LOG_POLICY'];
  return {
    signerUrl,
    signerSecret,
    ...(policyFile === undefined || policyFile === '' ? {} : { policy: policyReader(policyFile) }),
    authorities: authoritiesIn(env['TREGUA_TIMESTAMP_AUTHORITIES']),
    timestampEveryMs: readInteger(env, 'TREGUA_TIMESTAMP_EVERY_MS', HOUR_MS, { min: 1_000, max: 7 * 24 * HOUR_MS }),
    everyMs: readInteger(env, 'TREGUA_LOG_EVERY_MS', 400, { min: 50, max: 60_000 }),
    idleMs: 60_000,
  };
}

/** @throws ConfigError when the file is none, now or at any later reading. */
export function policyReader(file: string): () => Policy {
  const read = (): Policy => {
    if (!existsSync(file)) throw new ConfigError('TREGUA_LOG_POLICY', `there is no file ${file}`);
    try {
      return parsePolicy(Uint8Array.from(readFileSync(file)), sha256);
    } catch (error) {
      throw error instanceof LogFormatError ? new ConfigError('TREGUA_LOG_POLICY', error.message) : error;
    }
  };
  read();
  return read;
}

function authoritiesIn(file: string | undefined): TimestampAuthority[] {
  if (file === undefined || file === '') return [];
  const setting = 'TREGUA_TIMESTAMP_AUTHORITIES';
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new ConfigError(setting, `must name a file of JSON: [{"name", "url", "certificates"?}]`);
  }
  if (!Array.isArray(given) || given.length > 8) throw new ConfigError(setting, 'must hold a list of at most 8 authorities');
  return given.map((one: unknown, index) => {
    const { name, url, certificates } = (one ?? {}) as Record<string, unknown>;
    if (typeof name !== 'string' || !/^[A-Za-z0-9._-]{1,64}$/.test(name))
      throw new ConfigError(setting, `[${index}].name must be letters, digits and . _ - (at most 64)`);
    if (typeof url !== 'string' || !/^https?:\/\/\S+$/.test(url))
      throw new ConfigError(setting, `[${index}].url must be an address of http or https`);
    if (certificates === undefined) return { name, url };
    if (typeof certificates !== 'string' || !existsSync(certificates))
      throw new ConfigError(setting, `[${index}].certificates must name a file of certificates (PEM)`);
    return { name, url, certificates: readFileSync(certificates, 'utf8') };
  });
}
