import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { importFormOf, isHxlRow, type Agreement, type CsvRow, type ImportForm, type RowResult } from '@tregua/casework';
import { csvRows, FileRefused } from './csv-rows.js';

const BATCH_ROWS = 500;
/** Observations of one file stay in memory until they are clustered. */
const MOST_ROWS = 200_000;

/** A file of a known form whose rows are judged as they are read. */
export interface JudgedFile {
  readonly dataset: string;
  /** Each row's result in the file's order, 500 at a time: whether its key is known already is not asked yet. */
  batches(): AsyncGenerator<readonly RowResult[], void, undefined>;
  /** SHA-256 (64 hex) and length of the bytes that came. Whole once the batches are through. */
  seal(): { readonly digest: string; readonly bytes: number };
}

/**
 * Opens a file: its form stands in the header, which is read at once.
 *
 * @param skip rows at its beginning that were judged before.
 * @throws FileRefused for what is no CSV of a known form: here, or further in, where the fault is.
 */
export async function judgeFile(source: Readable, agreement: Agreement, skip = 0): Promise<JudgedFile> {
  const digest = createHash('sha256');
  let bytes = 0;
  const rows = csvRows(source, (chunk) => {
    digest.update(chunk);
    bytes += chunk.length;
  });
  const first = await rows.next();
  if (first.done === true) throw new FileRefused('fileHasRows');
  const form = formOf(first.value);
  async function* batches(): AsyncGenerator<readonly RowResult[], void, undefined> {
    let number = 0;
    let batch: RowResult[] = [];
    for (let next = first; next.done !== true; next = await rows.next()) {
      if (number === 0 && isHxlRow(next.value)) continue;
      number += 1;
      if (number > MOST_ROWS) throw new FileRefused('fileIsNotTooLong', { max: MOST_ROWS });
      if (number <= skip) continue;
      batch.push(form.read(next.value, number, agreement, () => false));
      if (batch.length < BATCH_ROWS) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }
  return { dataset: form.dataset, batches, seal: () => ({ digest: digest.digest('hex'), bytes }) };
}

function formOf(row: CsvRow): ImportForm {
  const found = importFormOf(Object.keys(row));
  if ('form' in found) return found.form;
  throw new FileRefused('formIsKnown', { missing: found.missing.join(', ') });
}

/** Tells apart what is new: a key that was imported before, or that stands earlier in the same file, is a duplicate. */
export class NewKeys {
  private readonly seen = new Set<string>();

  constructor(private readonly known: (keys: readonly string[]) => Promise<ReadonlySet<string>>) {}

  async sift(drafts: readonly RowResult[]): Promise<readonly RowResult[]> {
    const before = await this.known(drafts.flatMap(({ sourceKey }) => (sourceKey === null ? [] : [sourceKey])));
    return drafts.map((draft) => {
      if (draft.outcome !== 'accepted') return draft;
      const { row, sourceKey } = draft;
      if (before.has(sourceKey) || this.seen.has(sourceKey)) return { row, sourceKey, outcome: 'duplicate' as const };
      this.seen.add(sourceKey);
      return draft;
    });
  }
}
