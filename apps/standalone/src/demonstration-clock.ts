import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readClock, setClock } from '@tregua/store';
import type { Commission } from './commission.js';
import type { Home } from './home.js';

/** How often the running clock is written down, so that a crash costs seconds and not the time until the next start. */
const NOTE_EVERY_MS = 5_000;
const FILE = 'demonstration-clock.json';

/**
 * The demonstration's clock: it stands still while nothing runs, so that a demonstration started again after thirty days shows the same states.
 * It is written down in the data folder, since a program that was killed cannot stop it.
 */
export class DemonstrationClock {
  private readonly file: string;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly commission: Commission,
    home: Home,
  ) {
    this.file = join(home.folder, FILE);
  }

  /** Lets the clock go on from where it stood. */
  async run(): Promise<void> {
    const from = this.noted() ?? (await readClock(this.commission.dataSource)).now;
    await setClock(this.commission.ownerUrl, { aheadMs: from - (await this.databaseTime()) });
    await this.note();
    this.timer = setInterval(() => void this.note().catch(() => undefined), NOTE_EVERY_MS); // the next note comes in seconds
    this.timer.unref();
  }

  /** A demonstration that is loaded anew begins at its own present, not where an earlier one stood. */
  static forget(home: Home): void {
    rmSync(join(home.folder, FILE), { force: true });
  }

  /** Stops it. Nothing falls due from here on. */
  async stand(): Promise<void> {
    clearInterval(this.timer);
    const { now } = await readClock(this.commission.dataSource);
    await setClock(this.commission.ownerUrl, { standingAt: now });
    this.write(now);
  }

  private async note(): Promise<void> {
    this.write((await readClock(this.commission.dataSource)).now);
  }

  private write(now: number): void {
    writeFileSync(`${this.file}.new`, JSON.stringify({ standsAt: now }), { flush: true });
    renameSync(`${this.file}.new`, this.file);
  }

  private noted(): number | undefined {
    if (!existsSync(this.file)) return undefined;
    const { standsAt } = JSON.parse(readFileSync(this.file, 'utf8')) as { standsAt: number };
    return Number.isSafeInteger(standsAt) ? standsAt : undefined;
  }

  /** The database's own clock, without ours on top. */
  private async databaseTime(): Promise<number> {
    const rows = await this.commission.dataSource.query<{ now: string }[]>(
      `select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now`,
    );
    return Number(rows[0]?.now);
  }
}
