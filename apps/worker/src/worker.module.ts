import { Module, type DynamicModule } from '@nestjs/common';
import { Docket } from '@tregua/docket';
import { CalendarSweep } from './calendar-sweep.js';
import { DeadlineSweep } from './deadline-sweep.js';
import { KeySweep } from './forgetting/key-sweep.js';
import type { BringsProcessors } from './queues/brings-processors.js';
import { handlers } from './queues/handlers.js';
import { JobQueueEnd, jobQueueProvider } from './queues/job-queue.provider.js';
import { QueueErrors } from './queues/queue-errors.js';
import { PROCESSORS, QueueWork } from './queues/queue-work.js';
import { LONG_WORKS } from './long-work/long-work-runner.js';
import { LongWorkSweep } from './long-work/long-work-sweep.js';
import type { LongWork } from './long-work/long-work.js';
import { longWorks } from './long-work/long-works.js';
import { LogKeeper } from './log/log-keeper.js';
import { NoticeClock } from './notices/notice-clock.js';
import { WorkerState } from './queues/worker-state.js';
import { OutboxRelay } from './relay/outbox-relay.js';
import { WORKER_OPTIONS, type WorkerOptions } from './worker-options.js';

/** What happens after the answer: deadlines fire, effects are handed to the queue, and jobs of the queue are done. */
@Module({})
export class WorkerModule {
  static with(options: WorkerOptions): DynamicModule {
    return {
      module: WorkerModule,
      providers: [
        { provide: WORKER_OPTIONS, useValue: options },
        { provide: Docket, useValue: options.docket },
        QueueErrors,
        jobQueueProvider,
        JobQueueEnd,
        DeadlineSweep,
        OutboxRelay,
        ...handlers,
        NoticeClock,
        LogKeeper,
        KeySweep,
        CalendarSweep,
        ...longWorks,
        { provide: LONG_WORKS, inject: [...longWorks], useFactory: (...works: LongWork[]) => works },
        LongWorkSweep,
        {
          provide: PROCESSORS,
          inject: [...handlers],
          useFactory: (...parts: BringsProcessors[]) => parts.flatMap((part) => part.processors()),
        },
        QueueWork,
        WorkerState,
      ],
      exports: [DeadlineSweep, WorkerState],
    };
  }
}
