import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { MultipartFile } from '@fastify/multipart';
import { parse } from 'csv-parse';
import { importFormOf } from '@tregua/casework';
import { EvidenceIsTooLarge, type EvidenceStore, type ReceivedBytes } from '@tregua/evidence-store';
import { Problem } from '../http/problem.js';
import type { Request } from '../http/request.js';
import { refused, type RefusalCode } from '../http/sentences.js';

/** A row of a file of a known form is far shorter. */
const MOST_ROW_BYTES = 262_144;

export interface ImportUpload extends ReceivedBytes {
  readonly fileName: string;
}

/**
 * Takes the file of an import into the store of work files, as it comes. Its header is looked at here, so that a file of another form is refused at
 * once; what is wrong further in, the job says.
 *
 * @throws 400 naming the part that is wrong, 413 beyond the limit, 415 for what is no form of files.
 */
export async function takeImport(request: Request, store: EvidenceStore, limitBytes: number): Promise<ImportUpload> {
  const part = await filePart(request);
  const received = await receive(store, part, limitBytes);
  try {
    await checkHeader(await store.open(received.sha256));
  } catch (error) {
    if (error instanceof Problem) await store.remove(received.sha256);
    throw error;
  }
  return { ...received, fileName: (part.filename || 'file').slice(-255) };
}

/** The file's part, alone: what else is asked stands in the address, where it is read before the first byte. */
async function filePart(request: Request): Promise<MultipartFile> {
  if (!/^multipart\/form-data;.*boundary=/i.test(request.headers['content-type'] ?? '')) throw new Problem('media-type-is-not-taken');
  const file = await request.file();
  if (file === undefined || file.fieldname !== 'file') throw wrongFile('isGiven');
  return file;
}

/** What was cut off at the limit is too large: it must not be taken as if it were the whole. */
async function receive(store: EvidenceStore, part: MultipartFile, limitBytes: number): Promise<ReceivedBytes> {
  try {
    const received = await store.receive(part.file, limitBytes);
    if (!part.file.truncated) return received;
    await store.remove(received.sha256);
  } catch (error) {
    if (!(error instanceof EvidenceIsTooLarge)) throw error;
  }
  throw new Problem('body-is-too-large', { errors: [refused('fileIsNotTooLarge', { pointer: '/file' }, { max: limitBytes })] });
}

async function checkHeader(bytes: Readable): Promise<void> {
  const row = await firstRow(bytes);
  if (row === undefined) throw wrongFile('fileHasRows');
  const found = importFormOf(Object.keys(row));
  if ('missing' in found) throw wrongFile('formIsKnown', { missing: found.missing.join(', ') });
}

/** The first row below the header, by the header's names; gzip is told by its first two bytes. */
async function firstRow(bytes: Readable): Promise<Record<string, string> | undefined> {
  const chunks = (bytes as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) throw wrongFile('fileHasRows');
  const source = Readable.from(after(first.value, chunks), { objectMode: false });
  const parser = parse({ columns: true, bom: true, max_record_size: MOST_ROW_BYTES, to: 1 });
  const isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b;
  const plain = isGzip ? source.pipe(createGunzip()).on('error', (error) => parser.destroy(error)) : source;
  source.on('error', (error) => parser.destroy(error));
  plain.pipe(parser);
  try {
    for await (const row of parser as AsyncIterable<Record<string, string>>) return row;
    return undefined;
  } catch (error) {
    const { code = '', message = '' } = error as { readonly code?: string; readonly message?: string };
    if (!/^(CSV|Z)_/.test(code)) throw error;
    throw wrongFile('fileIsCsv', { why: `${code} ${message.slice(0, 200)}` });
  } finally {
    bytes.destroy();
  }
}

async function* after(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function wrongFile(code: RefusalCode, params?: Readonly<Record<string, string>>): Problem {
  return new Problem('shape-is-wrong', { errors: [refused(code, { pointer: '/file' }, params)] });
}
