import type { Logger } from '@tregua/platform';

export interface BeatOptions {
  /** What is done, in words for the log. */
  readonly name: string;
  /**
   * Does everything that waits now, until the signal asks it to end after the step that it is in. Answers in how many milliseconds there is certainly
   * something to do again, where it knows.
   */
  readonly work: (ending: AbortSignal) => Promise<number | undefined | void>;
  /** Longest pause between the end of one run and the beginning of the next. */
  readonly everyMs: number;
  readonly logger: Logger;
}

/** Shortest pause: what is due but does not get done must not spin. */
const SHORTEST_MS = 50;

/**
 * Runs one piece of work again and again: on its own beat, and sooner on a nudge, by one path. One run at a time; nudges during a run make one
 * further run together, since it starts after the last of them and so sees what they told of. A run that fails is tried again on the next beat.
 */
export class Beat {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private following: Promise<void> | undefined;
  private readonly ending = new AbortController();
  private failing = false;

  constructor(private readonly options: BeatOptions) {}

  start(): void {
    void this.nudge();
  }

  /** Ends when everything that waited at the time of the nudge was tried. Never throws: a failure is logged, and tried again. */
  nudge(): Promise<void> {
    if (this.ending.signal.aborted) return Promise.resolve();
    if (this.running === undefined) return this.run();
    this.following ??= this.running.then(() => {
      this.following = undefined;
      return this.ending.signal.aborted ? undefined : this.run();
    });
    return this.following;
  }

  /** For what told us something that others were told too: while the work fails, nobody is served by trying faster than the beat. */
  hint(): void {
    if (!this.failing) void this.nudge();
  }

  /** Waits for the step of the run that is under way. */
  async stop(): Promise<void> {
    this.ending.abort();
    clearTimeout(this.timer);
    await this.running;
  }

  get isFailing(): boolean {
    return this.failing;
  }

  private run(): Promise<void> {
    clearTimeout(this.timer);
    this.running = this.once().then((next) => {
      this.running = undefined;
      if (this.ending.signal.aborted) return;
      const pause = Math.min(this.options.everyMs, Math.max(next ?? this.options.everyMs, SHORTEST_MS));
      this.timer = setTimeout(() => void this.nudge(), pause);
      this.timer.unref();
    });
    return this.running;
  }

  private async once(): Promise<number | undefined> {
    const { name, work, logger } = this.options;
    try {
      const next = (await work(this.ending.signal)) ?? undefined;
      if (this.failing) logger.info(`${name}: works again`);
      this.failing = false;
      return next;
    } catch (error) {
      if (!this.failing)
        logger.error({ error: error instanceof Error ? error.message : 'unknown' }, `${name}: failed; the next beat tries again`);
      this.failing = true;
      return undefined;
    }
  }
}
