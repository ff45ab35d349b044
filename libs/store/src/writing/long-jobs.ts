import type { DataSource } from 'typeorm';
import type { Actor, JsonObject } from '@tregua/casework';
import { canonicalBytes } from '@tregua/ledger';
import { newId } from '@tregua/platform';
import { poolOf } from '../data-source.js';
import type { Keyring } from '../keyring/keyring.js';
import { LONG_JOB, type LongJobKind, type LongJobRecord } from '../reading/long-jobs.query.js';

/** Jobs of one person that have not ended. */
const MOST_A_PERSON = 20;
/** Jobs of everybody that have not ended. */
const MOST_OPEN = 200;

export interface NewLongJob {
  readonly kind: LongJobKind;
  readonly actor: Actor;
  /** Ids, codes and digests: it lies in clear. */
  readonly asked: JsonObject;
  /** Sealed: names of files may name people. */
  readonly fileName?: string;
  readonly idempotencyKey: string;
}

export type LongJobAsked =
  | { readonly status: 'asked'; readonly job: LongJobRecord }
  /** The same was asked before under this key. */
  | { readonly status: 'again'; readonly job: LongJobRecord }
  | { readonly status: 'keyUsed' }
  | { readonly status: 'tooMany'; readonly whose: 'mine' | 'all' };

/** What people do with jobs: ask for one, cancel it, resume it. What workers do with them is in `long-job-turns.ts`. */
export class LongJobs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {}

  /** Writes the job down. Whoever listens is told, and hands it to the queue. */
  async ask({ kind, actor, asked, fileName, idempotencyKey }: NewLongJob): Promise<LongJobAsked> {
    return await this.dataSource.transaction(async (manager): Promise<LongJobAsked> => {
      // The limits are of a count: one asks after the other.
      await manager.query(`select pg_advisory_xact_lock(hashtext('tregua long jobs'))`);
      const [before] = await manager.query<LongJobRecord[]>(
        `select ${LONG_JOB} from tregua.long_jobs where asked_by = $1 and kind = $2 and idempotency_key = $3`,
        [actor.id, kind, idempotencyKey],
      );
      if (before !== undefined) return same(before.asked, asked) ? { status: 'again', job: before } : { status: 'keyUsed' };
      const [open] = await manager.query<{ mine: number; all: number }[]>(
        `select count(*)::int as all, count(*) filter (where asked_by = $1)::int as mine from tregua.long_jobs where ended_at is null`,
        [actor.id],
      );
      if ((open?.mine ?? 0) >= MOST_A_PERSON) return { status: 'tooMany', whose: 'mine' };
      if ((open?.all ?? 0) >= MOST_OPEN) return { status: 'tooMany', whose: 'all' };
      const id = newId();
      const sealed = fileName === undefined ? undefined : this.keyring.seal(namePlace(id), { salt: newId(), value: fileName });
      const [job] = await manager.query<LongJobRecord[]>(
        `insert into tregua.long_jobs (id, kind, asked_by, actor, asked, name_key_id, name_nonce, name_ciphertext, idempotency_key, asked_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, date_trunc('milliseconds', tregua.now())) returning ${LONG_JOB}`,
        [
          ...[id, kind, actor.id, JSON.stringify(actor), JSON.stringify(asked)],
          ...[sealed?.keyId ?? null, sealed?.nonce ?? null, sealed?.ciphertext ?? null, idempotencyKey],
        ],
      );
      return { status: 'asked', job: job as LongJobRecord };
    });
  }

  /**
   * Cancels what waits at once; what runs is asked to stop, and its worker says so within two seconds. What has ended stays as it is (false).
   * Who may is the caller's to know.
   */
  async cancel(id: string): Promise<boolean> {
    const { rowCount } = await poolOf(this.dataSource).query(
      `update tregua.long_jobs set
         state = case when state = 'waiting' then 'cancelled' else state end,
         ended_at = case when state = 'waiting' then tregua.now() end,
         cancel_asked_at = coalesce(cancel_asked_at, clock_timestamp())
       where id = $1 and ended_at is null`,
      [id],
    );
    return rowCount === 1;
  }

  /** What failed or was cancelled waits again, and goes on from its checkpoint. False where it has not ended so, or was put away since. */
  async resume(id: string): Promise<boolean> {
    const { rowCount } = await poolOf(this.dataSource).query(
      `update tregua.long_jobs set state = 'waiting', problem = null, result = null, ended_at = null, cancel_asked_at = null, vain_turns = 0,
         not_before = clock_timestamp(), handed_over_at = null
       where id = $1 and state in ('failed', 'cancelled') and forgotten_at is null`,
      [id],
    );
    return rowCount === 1;
  }

  /** The name that the asker's file had, or undefined. */
  async fileNameOf(id: string): Promise<string | undefined> {
    const { rows } = await poolOf(this.dataSource).query<{ key_id: string | null; nonce: Buffer; ciphertext: Buffer }>(
      `select name_key_id as key_id, name_nonce as nonce, name_ciphertext as ciphertext from tregua.long_jobs where id = $1`,
      [id],
    );
    const row = rows[0];
    if (row === undefined || row.key_id === null) return undefined;
    const { nonce, ciphertext } = row;
    const { value } = this.keyring.open(namePlace(id), { keyId: row.key_id, nonce, ciphertext });
    return typeof value === 'string' ? value : undefined;
  }
}

function namePlace(id: string): { stream: string; seq: number; field: string } {
  return { stream: `job/${id}`, seq: 0, field: '/fileName' };
}

function same(one: JsonObject, other: JsonObject): boolean {
  return Buffer.compare(canonicalBytes(one), canonicalBytes(other)) === 0;
}
