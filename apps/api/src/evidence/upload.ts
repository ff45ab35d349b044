import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import { EvidenceIsTooLarge, type EvidenceStore, type ReceivedBytes } from '@tregua/evidence-store';
import { Problem } from '../http/problem.js';
import type { Request } from '../http/request.js';
import { refused, type Place, type ProblemError, type RefusalCode } from '../http/sentences.js';

/** What came with a file. */
export interface Upload extends ReceivedBytes {
  readonly kind: string;
  readonly mediaType: string;
  readonly fileName: string;
  readonly claimedSha256?: string;
}

const KIND = /^[A-Za-z0-9_-]{1,40}$/;
const HASH = /^[0-9a-f]{64}$/;
const MEDIA_TYPE = /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,60}$/;
const TAKEN = new Set(['kind', 'sha256']);

/**
 * Reads one file and its few fields. The bytes go to the evidence store as they come, and the digest is made on the way; nothing is kept in memory.
 *
 * @throws 400 naming the part that is wrong, 413 beyond the limit, 415 for what is no form of files.
 */
export async function takeUpload(request: Request, store: EvidenceStore, limitBytes: number): Promise<Upload> {
  if (!/^multipart\/form-data;.*boundary=/i.test(request.headers['content-type'] ?? '')) throw new Problem('media-type-is-not-taken');
  const fields: Record<string, unknown> = {};
  let file: { bytes: ReceivedBytes; part: MultipartFile } | undefined;
  for await (const part of parts(request)) {
    if (part.type === 'field') fields[part.fieldname] = part.value;
    else if (part.fieldname !== 'file' || file !== undefined) throw wrong('/file', 'filesComeAlone');
    else file = { bytes: await receive(store, part, limitBytes), part };
  }
  const errors = fieldErrors(fields, file?.bytes);
  if (file === undefined || errors.length > 0) throw new Problem('shape-is-wrong', { errors });
  const mediaType = MEDIA_TYPE.test(file.part.mimetype) ? file.part.mimetype : 'application/octet-stream';
  const claimed = fields['sha256'];
  return {
    ...file.bytes,
    kind: String(fields['kind']),
    mediaType,
    fileName: nameOf(file.part),
    ...(typeof claimed === 'string' ? { claimedSha256: claimed } : {}),
  };
}

async function* parts(request: Request): AsyncGenerator<MultipartFile | MultipartValue> {
  try {
    yield* request.parts();
  } catch (error) {
    if (error instanceof Problem || typeof (error as { code?: unknown }).code === 'string') throw error;
    throw wrong('', 'isForm');
  }
}

async function receive(store: EvidenceStore, part: MultipartFile, limitBytes: number): Promise<ReceivedBytes> {
  try {
    const bytes = await store.receive(part.file, limitBytes);
    if (part.file.truncated) throw fileIsTooLarge(limitBytes);
    return bytes;
  } catch (error) {
    throw error instanceof EvidenceIsTooLarge ? fileIsTooLarge(limitBytes) : error;
  }
}

function fieldErrors(fields: Readonly<Record<string, unknown>>, bytes: ReceivedBytes | undefined): ProblemError[] {
  const { kind, sha256 } = fields;
  return [
    ...Object.keys(fields)
      .filter((name) => !TAKEN.has(name))
      .map((name) => refused('isKnown', { pointer: `/${name}` })),
    ...(bytes === undefined ? [refused('isGiven', { pointer: '/file' })] : []),
    ...(typeof kind === 'string' && KIND.test(kind) ? [] : [refused('isKey', { pointer: '/kind' })]),
    ...(sha256 === undefined || (typeof sha256 === 'string' && HASH.test(sha256)) ? [] : [refused('isHash', { pointer: '/sha256' })]),
    ...(bytes !== undefined && typeof sha256 === 'string' && HASH.test(sha256) && sha256 !== bytes.sha256
      ? [refused('isTheDigest', { pointer: '/sha256' }, { received: bytes.sha256 })]
      : []),
  ];
}

function nameOf(part: MultipartFile): string {
  const name = (part.filename || 'file').slice(-255);
  return /\p{Surrogate}|\0/u.test(name) ? 'file' : name;
}

function wrong(pointer: string, code: RefusalCode): Problem {
  return new Problem('shape-is-wrong', { errors: [refused(code, { pointer })] });
}

/** @param max the limit in bytes. */
export function fileIsTooLarge(max: number, place: Place = { pointer: '/file' }): Problem {
  return new Problem('body-is-too-large', { errors: [refused('fileIsNotTooLarge', place, { max })] });
}
