import type { DataSource } from 'typeorm';
import { crashPoint, type Logger } from '@tregua/platform';
import { findWaitingNotice, listWaitingNotices, type HeldNotice, type NoticeDeliveries } from '@tregua/store';
import type { Channel, Failed, Sent } from '../channel.js';
import { backoffMs, WAITS_MS } from './backoff.js';
import { laneLimits, Lanes, type LaneLimits, type LaneVerdict } from './lanes.js';

export interface NoticeDeliveryOptions {
  readonly dataSource: DataSource;
  readonly deliveries: NoticeDeliveries;
  readonly channels: readonly Channel[];
  readonly logger: Logger;
  /** An attempt ends after so long, whatever the other side does. */
  readonly attemptMs?: number;
  readonly waitsMs?: readonly number[];
  readonly lanes?: LaneLimits;
  /** Asks the queue to come back to a notice; a hint, since the sweep finds it too. */
  readonly wake?: (notice: string, attempt: number, inMs: number) => Promise<void>;
  readonly chance?: () => number;
}

const ATTEMPT_MS = 10_000;

/** Twice an attempt, and time to write down what came of it: a worker that dies holds a notice no longer. */
const LEASE_FACTOR = 2.5;

/** The sweep leaves these to the jobs that were just added for them. */
const YOUNG_MS = 2_000;
const STEP = 500;

/**
 * Brings notices to their recipients. A job and the sweep go one way: a notice is offered to its recipient's lane, held in the table when its turn
 * comes, sent, and what came of it is written down. Crash anywhere: the lease ends, and the notice is sent again under the same key.
 */
export class NoticeDelivery {
  private readonly lanes: Lanes;
  private readonly channels: ReadonlyMap<string, Channel>;
  private readonly attemptMs: number;

  constructor(private readonly options: NoticeDeliveryOptions) {
    this.channels = new Map(options.channels.map((channel) => [channel.name, channel]));
    this.attemptMs = options.attemptMs ?? ATTEMPT_MS;
    this.lanes = new Lanes((id) => this.attempt(id), options.lanes ?? laneLimits);
  }

  /** The job `deliver-notice`: ends as soon as the notice has its place, so that no recipient holds a place in the queue. */
  async deliver(notice: string): Promise<void> {
    const waiting = await findWaitingNotice(this.options.dataSource, notice);
    if (waiting !== undefined) this.lanes.offer({ id: waiting.id, lane: `${waiting.channel} ${waiting.recipient}` });
  }

  /** Offers everything that waits in the table and that no job seems to carry. Answers how many. */
  async sweep(youngMs = YOUNG_MS): Promise<number> {
    const perRecipient = (this.options.lanes ?? laneLimits).waiting;
    const found = await listWaitingNotices(this.options.dataSource, { limit: STEP, perRecipient, youngMs });
    for (const { id, channel, recipient } of found) this.lanes.offer({ id, lane: `${channel} ${recipient}` });
    return found.length;
  }

  get load(): { readonly running: number; readonly waiting: number } {
    return this.lanes.load;
  }

  async stop(): Promise<void> {
    await this.lanes.stop();
  }

  private async attempt(id: string): Promise<LaneVerdict | undefined> {
    const notice = await this.options.deliveries.hold(id, this.attemptMs * LEASE_FACTOR);
    if (notice === undefined) return undefined;
    const started = performance.now();
    crashPoint('channel-before-send');
    const sent = await this.send(notice);
    if (sent.outcome === 'sent') crashPoint('channel-after-send');
    const tookMs = performance.now() - started;
    const recorded = await this.options.deliveries.recordOutcome(id, this.withWait(notice, sent));
    // Who waits behind it about the same case may go now; the sweep would find it too.
    if (recorded.next !== undefined) this.lanes.offer({ id: recorded.next, lane: `${notice.channel} ${notice.recipient}` });
    if (recorded.status === 'dead' && sent.outcome === 'failed')
      this.options.logger.warn(
        { notice: id, channel: notice.channel, code: sent.code },
        'a notice is given up; a person can send it again',
      );
    if (recorded.status === 'open' && recorded.waitMs !== undefined) await this.wake(notice, recorded.waitMs);
    return { failed: sent.outcome === 'failed', tookMs };
  }

  /** A channel that errs inside is a failed attempt: the notice must neither be lost nor block what comes after it. */
  private async send(notice: HeldNotice): Promise<Sent> {
    const channel = this.channels.get(notice.channel);
    if (channel === undefined) return { outcome: 'failed', code: 'channelIsNotSetUp', again: true, wayIsBroken: true };
    const abort = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Failed>((resolve) => {
      timer = setTimeout(() => {
        abort.abort();
        // A channel that does not listen to the end of the attempt is left behind.
        setTimeout(() => resolve({ outcome: 'failed', code: 'noAnswerInTime', again: true }), 500).unref();
      }, this.attemptMs);
    });
    try {
      return await Promise.race([channel.send(notice, abort.signal), late]);
    } catch (error) {
      this.options.logger.error(
        { notice: notice.id, error: error instanceof Error ? error.message : 'unknown' },
        'a channel failed inside',
      );
      return { outcome: 'failed', code: 'channelFailedInside', again: true };
    } finally {
      clearTimeout(timer);
    }
  }

  private withWait(notice: HeldNotice, sent: Sent): Sent {
    if (sent.outcome === 'sent') return sent;
    const own = backoffMs(this.options.waitsMs ?? WAITS_MS, notice.attempt, (this.options.chance ?? Math.random)());
    return { ...sent, waitMs: Math.max(own, sent.waitMs ?? 0) };
  }

  private async wake({ id, attempt }: HeldNotice, inMs: number): Promise<void> {
    await this.options.wake?.(id, attempt, inMs).catch(() => undefined);
  }
}
