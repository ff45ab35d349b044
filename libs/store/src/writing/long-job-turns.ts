import type { DataSource, EntityManager } from 'typeorm';
import type { Actor, JsonObject } from '@tregua/casework';
import { newId } from '@tregua/platform';
import { poolOf } from '../data-source.js';
import type { JobFile, JobProblem, LongJobKind } from '../reading/long-jobs.query.js';

/** A job that waits for the queue. */
export interface WaitingJob {
  readonly id: string;
  readonly kind: LongJobKind;
  /** How often it was begun: each turn is a job of its own to the queue. */
  readonly turns: number;
}

/** A job that this worker holds, as long as its lease is the one in the table. */
export interface HeldJob {
  readonly id: string;
  readonly kind: string;
  readonly askedBy: string;
  readonly actor: Actor;
  readonly asked: JsonObject;
  readonly checkpoint: JsonObject | null;
  readonly lease: string;
  /** How often it was begun since it last got further, this time with it. */
  readonly vainTurns: number;
  readonly cancelAsked: boolean;
}

/** Whether the worker still has the job: it may have been taken from it, or somebody wants it to stop. */
export type Standing = 'mine' | 'cancelled' | 'lost';

export interface JobProgress {
  readonly phase: string;
  readonly done: number;
  readonly total?: number;
  readonly checkpoint?: JsonObject;
}

export type JobEnd =
  | { readonly state: 'done'; readonly result: JsonObject; readonly file?: JobFile }
  | { readonly state: 'failed'; readonly problem: JobProblem }
  | { readonly state: 'cancelled' }
  /** Tried again after a pause; `inVain` false: the worker was stopped, and it was nobody's fault. */
  | { readonly state: 'waiting'; readonly afterMs: number; readonly inVain: boolean };

/** The turns that workers take at long jobs. The lease fences: who lost it can write nothing more. Times here are the server's own clock. */
export class LongJobTurns {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Jobs to hand to the queue: those that wait and were not handed over lately, and those whose worker gives no sign of life. A job waits while
   * another of the same person and kind runs.
   */
  async take(asked: {
    readonly limit: number;
    readonly lostAfterMs: number;
    readonly staleAfterMs: number;
  }): Promise<readonly WaitingJob[]> {
    const { rows } = await poolOf(this.dataSource).query<WaitingJob>({
      name: 'long_jobs_take',
      text: `
        with open as (
          select id from tregua.long_jobs j
           where state in ('waiting', 'running') and not_before <= clock_timestamp()
             and (handed_over_at is null or handed_over_at < clock_timestamp() - make_interval(secs => $2::float8 / 1000))
             and (state = 'waiting' or heartbeat_at < clock_timestamp() - make_interval(secs => $3::float8 / 1000))
             and (state = 'running' or not exists (
               select 1 from tregua.long_jobs o where o.asked_by = j.asked_by and o.kind = j.kind and o.state = 'running' and o.asked_by <> 'system'))
           order by asked_at, id limit $1 for update skip locked
        )
        update tregua.long_jobs j set handed_over_at = clock_timestamp() from open where j.id = open.id returning j.id, j.kind, j.turns`,
      values: [asked.limit, asked.lostAfterMs, asked.staleAfterMs],
    });
    return rows;
  }

  /** The queue did not take them: the next sweep hands them over at once. */
  async giveBack(ids: readonly string[]): Promise<void> {
    await poolOf(this.dataSource).query(`update tregua.long_jobs set handed_over_at = null where id = any($1::uuid[])`, [ids]);
  }

  /** Takes a job in hand that waits, or whose worker gave no sign of life for so long. Undefined where there is nothing to do. */
  async begin(id: string, staleAfterMs: number): Promise<HeldJob | undefined> {
    try {
      const { rows } = await poolOf(this.dataSource).query<HeldJob>(
        `update tregua.long_jobs set state = 'running', lease = $2, heartbeat_at = clock_timestamp(), handed_over_at = null, turns = turns + 1,
           vain_turns = vain_turns + 1, started_at = coalesce(started_at, tregua.now())
         where id = $1 and not_before <= clock_timestamp()
           and (state = 'waiting' or (state = 'running' and heartbeat_at < clock_timestamp() - make_interval(secs => $3::float8 / 1000)))
         returning id, kind, asked_by as "askedBy", actor, asked, checkpoint, lease, vain_turns as "vainTurns", cancel_asked_at is not null as "cancelAsked"`,
        [id, newId(), staleAfterMs],
      );
      return rows[0];
    } catch (error) {
      const { code, constraint } = error as { code?: string; constraint?: string };
      if (code !== '23505' || constraint !== 'one_running_job_a_person_and_kind') throw error;
      await this.giveBack([id]); // its turn comes when the other has ended
      return undefined;
    }
  }

