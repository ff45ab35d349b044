import type { DataSource } from 'typeorm';
import { Client } from 'pg';
import { poolOf } from '../data-source.js';

/** Whose lists have grown; `all`: it is not known whose, look at each. */
export type Grown = readonly string[] | 'all';

const WRITTEN = 'tregua_notices_written';
const NUMBERED = 'tregua_notices';

/** How many notices one numbering takes. */
const MOST = 5_000;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/**
 * Tells a process when somebody's list has grown, whichever process wrote it. Notices that were written are numbered here, after their commit
 * (notices.migration.ts says why); numbering tells every listener whose they are. What is told can be lost with the connection: the beat numbers what
 * is left and looks at everybody, by the same path.
 */
export class NoticeFeed {
  private client: Client | undefined;
  private stopped = false;
  private numbering: Promise<void> | undefined;
  private again = false;
  private beat: NodeJS.Timeout | undefined;
  private retry: NodeJS.Timeout | undefined;
  private waitMs = FIRST_WAIT_MS;

  constructor(
    private readonly dataSource: DataSource,
    private readonly grown: (whose: Grown) => void,
    private readonly failed: (error: Error) => void,
    private readonly beatMs = 2_000,
  ) {}

  async start(): Promise<void> {
    await this.listen();
    this.beat = setInterval(() => {
      this.nudge();
      if (this.client === undefined) this.grown('all');
    }, this.beatMs);
    this.beat.unref();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.beat);
    clearTimeout(this.retry);
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
    await this.numbering;
  }

  /** Numbers what was written. One numbering runs at a time here; a nudge meanwhile makes it look once more. */
  nudge(): void {
    if (this.numbering !== undefined) {
      this.again = true;
      return;
    }
    this.numbering = this.number().finally(() => {
      this.numbering = undefined;
    });
  }

  private async number(): Promise<void> {
    try {
      do {
        this.again = false;
        while (!this.stopped && (await numberNotices(this.dataSource)) >= MOST);
      } while (this.again && !this.stopped);
    } catch (error) {
      if (!this.stopped) this.failed(error as Error);
    }
  }

  /** A connection of its own: a pool would hand it to others. Lost, it is made anew, and everybody is looked at, since anything may have been missed. */
  private async listen(): Promise<void> {
    if (this.stopped) return;
    const client = new Client(poolOf(this.dataSource).options);
    client.on('notification', ({ channel, payload = '' }) => {
      if (channel === WRITTEN) this.nudge();
      else this.grown(payload === '*' ? 'all' : payload.split(','));
    });
    let isOver = false;
    const lost = (error?: Error): void => {
      if (isOver) return;
      isOver = true;
      if (this.client === client) this.client = undefined;
      client.end().catch(() => undefined);
      if (this.stopped) return;
      if (error !== undefined) this.failed(error);
      this.retry = setTimeout(() => void this.listen(), this.waitMs);
      this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
    };
    client.on('error', lost);
    client.on('end', () => lost());
    try {
      await client.connect();
      await client.query(`listen ${WRITTEN}`);
      await client.query(`listen ${NUMBERED}`);
    } catch (error) {
      lost(error as Error);
      return;
    }
    this.client = client;
    this.waitMs = FIRST_WAIT_MS;
    this.nudge();
    this.grown('all');
  }
}

/** Numbers notices that were written and committed, in their order; one numbering at a time in the whole system. Returns how many. */
export async function numberNotices(dataSource: DataSource, most = MOST): Promise<number> {
  const { rows } = await poolOf(dataSource).query<{ n: number }>({
    name: 'number_notices',
    text: 'select tregua.number_notices($1) as n',
    values: [most],
  });
  return rows[0]?.n ?? 0;
}
