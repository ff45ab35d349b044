import type { DataSource, EntityManager } from 'typeorm';
import { canonicalBytes, type Json } from '@tregua/ledger';
import type { Keyring } from '../keyring/keyring.js';

/** An entry as it lies there. */
export interface ExportedEntry {
  readonly seq: number;
  readonly hash: string;
  readonly bytes: Buffer;
  /** Sealed values of the entry that are still there, by field; empty unless they were asked for. */
  readonly values: readonly { readonly field: string; readonly value: Json; readonly salt: string }[];
}

interface EntryRow {
  readonly seq: number;
  readonly hash: string;
  readonly bytes: Buffer;
}

interface ValueRow {
  readonly seq: number;
  readonly field: string;
  readonly key_id: string;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
}

/** Entries have up to 1 MiB: so many at a time are never too much. */
const PAGE = 64;

/** Reads streams for a bundle, page by page, all in one snapshot that sees nothing of what is written meanwhile. */
export class ExportReading {
  private constructor(
    private readonly manager: EntityManager,
    private readonly keyring: Keyring,
  ) {}

  static async within<T>(dataSource: DataSource, keyring: Keyring, work: (reading: ExportReading) => Promise<T>): Promise<T> {
    return await dataSource.transaction('REPEATABLE READ', async (manager) => {
      await manager.query('set transaction read only');
      return await work(new ExportReading(manager, keyring));
    });
  }

  /** The entries of a stream up to `seq`, with the values of those whose seq `discloses` allows. */
  async *entries(stream: string, seq: number, discloses: (seq: number) => boolean): AsyncGenerator<ExportedEntry> {
    for (let after = 0; after < seq; after += PAGE) {
      const until = Math.min(after + PAGE, seq);
      const rows = await this.manager.query<EntryRow[]>(
        `select seq, encode(hash, 'hex') as hash, bytes from tregua.entries where stream = $1 and seq > $2 and seq <= $3 order by seq`,
        [stream, after, until],
      );
      const values = await this.values(stream, after, until, discloses);
      for (const row of rows) yield { ...row, values: values.get(row.seq) ?? [] };
    }
  }

  private async values(
    stream: string,
    after: number,
    until: number,
    discloses: (seq: number) => boolean,
  ): Promise<Map<number, { field: string; value: Json; salt: string }[]>> {
    const opened = new Map<number, { field: string; value: Json; salt: string }[]>();
    const rows = await this.manager.query<ValueRow[]>(
      `select seq, field, key_id, nonce, ciphertext from tregua.sealed_values where stream = $1 and seq > $2 and seq <= $3 order by seq, field collate "C"`,
      [stream, after, until],
    );
    for (const { seq, field, key_id: keyId, nonce, ciphertext } of rows) {
      if (!discloses(seq)) continue;
      const list = opened.get(seq) ?? [];
      list.push({ field, ...this.keyring.open({ stream, seq, field }, { keyId, nonce, ciphertext }) });
      opened.set(seq, list);
    }
    return opened;
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
