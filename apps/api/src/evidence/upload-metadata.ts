import type { IntakeKeys } from '@tregua/store';
import { Problem } from '../http/problem.js';
import type { Request } from '../http/request.js';
import { refused, type ProblemError, type RefusalCode } from '../http/sentences.js';
import type { UploadAbout } from './finish-upload.js';
import { sealedSizeOf } from './sealed-file.js';
import { fileIsTooLarge } from './upload.js';

/** What a client declares before the first byte (tus 1.0, Upload-Length and Upload-Metadata). */
export interface DeclaredUpload {
  readonly home: 'case' | 'report';
  readonly homeId: string;
  readonly kind: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
  readonly about: UploadAbout;
}

const KIND = /^[A-Za-z0-9_-]{1,40}$/;
const HASH = /^[0-9a-f]{64}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const MEDIA_TYPE = /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,60}$/;
const PAIR = /^([a-zA-Z0-9]{1,20})(?: ([A-Za-z0-9+/=]{0,6000}))?$/;
const TAKEN = new Set(['report', 'case', 'kind', 'filename', 'filetype', 'sha256', 'key', 'enc', 'sealed']);
const LENGTH = /^[1-9]\d{0,14}$/;

/**
 * Reads the headers of a creation.
 *
 * @throws 400 naming each pair of the metadata that is wrong, 413 beyond the limit.
 */
export async function declaredUpload(request: Request, keys: IntakeKeys, author: string, limitBytes: number): Promise<DeclaredUpload> {
  const length = String(request.headers['upload-length'] ?? '');
  if (!LENGTH.test(length)) throw wrong([refused('isInteger', { header: 'upload-length' }, { min: 1 })]);
  const given = pairsOf(String(request.headers['upload-metadata'] ?? ''));
  const errors = commonErrors(given);
  if (errors.length > 0) throw wrong(errors);
  const common = {
    home: given.has('case') ? ('case' as const) : ('report' as const),
    homeId: (given.get('case') ?? given.get('report')) as string,
    size: Number(length),
    sha256: given.get('sha256') as string,
  };
  if (!given.has('sealed')) {
    if (common.size > limitBytes) throw fileIsTooLarge(limitBytes, { header: 'upload-length' });
    const name = (given.get('filename') ?? 'file').slice(-255);
    const mediaType = given.get('filetype') ?? '';
    return {
      ...common,
      kind: given.get('kind') as string,
      mediaType: MEDIA_TYPE.test(mediaType) ? mediaType : 'application/octet-stream',
      about: { fileName: /\p{Surrogate}|\0/u.test(name) ? 'file' : name },
    };
  }
  if (common.size > sealedSizeOf(limitBytes)) throw fileIsTooLarge(limitBytes, { header: 'upload-length' });
  const about = await openedAbout(given, keys, `tregua-file/v1\n${common.homeId}\n${author}\n${common.sha256}`);
  if (about === undefined || sealedSizeOf(about.size) !== common.size) throw wrong([pair('sealed', 'opens')]);
  const { kind, mediaType, name, key, size, sha256 } = about;
  return { ...common, kind, mediaType, about: { fileName: name, sealed: { key, size, sha256 } } };
}

interface OpenedAbout {
  readonly kind: string;
  readonly mediaType: string;
  readonly name: string;
  /** Of the file in clear. */
  readonly size: number;
  readonly sha256: string;
  /** Base64, 32 bytes. */
  readonly key: string;
}

async function openedAbout(given: ReadonlyMap<string, string>, keys: IntakeKeys, associated: string): Promise<OpenedAbout | undefined> {
  const opened = await keys.open(
    {
      keyId: given.get('key') as string,
      enc: Buffer.from(given.get('enc') ?? '', 'base64url'),
      ciphertext: Buffer.from(given.get('sealed') ?? '', 'base64url'),
    },
    associated,
  );
  if (opened === undefined) return undefined;
  try {
    const about = JSON.parse(Buffer.from(opened).toString('utf8')) as Partial<Record<keyof OpenedAbout, unknown>>;
    const { kind, mediaType, name, size, sha256, key } = about;
    const whole =
      isText(kind, KIND) &&
      isText(mediaType, MEDIA_TYPE) &&
      isText(name, /^[^\0\p{Surrogate}]{1,255}$/u) &&
      isText(sha256, HASH) &&
      isText(key, /^[A-Za-z0-9+/]{43}=$/) &&
      Number.isSafeInteger(size) &&
      (size as number) > 0;
    return whole ? (about as unknown as OpenedAbout) : undefined;
  } catch {
    return undefined;
  }
}

const isText = (value: unknown, pattern: RegExp): value is string => typeof value === 'string' && pattern.test(value);

function pairsOf(header: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const text of header === '' ? [] : header.split(',')) {
    const found = PAIR.exec(text.trim());
    const name = found?.[1] ?? '';
    if (found === null || pairs.has(name)) throw wrong([refused('isPairs', { header: 'upload-metadata' })]);
    pairs.set(name, Buffer.from(found[2] ?? '', 'base64').toString('utf8'));
  }
  return pairs;
}

function commonErrors(given: ReadonlyMap<string, string>): ProblemError[] {
  const home = given.get('case') ?? given.get('report') ?? '';
  return [
    ...[...given.keys()].filter((name) => !TAKEN.has(name)).map((name) => pair(name, 'isKnown')),
    ...(given.has('case') === given.has('report') || !UUID.test(home) ? [pair(given.has('case') ? 'case' : 'report', 'isId')] : []),
    ...(HASH.test(given.get('sha256') ?? '') ? [] : [pair('sha256', 'isHash')]),
    ...(given.has('sealed') || KIND.test(given.get('kind') ?? '') ? [] : [pair('kind', 'isKey')]),
    ...(given.has('sealed') && !/^[A-Za-z0-9_-]{1,32}$/.test(given.get('key') ?? '') ? [pair('key', 'isKey')] : []),
  ];
}

function pair(name: string, code: RefusalCode): ProblemError {
  return refused(code, { header: `upload-metadata ${name}` });
}

function wrong(errors: ProblemError[]): Problem {
  return new Problem('shape-is-wrong', { errors });
}
