import { Readable } from 'node:stream';
import type { NoticeRecord } from '@tregua/store';
import { noticeView } from './notices.view.js';

/** How many notices one look at the table brings. */
const STEP = 100;

/**
 * One person's server-sent events: reads the person's list from a position on, again whenever it is woken, and writes each notice once and in order.
 * What wakes it carries nothing, so that a lost or a doubled wake-up changes nothing. A client that does not read is not read for.
 */
export class NoticeStream {
  readonly readable: Readable;
  private pumping: Promise<void> | undefined;
  private again = false;
  private ended = false;
  private drained: (() => void) | undefined;

  constructor(
    private position: number,
    private readonly after: (position: number, limit: number) => Promise<readonly NoticeRecord[]>,
    private readonly failed: (error: Error) => void,
  ) {
    this.readable = new Readable({
      read: () => this.resume(),
      destroy: (error, done) => {
        this.ended = true;
        this.resume();
        done(error);
      },
    });
    // Something must go out at once: it opens the stream at the client, which then waits a second before it comes again.
    this.readable.push('retry: 1000\n\n');
  }

  /** The list may have grown. */
  wake(): void {
    if (this.ended) return;
    if (this.pumping !== undefined) {
      this.again = true;
      return;
    }
    this.pumping = this.pump().finally(() => {
      this.pumping = undefined;
    });
  }

  /** Shows that the line is open. */
  beat(): void {
    if (!this.ended && this.pumping === undefined) this.readable.push(': still here\n\n');
  }

  /** Ends the stream whole, after what was already written. The client comes back with the last position that it saw. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.resume();
    this.readable.push(null);
  }

  private async pump(): Promise<void> {
    try {
      do {
        this.again = false;
        await this.drain();
      } while (this.again && !this.ended);
    } catch (error) {
      // What was sent was sent; the client comes again from there.
      this.failed(error as Error);
      this.end();
    }
  }

  private async drain(): Promise<void> {
    for (;;) {
      const notices = await this.after(this.position, STEP);
      for (const notice of notices) {
        if (this.ended) return;
        this.position = notice.position ?? this.position;
        const isRoom = this.readable.push(`id: ${this.position}\nevent: notice\ndata: ${JSON.stringify(noticeView(notice))}\n\n`);
        if (!isRoom) await new Promise<void>((resolve) => (this.drained = resolve));
      }
      if (notices.length < STEP || this.ended) return;
    }
  }

  private resume(): void {
    const { drained } = this;
    this.drained = undefined;
    drained?.();
  }
}
