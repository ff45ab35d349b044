import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import type { DataSource } from 'typeorm';
import {
  isHxlRow,
  missingOsceColumns,
  missingUcdpColumns,
  readOsceRow,
  readUcdpRow,
  type Actor,
  type Agreement,
  type CsvRow,
  type RowResult,
} from '@tregua/casework';
import { ImportWriter, type ImportCounts, type ImportKept, type Keyring } from '@tregua/store';

const BATCH_ROWS = 500;
const MOST_ROW_BYTES = 262_144;
/** Observations of one file stay in memory until they are clustered. */
const MOST_ROWS = 200_000;

export interface ImportRequest {
  /** The file's bytes: CSV in UTF-8, plain or compressed with gzip. */
  readonly source: Readable;
  readonly fileName: string;
  readonly agreement: Agreement;
  readonly by: Actor;
  /** Reads, judges and clusters, and writes nothing. */
  readonly dryRun?: boolean;
  /** Told after each batch. */
  readonly onProgress?: (counts: ImportCounts) => void;
  /** Given each batch of results, in the file's order. */
  readonly onResults?: (results: readonly RowResult[]) => void;
}

export interface ImportAnswer {
  readonly dataset: string;
  readonly fileDigest: string;
  readonly counts: ImportCounts;
  /** Absent on a dry run, and where the file brought nothing that was not there. */
  readonly kept?: ImportKept;
}

/** The file as a whole cannot be imported: it is no CSV of a known form. */
export class FileRefused extends Error {
  constructor(
    readonly code: 'formIsKnown' | 'fileIsCsv' | 'fileIsNotTooLong',
    message: string,
  ) {
    super(message);
  }
}

interface Form {
  readonly dataset: string;
  readonly read: (row: CsvRow, number: number, agreement: Agreement, isKnown: (key: string) => boolean) => RowResult;
}

/**
 * Streams a file into observations and incidents. Each row has exactly one result; rows that were imported before are duplicates, and a file
 * that brings nothing new changes nothing.
 */
export async function importFile(dataSource: DataSource, keyring: Keyring, request: ImportRequest): Promise<ImportAnswer> {
  const writer = new ImportWriter(dataSource, keyring);
  const digest = createHash('sha256');
  let bytes = 0;
  let form: Form | undefined;
  const rows = csvRows(request.source, (chunk) => {
    digest.update(chunk);
    bytes += chunk.length;
  });
  // The form stands in the header, and the writer wants its name first: the first row is read before the transaction begins.
  const first = await rows.next();
  if (first.done !== true) form = formOf(Object.keys(first.value));
  if (form === undefined) throw new FileRefused('formIsKnown', 'The file has no rows.');
  const known: Form = form;
  const about = { dataset: known.dataset, agreement: request.agreement.id, fileName: request.fileName, by: request.by };
  let fileDigest = '';
  const { kept, counts } = await writer.keep(about, request.dryRun === true, async (session) => {
    const seen = new Set<string>();
    let number = 0;
    let batch: { readonly row: CsvRow; readonly number: number }[] = [];
    const flush = async (): Promise<void> => {
      const results = await judge(batch, known, request.agreement, seen, (keys) => session.known(keys));
      batch = [];
      if (results.length === 0) return;
      await session.keepResults(results);
      request.onResults?.(results);
      request.onProgress?.(session.counts);
    };
    for (let next = first; next.done !== true; next = await rows.next()) {
      if (number === 0 && isHxlRow(next.value)) continue;
      number += 1;
      if (number > MOST_ROWS) throw new FileRefused('fileIsNotTooLong', `The file has more than ${MOST_ROWS} rows.`);
      batch.push({ row: next.value, number });
      if (batch.length >= BATCH_ROWS) await flush();
    }
    await flush();
    fileDigest = digest.digest('hex');
    return { digest: fileDigest, bytes };
  });
  return { dataset: known.dataset, fileDigest, counts, ...(kept === undefined ? {} : { kept }) };
}

/** Results of one batch. A key that stands twice in one file is new once. */
async function judge(
  batch: readonly { readonly row: CsvRow; readonly number: number }[],
  form: Form,
  agreement: Agreement,
  seen: Set<string>,
  known: (keys: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<RowResult[]> {
  const drafts = batch.map(({ row, number }) => form.read(row, number, agreement, () => false));
  const before = await known(drafts.flatMap(({ sourceKey }) => (sourceKey === null ? [] : [sourceKey])));
  return drafts.map((draft) => {
    if (draft.outcome !== 'accepted') return draft;
    if (before.has(draft.sourceKey) || seen.has(draft.sourceKey)) {
      return { row: draft.row, sourceKey: draft.sourceKey, outcome: 'duplicate' as const };
    }
    seen.add(draft.sourceKey);
    return draft;
  });
}

function formOf(header: readonly string[]): Form {
  if (missingUcdpColumns(header).length === 0) return { dataset: 'ucdp-ged', read: readUcdpRow };
  if (missingOsceColumns(header).length === 0) return { dataset: 'osce-smm-daily', read: readOsceRow };
  const nearest = header.includes('where_prec') ? missingUcdpColumns(header) : missingOsceColumns(header);
  throw new FileRefused('formIsKnown', `The file is of no known form. Columns that it lacks: ${nearest.join(', ')}.`);
}

/** Rows by the header's names, as they come. A fault in the stream, the compression or the CSV ends the iteration with it. */
async function* csvRows(source: Readable, tap: (chunk: Buffer) => void): AsyncGenerator<CsvRow, void, undefined> {
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
  return ofTheFile ? new FileRefused('fileIsCsv', `The file is no readable CSV: ${code ?? ''} ${message?.slice(0, 200) ?? ''}`) : error;
}

/** The bytes as they come, counted and digested by `tap`; gzip is told by its first two bytes, whatever the file is called. */
async function decompressed(source: Readable, tap: (chunk: Buffer) => void): Promise<(Readable | Gunzip)[]> {
  const chunks = tapped(source, tap);
  const first = await chunks.next();
  if (first.done === true) throw new FileRefused('fileIsCsv', 'The file is empty.');
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