  /** A sign of life. */
  async beat(id: string, lease: string): Promise<Standing> {
    const { rows } = await poolOf(this.dataSource).query<{ cancelled: boolean }>({
      name: 'long_jobs_beat',
      text: `update tregua.long_jobs set heartbeat_at = clock_timestamp() where id = $1 and lease = $2 returning cancel_asked_at is not null as cancelled`,
      values: [id, lease],
    });
    return standing(rows);
  }

  /** Keeps how far it is; with a manager in that transaction, whose job it then stays until the end of it. */
  async report(id: string, lease: string, { phase, done, total, checkpoint }: JobProgress, manager?: EntityManager): Promise<Standing> {
    const text = `update tregua.long_jobs set phase = $3, done = $4, total = $5, checkpoint = coalesce($6, checkpoint), heartbeat_at = clock_timestamp(),
        vain_turns = case when $6::jsonb is null then vain_turns else 0 end
      where id = $1 and lease = $2 returning cancel_asked_at is not null as cancelled`;
    const values = [id, lease, phase, done, total ?? null, checkpoint === undefined ? null : JSON.stringify(checkpoint)];
    if (manager === undefined) return standing((await poolOf(this.dataSource).query<{ cancelled: boolean }>(text, values)).rows);
    const [rows] = await manager.query<[{ cancelled: boolean }[], number]>(text, values);
    return standing(rows);
  }

  /** Ends the turn. False where the job was no longer this worker's: then nothing was written. */
  async end(id: string, lease: string, end: JobEnd): Promise<boolean> {
    const pool = poolOf(this.dataSource);
    const mine = `where id = $1 and lease = $2`;
    if (end.state === 'waiting') {
      const { rowCount } = await pool.query(
        `update tregua.long_jobs set state = 'waiting', lease = null, handed_over_at = null,
           not_before = clock_timestamp() + make_interval(secs => $3::float8 / 1000), vain_turns = vain_turns - $4 ${mine}`,
        [id, lease, end.afterMs, end.inVain ? 0 : 1],
      );
      return rowCount === 1;
    }
    const { rowCount } = await pool.query(
      `update tregua.long_jobs set state = $3, lease = null, ended_at = tregua.now(), result = $4, file = $5, problem = $6,
         phase = case when $3 = 'done' then 'done' else phase end, done = case when $3 = 'done' then coalesce(total, done) else done end ${mine}`,
      [
        ...[id, lease, end.state, 'result' in end ? JSON.stringify(end.result) : null],
        ...[end.state === 'done' && end.file !== undefined ? JSON.stringify(end.file) : null],
        end.state === 'failed' ? JSON.stringify(end.problem) : null,
      ],
    );
    return rowCount === 1;
  }

  /** Jobs that ended so long ago that what lies about of them is put away. */
  async forgettable(
    limit: number,
    afterHours: number,
  ): Promise<readonly { readonly id: string; readonly kind: string; readonly asked: JsonObject; readonly file: JobFile | null }[]> {
    const { rows } = await poolOf(this.dataSource).query<{ id: string; kind: string; asked: JsonObject; file: JobFile | null }>(
      `select id, kind, asked, file from tregua.long_jobs
        where ended_at < tregua.now() - make_interval(hours => $2) and forgotten_at is null order by ended_at limit $1`,
      [limit, afterHours],
    );
    return rows;
  }

  /** Says that it was put away. False where it was resumed meanwhile. */
  async forgotten(id: string): Promise<boolean> {
    const { rowCount } = await poolOf(this.dataSource).query(
      `update tregua.long_jobs set forgotten_at = tregua.now(), name_key_id = null, name_nonce = null, name_ciphertext = null
        where id = $1 and ended_at is not null and forgotten_at is null`,
      [id],
    );
    return rowCount === 1;
  }

  /** Whether any job that is not forgotten asked for or made these bytes. */
  async isFileNeeded(sha256: string): Promise<boolean> {
    const { rows } = await poolOf(this.dataSource).query(
      `select 1 from tregua.long_jobs where forgotten_at is null and (asked->>'sha256' = $1 or file->>'sha256' = $1) limit 1`,
      [sha256],
    );
    return rows.length > 0;
  }
}

function standing(rows: readonly { readonly cancelled: boolean }[]): Standing {
  return rows[0] === undefined ? 'lost' : rows[0].cancelled ? 'cancelled' : 'mine';
}
