import type { DataSource, EntityManager } from 'typeorm';
import { canonicalBytes, type Json } from '@tregua/ledger';

/** An entry as it lies there. */
export interface ExportedEntry {
  readonly seq: number;
  readonly hash: string;
  readonly bytes: Buffer;
}

/** Entries have up to 1 MiB: so many at a time are never too much. */
const PAGE = 64;

/** Reads streams for a bundle, page by page, all in one snapshot that sees nothing of what is written meanwhile. */
export class ExportReading {
  private constructor(private readonly manager: EntityManager) {}

  static async within<T>(dataSource: DataSource, work: (reading: ExportReading) => Promise<T>): Promise<T> {
    return await dataSource.transaction('REPEATABLE READ', async (manager) => {
      await manager.query('set transaction read only');
      return await work(new ExportReading(manager));
    });
  }

  /** The entries of a stream up to `seq`, in order. */
  async *entries(stream: string, seq: number): AsyncGenerator<ExportedEntry> {
    for (let after = 0; after < seq; after += PAGE) {
      yield* await this.manager.query<ExportedEntry[]>(
        `select seq, encode(hash, 'hex') as hash, bytes from tregua.entries where stream = $1 and seq > $2 and seq <= $3 order by seq`,
        [stream, after, Math.min(after + PAGE, seq)],
      );
    }
  }

  /** The operative part of a published ruling, as canonical bytes. @throws when it is not there: what was published stays. */
  async ruling(caseId: string, number: number): Promise<Uint8Array> {
    const [row] = await this.manager.query<{ operative: Json }[]>(
      'select operative from tregua.published_rulings where case_id = $1 and number = $2',
      [caseId, number],
    );
    if (row === undefined) throw new Error(`Ruling ${number} of case ${caseId} is not there.`);
    return canonicalBytes(row.operative);
  }
}
