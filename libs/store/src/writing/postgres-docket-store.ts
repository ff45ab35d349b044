import type { DataSource } from 'typeorm';
import type { ClientBase, Pool } from 'pg';
import type { JsonObject, RosterSeat, Subject } from '@tregua/casework';
import {
  DocketStore,
  StoreIsBusy,
  type Answer,
  type Changes,
  type DocketTransaction,
  type DueStream,
  type IdempotencyKey,
  type MotionRow,
  type Opening,
  type StoredEntry,
  type StoredHead,
} from '@tregua/docket';
import { crashPoint, newId } from '@tregua/platform';
import { hadNoConnection, poolOf } from '../data-source.js';
import type { Keyring } from '../keyring/keyring.js';
import {
  AGREEMENTS,
  DUE,
  ENTRIES,
  KEEP,
  LOAD,
  LOCK,
  MOTION,
  OPEN,
  ROSTER,
  SERIES_CASE,
  type Statement,
  SET_ASIDE,
  STILL,
  TAKE_BACK,
} from './docket-statements.js';
import { bodyOf, keepDocument, type Guarded } from './keep-document.js';
import { instant } from './subject-columns.js';

/** How often work is done again before the caller is told that the subject is busy. */
const MOST_TRIES = 12;

/** Something that was read has moved (our own code), a unique key was taken meanwhile, a deadlock, or a serialization failure: do it again. */
const UNIQUE_KEY_TAKEN = '23505';
const READ_HAS_MOVED = 'TR409';
const AGAIN = [READ_HAS_MOVED, UNIQUE_KEY_TAKEN, '40P01', '40001'];
const LOCK_NOT_HAD = '55P03';

type Runner = Pick<ClientBase, 'query'>;

/**
 * Keeps what the docket enters in PostgreSQL. The first try takes no lock: one statement reads, one statement writes, and the writing one holds only
 * if no head that was read has moved. Work that loses the race is done again inside a transaction that locks the heads before it reads them, so
 * that it cannot lose twice for the same reason.
 */
export class PostgresDocketStore extends DocketStore {
  private readonly pool: Pool;

  constructor(
    dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {
    super();
    this.pool = poolOf(dataSource);
  }

  override newId(): string {
    return newId();
  }

  override async transaction<T>(work: (transaction: DocketTransaction) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return tries === 1 ? await this.tryWith(this.pool, false, work) : await this.lockingTry(work);
      } catch (error) {
        const { code } = error as { code?: string };
        if (code === LOCK_NOT_HAD || hadNoConnection(error)) throw new StoreIsBusy({ cause: error });
        if (!AGAIN.includes(code ?? '')) throw error;
        // A key that is taken every time is no race: somebody must look at it.
        if (tries === MOST_TRIES) throw code === UNIQUE_KEY_TAKEN ? error : new StoreIsBusy({ cause: error });
      }
    }
  }

  override async dueStreams(limit: number): Promise<readonly DueStream[]> {
    const { rows } = await run<{ stream: string; set_aside: boolean }>(this.pool, DUE, [limit]);
    return rows.map(({ stream, set_aside: isSetAside }) => ({ stream, isSetAside }));
  }

  override async setAside(stream: string, reason: string): Promise<void> {
    await run(this.pool, SET_ASIDE, [stream, reason]);
  }

  override async takeBack(stream: string): Promise<void> {
    await run(this.pool, TAKE_BACK, [stream]);
  }

  private async lockingTry<T>(work: (transaction: DocketTransaction) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      const result = await this.tryWith(client, true, work);
      await client.query('commit');
      crashPoint('door-after-commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => undefined); // a broken connection is thrown away below; the first error is the one that counts
      throw error;
    } finally {
      client.release();
    }
  }

  private async tryWith<T>(runner: Runner, locks: boolean, work: (transaction: DocketTransaction) => Promise<T>): Promise<T> {
    const transaction = new PostgresTransaction(runner, locks, this.keyring);
    const result = await work(transaction);
    const { kept, read } = transaction;
    if (kept !== undefined && kept.entries.length > 0) {
      const { document, heads } = keepDocument(kept, read, this.keyring);
      crashPoint('door-before-commit');
      await run(runner, KEEP, [document, heads]);
      if (!locks) crashPoint('door-after-commit');
    } else if (!locks && !(await transaction.holds())) {
      throw Object.assign(new Error('What this answer rests on has moved.'), { code: READ_HAS_MOVED });
    }
    return result;
  }
}

class PostgresTransaction implements DocketTransaction {
  /** Where each stream stood when it was read: what is written later rests on it. */
  readonly read: Map<string, Guarded> = new Map();
  kept: Changes | undefined;
  private asked: { readonly actor: string; readonly key?: IdempotencyKey } | undefined;

  constructor(
    private readonly runner: Runner,
    private readonly locks: boolean,
    private readonly keyring: Keyring,
  ) {}

