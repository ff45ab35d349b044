import { Readable } from 'node:stream';

/** One server-sent event. Its id is where a client goes on that comes back with Last-Event-ID. */
export interface StreamEvent {
  readonly id: number;
  readonly event: string;
  readonly data: object;
}

export interface NextEvents {
  readonly events: readonly StreamEvent[];
  /** There may be more behind them: ask again at once. */
  readonly more?: boolean;
  /** Nothing comes after these. */
  readonly over?: boolean;
}

/**
 * One client's server-sent events: reads what is new from a position on, again whenever it is woken, and writes each event once and in order. What
 * wakes it carries nothing, so that a lost or a doubled wake-up changes nothing. A client that does not read is not read for.
 */
export class EventStream {
  readonly readable: Readable;
  private pumping: Promise<void> | undefined;
  private again = false;
  private ended = false;
  private drained: (() => void) | undefined;

  constructor(
    private position: number,
    private readonly next: (position: number) => Promise<NextEvents>,
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

  /** There may be something new. */
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
      const { events, more = false, over = false } = await this.next(this.position);
      for (const { id, event, data } of events) {
        if (this.ended) return;
        this.position = id;
        const isRoom = this.readable.push(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
        if (!isRoom) await new Promise<void>((resolve) => (this.drained = resolve));
      }
      if (over) this.end();
      if (!more || this.ended) return;
    }
  }

  private resume(): void {
    const { drained } = this;
    this.drained = undefined;
    drained?.();
  }
}
