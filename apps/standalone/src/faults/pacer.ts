import { setTimeout as delay } from 'node:timers/promises';
import type { Gate } from './gate.js';
import type { Journal } from './journal.js';
import type { ClockLine } from './judge/records.js';
import { askOnce } from './servers.js';

/** Left between where the clock is set and the next deadline, so that it falls due by itself and not by the move. */
const LEAD_MS = 1_500;
/** A deadline that is due for longer waits for a state, not for a worker: it does not hold up the clock. */
const LONG_DUE_MS = 60_000;

/**
 * Moves the one clock on to just before the next deadline whenever nothing is due, so that terms of days pass in minutes. It never moves the clock over
 * a deadline: it waits until no request is under way, and holds the table of deadlines while it looks and moves.
 */
export class Pacer {
  private stopped = false;
  private aheadMs = 0;
  moves = 0;

  constructor(
    private readonly ownerUrl: string,
    private readonly gate: Gate,
    private readonly journal: Journal<ClockLine>,
  ) {}

  /** Milliseconds by the one clock, as far as one knows here. */
  now = (): number => Date.now() + this.aheadMs;

  async run(everyMs: number): Promise<void> {
    while (!this.stopped) {
      await delay(everyMs);
      try {
        await this.gate.alone(() => this.move());
      } catch {
        // the database is down: the next turn tries again, and reads first where the clock stands
      }
    }
  }

  stop(): void {
    this.stopped = true;
  }

  private async move(): Promise<void> {
    await askOnce(this.ownerUrl, async (client) => {
      await client.query(`set lock_timeout = '3s'`);
      await client.query('begin');
      await client.query('lock table tregua.deadlines in exclusive mode');
      const { rows } = await client.query<{ pending: string; next: string | null }>(
        `select count(*) filter (where due_at <= n.at and due_at > n.at - make_interval(secs => $1)) as pending,
                min(extract(epoch from due_at - n.at) * 1000) filter (where due_at > n.at) as next
           from (select tregua.now() as at) n left join tregua.deadlines d on d.paused_with_ms is null`,
        [LONG_DUE_MS / 1000],
      );
      const leap = Number(rows[0]?.next ?? 0) - LEAD_MS;
      if (Number(rows[0]?.pending) === 0 && leap > LEAD_MS) {
        await client.query(`update tregua.clock set ahead = ahead + make_interval(secs => $1::double precision / 1000)`, [
          Math.floor(leap),
        ]);
        this.moves += 1;
      }
      await client.query('commit');
      // Read back: of a commit that a crash cut off one knows only afterwards whether it was one.
      const read = await client.query<{ ahead: number; at: number }>(
        `select extract(epoch from ahead)::float8 * 1000 as ahead, extract(epoch from pg_xact_commit_timestamp(xmin))::float8 * 1000 as at from tregua.clock`,
      );
      const aheadMs = read.rows[0]?.ahead ?? 0;
      if (aheadMs !== this.aheadMs) this.journal.write({ at: read.rows[0]?.at ?? 0, aheadMs });
      this.aheadMs = aheadMs;
    });
  }
}
