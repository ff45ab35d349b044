import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { lastPosition, NoticeFeed, noticesAfter, readerOf } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { OpenStreams } from '../http/open-streams.js';
import type { SignedIn } from '../http/request.js';
import { noticeView } from './notices.view.js';

/** How many notices one look at the table brings. */
const STEP = 100;

/** The open streams of this process. Every process hears of every notice, and wakes those whose list has grown. */
@Injectable()
export class NoticeStreams implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly streams: OpenStreams;
  private readonly feed: NoticeFeed;

  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {
    const { dataSource, logger } = options;
    this.streams = new OpenStreams(options, 'notices');
    this.feed = new NoticeFeed(
      dataSource,
      (whose) => this.streams.wake(whose),
      (error) => logger.warn({ error: error.name }, 'the database does not tell of new notices; they are looked for'),
    );
  }

  onApplicationBootstrap(): void {
    void this.feed.start();
    this.streams.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.streams.stop();
    await this.feed.stop();
  }

  /** Opens a stream after a position; without one, after the last notice that there is. */
  async openFor(person: SignedIn, position: number | undefined): Promise<Readable> {
    this.streams.admit(person);
    const { dataSource } = this.options;
    const last = await lastPosition(dataSource, person.id);
    const reader = readerOf(person);
    // A client that has seen more than there is looks at another database: it is shown what comes.
    return this.streams.open(person, person.id, Math.min(position ?? last, last), async (after) => {
      const notices = await noticesAfter(dataSource, reader, after, STEP);
      const events = notices.map((notice) => ({ id: notice.position ?? after, event: 'notice', data: noticeView(notice) }));
      return { events, more: notices.length === STEP };
    });
  }
}
