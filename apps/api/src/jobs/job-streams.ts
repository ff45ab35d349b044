import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { ChannelListener, findLongJob, readerOf, type LongJobRecord } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import type { NextEvents } from '../http/event-stream.js';
import { jobView } from '../http/job.view.js';
import { OpenStreams } from '../http/open-streams.js';
import type { SignedIn } from '../http/request.js';

/** Streams look at the table this often even when nothing is told: what is told can be lost. */
const LOOK_MS = 5_000;

/**
 * Who watches which job in this process. Any process can be asked, whichever worker works: events are read from the table, and the database tells
 * every process which job has moved. An event is how the job stands, so that what a client missed in between it need not be told.
 */
@Injectable()
export class JobStreams implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly streams: OpenStreams;
  private readonly listener: ChannelListener;
  private look: NodeJS.Timeout | undefined;

  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {
    const { dataSource, logger } = options;
    this.streams = new OpenStreams(options, 'progress');
    this.listener = new ChannelListener(
      dataSource,
      'tregua_long_jobs',
      (job) => this.streams.wake(job === '' ? 'all' : [job]),
      (error) => logger.warn({ error: error.name }, 'the database does not tell of jobs; they are looked at'),
    );
  }

  onApplicationBootstrap(): void {
    this.listener.start();
    this.streams.start();
    this.look = setInterval(() => this.streams.wake('all'), LOOK_MS);
    this.look.unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.look);
    this.streams.stop();
    await this.listener.close();
  }

  /** Opens a stream of how the job stands, after a revision; it ends when the job has. */
  openFor(person: SignedIn, job: LongJobRecord, after: number): Readable {
    this.streams.admit(person);
    // A client that has seen more than there is looks at another database: it is shown what is.
    const from = after > job.revision ? 0 : after;
    return this.streams.open(person, job.id, from, (position) => this.next(person, job.id, position));
  }

  private async next(person: SignedIn, id: string, position: number): Promise<NextEvents> {
    const job = await findLongJob(this.options.dataSource, readerOf(person), id);
    if (job === undefined) return { events: [], over: true };
    const over = job.endedAt !== null;
    if (job.revision <= position) return { events: [], over };
    return { events: [{ id: job.revision, event: 'progress', data: jobView(job, person) }], over };
  }
}
