import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { APPEND, GIVE_BACK, MISSED, PENDING } from './log-statements.js';

/** One entry that waits for its index. */
export interface PendingEntry {
  readonly position: string;
  readonly stream: string;
  readonly seq: number;
  /** Null: no such entry is there any more. */
  readonly bytes: Buffer | null;
  readonly hash: string | null;
  /** It is in the log already. */
  readonly logged: boolean;
  /** The log's own entry of seq - 1; null when the log has none. */
  readonly before: string | null;
}

/** Where the sequencer stands. */
export interface LogStand {
  readonly epoch: number;
  readonly size: number;
  /** 64 hex. */
  readonly root: string;
}

export interface LogBatch {
  readonly before: LogStand;
  readonly after: LogStand;
  readonly rows: readonly { readonly position: string; readonly stream: string; readonly seq: number; readonly entry: string }[];
  readonly nodes: readonly { readonly level: number; readonly index: number; readonly hash: string }[];
}

const LEADER = `hashtext('tregua log')`;
/** Looking for what was missed reads every entry. */
const STATEMENT_MS = 600_000;

/**
 * Who holds this is the only sequencer of the database: an advisory lock, on the same connection on which everything is written. So a leader
 * whose connection is lost has lost its batch as well, and two can never write at once.
 */
export class LogLeader {
  private constructor(private readonly client: Client) {}

  /** Undefined: somebody else leads. @param onLost told when the connection is gone. */
  static async take(dataSource: DataSource, onLost: (error?: Error) => void): Promise<LogLeader | undefined> {
    const { url } = dataSource.options as { readonly url?: string };
    const client = new Client({
      connectionString: url,
      application_name: 'tregua-log',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      options: `-c timezone=UTC -c search_path=tregua -c jit=off -c statement_timeout=${STATEMENT_MS} -c lock_timeout=10000`,
    });
    client.on('error', onLost);
    client.on('end', () => onLost());
    await client.connect();
    const { rows } = await client.query<{ leads: boolean }>(`select pg_try_advisory_lock(${LEADER}) as leads`);
    if (rows[0]?.leads === true) return new LogLeader(client);
    await client.end();
    return undefined;
  }

  async release(): Promise<void> {
    await this.client.end();
  }

  async stand(): Promise<LogStand> {
    const { rows } = await this.client.query<{ epoch: number; size: string; root: string }>(
      `select epoch, size, encode(root, 'hex') as root from tregua.log_tree`,
    );
    const row = rows[0];
    if (row === undefined) throw new Error('The row of the log is gone.');
    return { epoch: row.epoch, size: Number(row.size), root: row.root };
  }

  async pending(limit: number): Promise<readonly PendingEntry[]> {
    return (await this.client.query<PendingEntry>({ name: 'log_pending', text: PENDING, values: [limit] })).rows;
  }

  /** @throws with code TR409 when the tree does not stand where it was believed to, or a row waits no more. */
  async append({ before, after, rows, nodes }: LogBatch): Promise<void> {
    const values = [
      ...[before.epoch, before.size, after.size, after.root],
      rows.map(({ position }) => position),
      rows.map(({ stream }) => stream),
      rows.map(({ seq }) => seq),
      rows.map(({ entry }) => entry),
      nodes.map(({ level }) => level),
      nodes.map(({ index }) => index),
      nodes.map(({ hash }) => hash),
    ];
    await this.client.query({ name: 'log_append', text: APPEND, values });
  }

  /** Rows that wait although they are in the log, or have no entry: they wait no more. */
  async drop(positions: readonly string[]): Promise<void> {
    await this.client.query('delete from tregua.log_pending where position = any($1::bigint[])', [positions]);
  }

  async setAside(positions: readonly string[]): Promise<void> {
    await this.client.query('update tregua.log_pending set set_aside_at = clock_timestamp() where position = any($1::bigint[])', [
      positions,
    ]);
  }

  /** Rows that were set aside a minute ago or earlier are looked at again. Returns how many are still aside. */
  async lookAgain(): Promise<number> {
    const { rows } = await this.client.query<{ aside: number }>(`
      with woken as (update tregua.log_pending set set_aside_at = null where set_aside_at < clock_timestamp() - interval '1 minute' returning 1)
      select (select count(*) from tregua.log_pending where set_aside_at is not null)::int as aside, (select count(*) from woken)`);
    return rows[0]?.aside ?? 0;
  }

  /** Finds entries that neither are in the log nor wait for it, of one stream or of all. Returns how many wait again. */
  async findMissed(stream: string | null): Promise<number> {
    const { rows } = await this.client.query<{ missed: number }>(MISSED, [stream]);
    return rows[0]?.missed ?? 0;
  }

  /** Everything behind this size waits again. @throws when a checkpoint covers any of it. */
  async giveBack({ epoch, size, root }: LogStand): Promise<number> {
    const { rows } = await this.client.query<{ given_back: number }>(GIVE_BACK, [epoch, size, root]);
    return rows[0]?.given_back ?? 0;
  }

  /** The bytes of entries `from` to `to` - 1. @throws when one is missing. */
  async entries(from: number, to: number): Promise<Buffer[]> {
    const { rows } = await this.client.query<{ idx: string; entry: Buffer }>({
      name: 'log_entries',
      text: 'select idx, entry from tregua.log_entries where idx >= $1 and idx < $2 order by idx',
      values: [from, to],
    });
    if (rows.length !== to - from || rows.some(({ idx }, at) => Number(idx) !== from + at))
      throw new Error(`The log has not every entry from ${from} to ${to - 1}.`);
    return rows.map(({ entry }) => entry);
  }

  /** Hashes of one level, for a tile. Level 0 is worked out from the entries themselves. */
  async tile(level: number, index: number, width: number): Promise<Buffer> {
    const from = index * 256;
    const { rows } = await this.client.query<{ tile: Buffer | null }>(
      level === 0
        ? `select string_agg(sha256('\\x00'::bytea || entry), '' order by idx) as tile from tregua.log_entries where idx >= $1 and idx < $2`
        : `select string_agg(hash, '' order by idx) as tile from tregua.log_nodes where level = ${level} and idx >= $1 and idx < $2`,
      [from, from + width],
    );
    return rows[0]?.tile ?? Buffer.alloc(0);
  }

  /** The signer began another epoch: the same entries, from its first size on. */
  async enterEpoch(epoch: number): Promise<void> {
    await this.client.query('update tregua.log_tree set epoch = $1', [epoch]);
  }

  async hasCheckpoint(epoch: number, size: number): Promise<boolean> {
    const { rows } = await this.client.query('select 1 from tregua.log_checkpoints where epoch = $1 and size = $2 limit 1', [epoch, size]);
    return rows.length > 0;
  }

  /** Writes a checkpoint down. Its tree must be what the sequencer has. Returns its id. */
  async keepCheckpoint(
    checkpoint: LogStand & { readonly origin: string; readonly note: string; readonly cosigned: boolean },
  ): Promise<string> {
    const { epoch, origin, size, root, note, cosigned } = checkpoint;
    const { rows } = await this.client.query<{ id: string }>(
      `insert into tregua.log_checkpoints (epoch, origin, size, root, note, cosigned, cosigned_at)
       values ($1, $2, $3, decode($4, 'hex'), $5, $6, case when $6 then clock_timestamp() end) returning id`,
      [epoch, origin, size, root, note, cosigned],
    );
    return (rows[0] as { id: string }).id;
  }
}
