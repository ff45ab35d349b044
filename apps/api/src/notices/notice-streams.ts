import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { lastPosition, NoticeFeed, noticesAfter, readerOf, stillSpeaks, type Grown } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { Problem } from '../http/problem.js';
import type { SignedIn } from '../http/request.js';
import { NoticeStream } from './notice-stream.js';

/** Proxies close a line on which nothing is said; and who was shut out must not listen on for long. */
const BEAT_MS = 15_000;

/** Windows of one person at once. */
const MOST_A_PERSON = 10;

interface Open {
  readonly stream: NoticeStream;
  readonly person: SignedIn;
}

/** The open streams of this process. Every process hears of every notice, and wakes those whose list has grown. */
@Injectable()
export class NoticeStreams implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly open = new Map<string, Set<Open>>();
  private readonly feed: NoticeFeed;
  private beat: NodeJS.Timeout | undefined;
  private closing = false;

  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {
    const { dataSource, logger } = options;
    this.feed = new NoticeFeed(
      dataSource,
      (whose) => this.wake(whose),
      (error) => logger.warn({ error: error.name }, 'the database does not tell of new notices; they are looked for'),
    );
  }

  onApplicationBootstrap(): void {
    void this.feed.start();
    this.beat = setInterval(() => void this.beatAll(), BEAT_MS);
    this.beat.unref();
  }

  /** Ends every stream before connections are cut: a client sees an end, not a fault, and comes back to another process. */
  async onModuleDestroy(): Promise<void> {
    this.closing = true;
    clearInterval(this.beat);
    for (const { stream } of this.all()) stream.end();
    await this.feed.stop();
  }

  /** Opens a stream after a position; without one, after the last notice that there is. */
  async openFor(person: SignedIn, position: number | undefined): Promise<Readable> {
    if (this.closing) throw new Problem('busy', { headers: { 'retry-after': '1' } });
    if ((this.open.get(person.id)?.size ?? 0) >= MOST_A_PERSON)
      throw new Problem('too-many-requests', { headers: { 'retry-after': '10' } });
    const { dataSource, logger } = this.options;
    const last = await lastPosition(dataSource, person.id);
    const reader = readerOf(person);
    const stream = new NoticeStream(
      // A client that has seen more than there is looks at another database: it is shown what comes.
      Math.min(position ?? last, last),
      (after, limit) => noticesAfter(dataSource, reader, after, limit),
      (error) => logger.warn({ error: error.name }, 'a stream of notices ended early'),
    );
    this.keep({ stream, person });
    stream.wake();
    return stream.readable;
  }

  private keep(opened: Open): void {
    const { id } = opened.person;
    const mine = this.open.get(id) ?? new Set();
    this.open.set(id, mine.add(opened));
    opened.stream.readable.on('close', () => {
      mine.delete(opened);
      if (mine.size === 0 && this.open.get(id) === mine) this.open.delete(id);
    });
    if (this.closing) opened.stream.end();
  }

  private wake(whose: Grown): void {
    const people = whose === 'all' ? [...this.open.keys()] : whose;
    for (const person of people) for (const { stream } of this.open.get(person) ?? []) stream.wake();
  }

  private async beatAll(): Promise<void> {
    for (const { stream, person } of this.all()) {
      try {
        if (await stillSpeaks(this.options.dataSource, person.id, person.session)) stream.beat();
        else stream.end();
      } catch {
        // The database is away for a moment: the next beat asks again.
      }
    }
  }

  private all(): readonly Open[] {
    return [...this.open.values()].flatMap((mine) => [...mine]);
  }
}
