import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Actor, JsonObject } from '@tregua/casework';
import { PartIsDamaged, type EvidenceStore, type SpooledPart, type UploadSpool } from '@tregua/evidence-store';
import { EvidenceWriter, findBrought, findEvidence, type Reader, type UploadRecord, type Uploads } from '@tregua/store';
import type { ApiOptions } from '../api-options.js';
import { Problem } from '../http/problem.js';
import { refused } from '../http/sentences.js';
import { FileDoesNotOpen, openSealedFile } from './sealed-file.js';

/** What is kept of an upload under seal until it is evidence. */
export interface UploadAbout {
  readonly fileName: string;
  /** Of a file that the device had sealed: its key in base64, and size and digest of what is inside. */
  readonly sealed?: { readonly key: string; readonly size: number; readonly sha256: string };
}

export interface UploadRoom {
  readonly options: ApiOptions;
  readonly uploads: Uploads;
  readonly spool: UploadSpool;
  readonly store: EvidenceStore;
}

/**
 * Makes evidence of an upload whose bytes are all here: they are read again from the disk and compared with what was declared, piece by piece and whole,
 * before anything is accepted. It may be run twice, and by two processes at once: the item has the upload's own id and is received once.
 *
 * @returns the item's id.
 * @throws 400 where the bytes are not what was declared (nothing of them is kept), 409 where a piece was damaged here and must be sent again.
 */
export async function finishUpload(room: UploadRoom, upload: UploadRecord, actor: Actor, reader: Reader): Promise<string> {
  if (upload.evidenceId !== null) return upload.evidenceId;
  const { uploads, spool } = room;
  const about = (await uploads.aboutOf(upload.id)) as unknown as UploadAbout | undefined;
  const parts = await uploads.partsOf(upload.id);
  if (about === undefined) {
    const now = await uploads.find(upload.id, upload.owner);
    if (now?.evidenceId === null || now === undefined) throw new Problem('not-found');
    return now.evidenceId;
  }
  await judge(room, upload, about, parts);
  const evidenceId = await receive(room, upload, about, { parts, actor, reader });
  await spool.remove(await uploads.settle(upload.id, evidenceId));
  return evidenceId;
}

/** Reads every byte from the disk: are they what was declared, and what the device says lies inside? */
async function judge(room: UploadRoom, upload: UploadRecord, about: UploadAbout, parts: readonly SpooledPart[]): Promise<void> {
  const { uploads, spool } = room;
  try {
    const [outside, inside] = [createHash('sha256'), createHash('sha256')];
    for await (const chunk of clearOf(watched(spool.open(parts), outside), about) as AsyncIterable<Buffer>) inside.update(chunk);
    if (outside.digest('hex') !== upload.sha256) throw new BytesDiffer();
    if (about.sealed !== undefined && inside.digest('hex') !== about.sealed.sha256) throw new BytesDiffer();
  } catch (error) {
    if (error instanceof PartIsDamaged) throw await cutDamage(room, upload.id);
    if (!(error instanceof BytesDiffer || error instanceof FileDoesNotOpen)) throw error;
    await spool.remove(await uploads.drop(upload.id));
    throw new Problem('shape-is-wrong', {
      errors: [refused('isTheDigest', { header: 'upload-metadata sha256' })],
    });
  }
}

/** What the disk does not give back as it came is asked for again, from the first such piece on. */
async function cutDamage({ uploads, spool }: UploadRoom, id: string): Promise<Problem> {
  for (const part of await uploads.partsOf(id)) {
    if (await spool.isIntact(part)) continue;
    await spool.remove(await uploads.cutBack(id, part.start));
    return new Problem('offset-is-another', { headers: { 'upload-offset': String(part.start) } });
  }
  return new Problem('busy', { headers: { 'retry-after': '1' } });
}

async function receive(
  { options, spool, store }: UploadRoom,
  upload: UploadRecord,
  about: UploadAbout,
  { parts, actor, reader }: { readonly parts: readonly SpooledPart[]; readonly actor: Actor; readonly reader: Reader },
): Promise<string> {
  const { dataSource, keyring, settings } = options;
  const of = upload.caseId === null ? { reportId: upload.reportId as string } : { caseId: upload.caseId };
  const clear = { sha256: about.sealed?.sha256 ?? upload.sha256, size: about.sealed?.size ?? upload.size };
  const same = await findBrought(dataSource, reader, of, { sha256: clear.sha256, receivedBy: upload.owner });
  if (same !== undefined) return same.id;
  const bytes = await store.receive(clearOf(spool.open(parts), about), settings.uploadLimitBytes);
  if (bytes.sha256 !== clear.sha256 || !(await store.isIntact(bytes.sha256)))
    throw new Error('The store of evidence kept other bytes than came.');
  const { kind, mediaType } = upload;
  const item = { id: upload.id, ...of, ...bytes, kind, mediaType, fileName: about.fileName, claimedSha256: clear.sha256, actor };
  try {
    const received = await new EvidenceWriter(dataSource, keyring).receive(item);
    if (received === undefined) throw new Problem('not-found');
    return received.id;
  } catch (error) {
    // Somebody else finished the same upload meanwhile, or before a crash: then it is there.
    if (!(error instanceof Problem) && (await findEvidence(dataSource, reader, upload.id)) !== undefined) return upload.id;
    throw error;
  }
}

function clearOf(bytes: Readable, { sealed }: UploadAbout): Readable {
  return sealed === undefined ? bytes : openSealedFile(bytes, Buffer.from(sealed.key, 'base64'), sealed.size);
}

function watched(bytes: Readable, digest: ReturnType<typeof createHash>): Readable {
  const pass = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      digest.update(chunk);
      yield chunk;
    }
  };
  return Readable.from(pass(), { objectMode: false });
}

class BytesDiffer extends Error {}

/** As the store of uploads takes it. */
export function aboutAsJson({ fileName, sealed }: UploadAbout): JsonObject {
  return { fileName, ...(sealed === undefined ? {} : { sealed: { ...sealed } }) };
}
