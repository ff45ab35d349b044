import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, type Environment } from '@tregua/platform';

/** Where the bytes of evidence lie: the one setting EVIDENCE_URL. */
export type EvidenceAddress = FileAddress | S3Address;

export interface FileAddress {
  readonly kind: 'file';
  readonly folder: string;
}

export interface S3Address {
  readonly kind: 's3';
  readonly bucket: string;
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
  readonly region: string;
  /** Absent: the one of AWS for the region. */
  readonly endpoint?: string;
  /** The bucket stands in the path and not in the host's name: what most servers but AWS want. */
  readonly pathStyle: boolean;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export const EVIDENCE_SETTING = 'EVIDENCE_URL';
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PREFIX = /^(?:[A-Za-z0-9._-]+\/)*$/;
const PARAMETERS = ['endpoint', 'region', 'pathStyle'];

/**
 * Reads EVIDENCE_URL: `file:<folder>` or `s3://<bucket>/<prefix>?endpoint=…&region=…&pathStyle=1`. Credentials are never part of it: they are in the files that
 * EVIDENCE_ACCESS_KEY_FILE and EVIDENCE_SECRET_KEY_FILE name, or in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. The message never holds one.
 *
 * @param folder where evidence lies when the setting is absent
 * @throws ConfigError that names the setting
 */
export function readEvidenceUrl(env: Environment, folder: string): EvidenceAddress {
  const text = env[EVIDENCE_SETTING];
  const named = env['TREGUA_EVIDENCE'];
  if (text === undefined || text === '') return { kind: 'file', folder: resolve(named === undefined || named === '' ? folder : named) };
  if (named !== undefined && named !== '') throw new ConfigError('TREGUA_EVIDENCE', `must not be set together with ${EVIDENCE_SETTING}`);
  if (text.startsWith('file:')) return { kind: 'file', folder: folderIn(text) };
  return s3Address(urlIn(text), env);
}

function folderIn(text: string): string {
  const rest = text.slice('file:'.length);
  if (rest.startsWith('//')) {
    try {
      return fileURLToPath(text);
    } catch {
      throw new ConfigError(EVIDENCE_SETTING, 'names no folder of this machine: file:/path or file:folder');
    }
  }
  if (rest === '') throw new ConfigError(EVIDENCE_SETTING, 'names no folder: file:/path or file:folder');
  return isAbsolute(rest) ? rest : resolve(rest);
}

function urlIn(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new ConfigError(EVIDENCE_SETTING, 'must be an address such as file:/path or s3://bucket/prefix?endpoint=…&region=…&pathStyle=1');
  }
}

function s3Address(url: URL, env: Environment): S3Address {
  const wrong = (says: string): ConfigError => new ConfigError(EVIDENCE_SETTING, says);
  if (url.protocol !== 's3:') throw wrong(`must begin with file: or s3://, and begins with ${url.protocol}`);
  if (url.username !== '' || url.password !== '')
    throw wrong('must hold no credentials: EVIDENCE_ACCESS_KEY_FILE and EVIDENCE_SECRET_KEY_FILE name files with them');
  if (!BUCKET.test(url.host)) throw wrong('names no bucket: 3 to 63 lower-case letters, digits, points and hyphens');
  const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) throw wrong(`knows no "${unknown}": there are ${PARAMETERS.join(', ')}`);
  const path = url.pathname.replace(/^\//, '');
  const prefix = path === '' || path.endsWith('/') ? path : `${path}/`;
  if (!PREFIX.test(prefix) || prefix.length > 200)
    throw wrong('has a prefix that is no path of letters, digits, points, hyphens and underscores');
  const endpoint = endpointIn(url.searchParams.get('endpoint'));
  const region = url.searchParams.get('region') ?? 'us-east-1';
  if (!/^[a-z0-9-]{1,64}$/.test(region)) throw wrong('region must be a name such as eu-west-3');
  const pathStyle = url.searchParams.get('pathStyle') ?? '0';
  if (pathStyle !== '0' && pathStyle !== '1') throw wrong('pathStyle must be 0 or 1');
  const address = { kind: 's3', bucket: url.host, prefix, region, pathStyle: pathStyle === '1', credentials: credentialsIn(env) } as const;
  return endpoint === undefined ? address : { ...address, endpoint };
}

function endpointIn(text: string | null): string | undefined {
  if (text === null) return undefined;
  let endpoint: URL;
  try {
    endpoint = new URL(text);
  } catch {
    throw new ConfigError(EVIDENCE_SETTING, 'endpoint must be an address such as https://s3.example');
  }
  const isPlain = endpoint.username === '' && endpoint.password === '' && endpoint.search === '' && endpoint.pathname === '/';
  if (!['http:', 'https:'].includes(endpoint.protocol) || !isPlain)
    throw new ConfigError(EVIDENCE_SETTING, 'endpoint must be http:// or https:// with a host, and nothing else');
  return endpoint.origin;
}

function credentialsIn(env: Environment): S3Address['credentials'] {
  const accessKeyId = credential(env, 'EVIDENCE_ACCESS_KEY_FILE', 'AWS_ACCESS_KEY_ID');
  const secretAccessKey = credential(env, 'EVIDENCE_SECRET_KEY_FILE', 'AWS_SECRET_ACCESS_KEY');
  return { accessKeyId, secretAccessKey };
}

function credential(env: Environment, file: string, plain: string): string {
  const path = env[file];
  if (path === undefined || path === '') {
    const value = env[plain];
    if (value === undefined || value === '')
      throw new ConfigError(file, `must name a file, since ${EVIDENCE_SETTING} is an s3:// address (or set ${plain})`);
    return value;
  }
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new ConfigError(file, `names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
  if (!/^[\x21-\x7e]{1,256}$/.test(text)) throw new ConfigError(file, 'names a file that holds no key: one line of printable characters');
  return text;
}
