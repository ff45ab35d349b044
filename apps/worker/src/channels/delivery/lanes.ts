/** One notice on its way to one recipient. */
export interface LaneItem {
  readonly id: string;
  /** The recipient by one channel: what one such makes us wait for concerns no other. */
  readonly lane: string;
}

/** What an attempt meant for its lane. */
export interface LaneVerdict {
  readonly failed: boolean;
  readonly tookMs: number;
}

export interface LaneLimits {
  /** Attempts at once to recipients that answer. */
  readonly quick: number;
  /** Attempts at once to recipients that made us wait: they have places of their own, and never those of the others. */
  readonly slow: number;
  /** Attempts at once to one recipient that answers; one that made us wait, or failed often, has one. */
  readonly perLane: number;
  /** What takes so long makes a recipient slow. */
  readonly slowAfterMs: number;
  /** Notices that may wait in one lane; more stay in the table, where the sweep finds them. */
  readonly waiting: number;
  /** First pause of a lane that fails on and on; it doubles up to the last. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
}

export const laneLimits: LaneLimits = {
  quick: 24,
  slow: 8,
  perLane: 4,
  slowAfterMs: 2_000,
  waiting: 50,
  pauseMs: 1_000,
  longestPauseMs: 60_000,
};

/** Failures in a row after which a lane rests between attempts, however quick they were. */
const REST_AFTER = 5;

interface Lane {
  readonly name: string;
  readonly waiting: Set<string>;
  running: number;
  failures: number;
  isSlow: boolean;
  restsUntil: number;
}

/**
 * Who is served next. Recipients take turns, and those that hang share a few places among themselves: a dead recipient delays the dead only.
 * What is in here is a hint, as the queue is: notices that are dropped are found again in the table.
 */
export class Lanes {
  /** In the order of turns: who was served goes to the end. */
  private readonly lanes = new Map<string, Lane>();
  private runningQuick = 0;
  private runningSlow = 0;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    /** Undefined: nothing was tried, and nothing learned. */
    private readonly attempt: (id: string) => Promise<LaneVerdict | undefined>,
    private readonly limits: LaneLimits = laneLimits,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** False: the lane is full. Offering twice is offering once. */
  offer({ id, lane: name }: LaneItem): boolean {
    if (this.stopped) return false;
    const lane = this.laneOf(name);
    if (lane.waiting.size >= this.limits.waiting && !lane.waiting.has(id)) return false;
    lane.waiting.add(id);
    this.serve();
    return true;
  }

  /** Ends when nothing is under way. What waits is left to the table. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.all(this.underWay);
  }

  /** How much is under way and waits here. */
  get load(): { readonly running: number; readonly waiting: number } {
    let waiting = 0;
    for (const lane of this.lanes.values()) waiting += lane.waiting.size;
    return { running: this.runningQuick + this.runningSlow, waiting };
  }

  private laneOf(name: string): Lane {
    const known = this.lanes.get(name);
    if (known !== undefined) return known;
    const lane: Lane = { name, waiting: new Set(), running: 0, failures: 0, isSlow: false, restsUntil: 0 };
    this.lanes.set(name, lane);
    return lane;
  }

  private serve(): void {
    if (this.stopped) return;
    for (let served = true; served;) {
      served = false;
      for (const lane of [...this.lanes.values()]) {
        if (!this.mayRun(lane)) continue;
        this.run(lane);
        served = true;
      }
    }
    this.wakeLater();
  }

  private mayRun(lane: Lane): boolean {
    const isTried = lane.isSlow || lane.failures >= REST_AFTER;
    if (lane.waiting.size === 0 || lane.restsUntil > this.clock()) return false;
    if (lane.running >= (isTried ? 1 : this.limits.perLane)) return false;
    return lane.isSlow ? this.runningSlow < this.limits.slow : this.runningQuick < this.limits.quick;
  }

  private run(lane: Lane): void {
    const [id] = lane.waiting;
    if (id === undefined) return;
    lane.waiting.delete(id);
    this.lanes.delete(lane.name);
    this.lanes.set(lane.name, lane);
    const { isSlow } = lane;
    lane.running += 1;
    this.count(isSlow, 1);
    const work = this.attempt(id)
      .then(
        (verdict) => verdict && this.learn(lane, verdict),
        () => undefined,
      )
      .finally(() => {
        lane.running -= 1;
        this.count(isSlow, -1);
        this.underWay.delete(work);
        this.forget(lane);
        this.serve();
      });
    this.underWay.add(work);
  }

  private count(isSlow: boolean, by: number): void {
    if (isSlow) this.runningSlow += by;
    else this.runningQuick += by;
  }

  private learn(lane: Lane, { failed, tookMs }: LaneVerdict): void {
    lane.isSlow = tookMs >= this.limits.slowAfterMs;
    lane.failures = failed ? lane.failures + 1 : 0;
    const rests = failed && (lane.isSlow || lane.failures >= REST_AFTER);
    const doubled = Math.min(Math.max(0, lane.isSlow ? lane.failures - 1 : lane.failures - REST_AFTER), 16);
    lane.restsUntil = rests ? this.clock() + Math.min(this.limits.longestPauseMs, this.limits.pauseMs * 2 ** doubled) : 0;
  }

  /** A lane that is well and empty is made anew when it is needed. */
  private forget(lane: Lane): void {
    if (lane.running === 0 && lane.waiting.size === 0 && lane.failures === 0 && !lane.isSlow) this.lanes.delete(lane.name);
  }

  private wakeLater(): void {
    clearTimeout(this.timer);
    let next = Number.POSITIVE_INFINITY;
    const now = this.clock();
    for (const { waiting, restsUntil } of this.lanes.values()) if (waiting.size > 0 && restsUntil > now) next = Math.min(next, restsUntil);
    if (next === Number.POSITIVE_INFINITY) return;
    this.timer = setTimeout(() => this.serve(), Math.max(1, next - now));
    this.timer.unref();
  }
}
