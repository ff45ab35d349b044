import type { Readable } from 'node:stream';
import { Client, escapeIdentifier } from 'pg';
import { CopyOut } from './copy-streams.js';
import { listSequences, listTables, type SequenceValue, type TableShape } from './tables.js';

/** All rows of schema tregua as they stood at one instant. The queue's tables are left out: they are a hint, and are made again from ours. */
export class Dump {
  private constructor(
    private readonly client: Client,
    /** Names of the migrations that made the tables. */
    readonly migrations: readonly string[],
    /** In an order in which they may be filled again: what is referred to comes first. */
    readonly tables: readonly TableShape[],
  ) {}

  /** Takes the snapshot, as the owner of the tables. Close it at the end. */
  static async open(ownerUrl: string): Promise<Dump> {
    const client = new Client({ connectionString: ownerUrl, application_name: 'tregua-backup' });
    client.on('error', () => undefined); // the statement that is under way fails with the same error
    await client.connect();
    try {
      await client.query('begin transaction isolation level repeatable read read only');
      // What the text of a row depends on.
      await client.query(`set local timezone = 'UTC'; set local datestyle = 'ISO'; set local intervalstyle = 'postgres';
        set local extra_float_digits = 1; set local bytea_output = 'hex'; set local statement_timeout = 0`);
      const { rows } = await client.query<{ name: string }>('select name from tregua.migrations order by timestamp');
      return new Dump(
        client,
        rows.map(({ name }) => name),
        await listTables(client),
      );
    } catch (error) {
      await client.end();
      throw error;
    }
  }

  /** The rows of a table in COPY's text format. `rows` of it is known when it has ended. */
  rowsOf({ name, columns }: TableShape): Readable & { readonly rows: number } {
    return this.client.query(new CopyOut(`copy tregua.${escapeIdentifier(name)} (${columns.map(escapeIdentifier).join(', ')}) to stdout`));
  }

  /** Sequences stand outside of transactions: read after the rows, they are at or beyond the last number in them. */
  async sequences(): Promise<readonly SequenceValue[]> {
    return await listSequences(this.client);
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