  async open({
    stream,
    actor,
    key,
  }: {
    readonly stream?: string;
    readonly actor: string;
    readonly key?: IdempotencyKey;
  }): Promise<Opening> {
    if (stream !== undefined) await this.lock([stream]);
    this.asked = { actor, ...(key === undefined ? {} : { key }) };
    const { rows } = await run<OpenRow>(this.runner, OPEN, [stream ?? null, actor, key?.route ?? null, key?.key ?? null]);
    const row = rows[0] as OpenRow;
    const head = stream === undefined ? undefined : this.headOf(stream, row);
    if (row.answer !== null) this.asked = undefined;
    return {
      at: Number(row.at),
      ...(head === undefined ? {} : { head }),
      ...(row.answer === null || row.body_digest === null || key === undefined
        ? {}
        : { answered: { sameBody: this.keyring.isTagOf(row.body_digest, bodyOf(actor, key)), answer: row.answer } }),
    };
  }

  async load(streams: readonly string[]): Promise<ReadonlyMap<string, StoredHead>> {
    await this.lock(streams);
    const { rows } = await run<HeadRow & { stream: string }>(this.runner, LOAD, [streams]);
    const heads = new Map<string, StoredHead>();
    for (const row of rows) {
      const head = this.headOf(row.stream, row);
      if (head !== undefined) heads.set(row.stream, head);
    }
    return heads;
  }

  async entries(stream: string): Promise<readonly StoredEntry[]> {
    const { rows } = await run<EntryRow>(this.runner, ENTRIES, [stream]);
    const entries: { seq: number; hash: string; bytes: Uint8Array; opened: Record<string, { value: never; salt: string }> }[] = [];
    for (const { seq, hash, bytes, field, key_id, nonce, ciphertext } of rows) {
      let entry = entries.at(-1);
      if (entry?.seq !== seq) entries.push((entry = { seq, hash, bytes, opened: {} }));
      if (field === null || key_id === null || nonce === null || ciphertext === null) continue;
      const content = this.keyring.find({ stream, seq, field }, { keyId: key_id, nonce, ciphertext });
      if (content !== undefined) entry.opened[field] = content as { value: never; salt: string };
    }
    return entries;
  }

  async roster(): Promise<readonly RosterSeat[]> {
    const { rows } = await run<Omit<RosterSeat, 'bars'>>(this.runner, ROSTER, []);
    return rows.map((row) => ({ ...row, bars: [] }));
  }

  async seriesCase(sector: string, startsAt: number): Promise<string | null> {
    const { rows } = await run<{ id: string }>(this.runner, SERIES_CASE, [sector, instant(startsAt)]);
    return rows[0]?.id ?? null;
  }

  async agreements(): Promise<readonly JsonObject[]> {
    const { rows } = await run<{ definition: JsonObject }>(this.runner, AGREEMENTS, []);
    return rows.map(({ definition }) => definition);
  }

  async motion(id: string): Promise<MotionRow | undefined> {
    const { rows } = await run<MotionRow & { [column: string]: unknown }>(this.runner, MOTION, [id]);
    return rows[0];
  }

  keep(changes: Changes): void {
    this.kept = changes;
  }

  /**
   * Without locks each statement reads its own moment. What is written is checked against them all as it is written; an answer that writes nothing
   * would else say of a mixture of moments that it is refused: to the very client, perhaps, whose same request went through in between.
   */
  async holds(): Promise<boolean> {
    if (this.asked === undefined) return true; // an answer that was given before
    const { actor, key } = this.asked;
    const read = [...this.read].map(([stream, { seq }]) => ({ stream, seq }));
    const { rows } = await run<{ holds: boolean }>(this.runner, STILL, [JSON.stringify(read), actor, key?.route ?? null, key?.key ?? null]);
    return rows[0]?.holds === true;
  }

  /** The join that reads a subject sees one moment of its rows only if the head was locked before it began. */
  private async lock(streams: readonly string[]): Promise<void> {
    if (this.locks) await run(this.runner, LOCK, [streams]);
  }

  private headOf(stream: string, { seq, hash, head_at: at, subject }: HeadRow): StoredHead | undefined {
    if (seq === null || hash === null) return undefined;
    this.read.set(stream, { seq });
    return { seq, hash, at: Number(at), ...(subject === null ? {} : { subject }) };
  }
}

interface HeadRow {
  readonly seq: number | null;
  readonly hash: string | null;
  readonly head_at: string | null;
  readonly subject: Subject | null;
}

interface OpenRow extends HeadRow {
  readonly at: string;
  readonly body_digest: Buffer | null;
  readonly answer: Answer | null;
}

interface EntryRow {
  readonly seq: number;
  readonly hash: string;
  readonly bytes: Buffer;
  readonly field: string | null;
  readonly key_id: string | null;
  readonly nonce: Buffer | null;
  readonly ciphertext: Buffer | null;
}

async function run<Row extends object>(runner: Runner, { name, text }: Statement, values: unknown[]): Promise<{ rows: Row[] }> {
  return await runner.query<Row & Record<string, unknown>>({ name, text, values });
}
