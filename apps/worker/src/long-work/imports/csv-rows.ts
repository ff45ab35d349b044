import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import type { CsvRow } from '@tregua/casework';
import { faultSentence } from '@tregua/store';

const MOST_ROW_BYTES = 262_144;

/** The file as a whole cannot be imported: it is no CSV of a known form. */
export class FileRefused extends Error {
  constructor(
    readonly code: 'fileHasRows' | 'fileIsCsv' | 'fileIsNotTooLong' | 'formIsKnown',
    readonly params: Readonly<Record<string, string | number>> = {},
  ) {
    super(faultSentence({ code, params }));
  }
}

/**
 * Rows of a CSV in UTF-8, plain or compressed with gzip, by the header's names, as they come; `tap` is given the very bytes.
 *
 * @throws FileRefused for a fault of the compression or the CSV, where the iteration comes to it; a fault of the stream as it is.
 */
export async function* csvRows(source: Readable, tap: (chunk: Buffer) => void): AsyncGenerator<CsvRow, void, undefined> {
  const parser = parse({ columns: true, bom: true, max_record_size: MOST_ROW_BYTES, relax_column_count: false });
  const flowing = pipeline([...(await decompressed(source, tap)), parser]).then(
    () => undefined,
    (error: unknown) => error,
  );
  try {
    for await (const row of parser as AsyncIterable<CsvRow>) yield row;
  } catch (error) {
    throw csvFault((await flowing) ?? error);
  }
  const fault = await flowing;
  if (fault !== undefined) throw csvFault(fault);
}

function csvFault(error: unknown): unknown {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  const ofTheFile = code?.startsWith('CSV_') === true || code?.startsWith('Z_') === true;
  return ofTheFile ? new FileRefused('fileIsCsv', { why: `${code ?? ''} ${message?.slice(0, 200) ?? ''}` }) : error;
}

/** The bytes as they come, counted and digested by `tap`; gzip is told by its first two bytes, whatever the file is called. */
async function decompressed(source: Readable, tap: (chunk: Buffer) => void): Promise<(Readable | Gunzip)[]> {
  const chunks = tapped(source, tap);
  const first = await chunks.next();
  if (first.done === true) throw new FileRefused('fileHasRows');
  const whole = Readable.from(beginWith(first.value, chunks), { objectMode: false });
  return first.value[0] === 0x1f && first.value[1] === 0x8b ? [whole, createGunzip()] : [whole];
}

async function* tapped(source: Readable, tap: (chunk: Buffer) => void): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of source as AsyncIterable<Buffer | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (bytes.length === 0) continue;
    tap(bytes);
    yield bytes;
  }
}

async function* beginWith(first: Buffer, rest: AsyncGenerator<Buffer, void, undefined>): AsyncGenerator<Buffer, void, undefined> {
  yield first;
  yield* rest;
}
