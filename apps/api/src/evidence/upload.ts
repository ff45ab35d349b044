import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import { EvidenceIsTooLarge, type EvidenceStore, type ReceivedBytes } from '@tregua/evidence-store';
import { Problem, type ProblemError } from '../http/problem.js';
import type { Request } from '../http/request.js';

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
    else if (part.fieldname !== 'file' || file !== undefined) throw wrong('/file', 'isList', 'One file in the part "file" is taken.');
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
    throw wrong('', 'isForm', 'The form of files cannot be read.');
  }
}

async function receive(store: EvidenceStore, part: MultipartFile, limitBytes: number): Promise<ReceivedBytes> {
  try {
    const bytes = await store.receive(part.file, limitBytes);
    if (part.file.truncated) throw new Problem('body-is-too-large');
    return bytes;
  } catch (error) {
    throw error instanceof EvidenceIsTooLarge ? new Problem('body-is-too-large') : error;
  }
}

function fieldErrors(fields: Readonly<Record<string, unknown>>, bytes: ReceivedBytes | undefined): ProblemError[] {
  const { kind, sha256 } = fields;
  return [
    ...Object.keys(fields)
      .filter((name) => !TAKEN.has(name))
      .map((name) => ({ pointer: `/${name}`, code: 'isKnown', detail: 'No value of this name is taken here.' })),
    ...(bytes === undefined ? [{ pointer: '/file', code: 'isGiven', detail: 'A file is needed in the part "file".' }] : []),
    ...(typeof kind === 'string' && KIND.test(kind)
      ? []
      : [{ pointer: '/kind', code: 'isKey', detail: 'What it is: photo, video, document … is needed.' }]),
    ...(sha256 === undefined || (typeof sha256 === 'string' && HASH.test(sha256))
      ? []
      : [{ pointer: '/sha256', code: 'isHash', detail: 'A SHA-256 in 64 lower-case hex digits is needed.' }]),
    ...(bytes !== undefined && typeof sha256 === 'string' && HASH.test(sha256) && sha256 !== bytes.sha256
      ? [
          {
            pointer: '/sha256',
            code: 'isTheDigest',
            detail: 'The bytes that came have another SHA-256: send them again.',
            params: { received: bytes.sha256 },
          },
        ]
      : []),
  ];
}

function nameOf(part: MultipartFile): string {
  const name = (part.filename || 'file').slice(-255);
  return /\p{Surrogate}|\0/u.test(name) ? 'file' : name;
}

function wrong(pointer: string, code: string, detail: string): Problem {
  return new Problem('shape-is-wrong', { errors: [{ pointer, code, detail }] });
}
