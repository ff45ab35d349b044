import type { Readable } from 'node:stream';
import type { DataSource } from 'typeorm';
import type { Actor, Agreement, RowResult } from '@tregua/casework';
import { ImportWriter, type ImportCounts, type ImportKept, type Keyring } from '@tregua/store';
import { judgeFile, NewKeys } from './judged-file.js';

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

/**
 * Streams a file into observations and incidents in one go, for who stands beside it: the terminal, and the demonstration. Each row has exactly one
 * result; rows that were imported before are duplicates, and a file that brings nothing new changes nothing. Uploads go by `import-work.ts`,
 * which reads, judges and keeps by the same code, and can be broken off in between.
 *
 * @throws FileRefused
 */
export async function importFile(dataSource: DataSource, keyring: Keyring, request: ImportRequest): Promise<ImportAnswer> {
  const { agreement, fileName, by, dryRun = false, onProgress, onResults } = request;
  const file = await judgeFile(request.source, agreement);
  const { dataset } = file;
  let fileDigest = '';
  const { kept, counts } = await new ImportWriter(dataSource, keyring).keep(
    { dataset, agreement: agreement.id, fileName, by },
    { dry: dryRun },
    async (session) => {
      const keys = new NewKeys((asked) => session.known(asked));
      for await (const drafts of file.batches()) {
        const results = await keys.sift(drafts);
        await session.keepResults(results);
        onResults?.(results);
        onProgress?.(session.counts);
      }
      const sealed = file.seal();
      fileDigest = sealed.digest;
      return sealed;
    },
  );
  return { dataset, fileDigest, counts, ...(kept === undefined ? {} : { kept }) };
}
