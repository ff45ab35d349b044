import { Module, type DynamicModule } from '@nestjs/common';
import { Docket } from '@tregua/docket';
import { DeadlineSweep } from './deadline-sweep.js';
import { WORKER_OPTIONS, type WorkerOptions } from './worker-options.js';

/** What happens after the answer. Today: the sweep that fires due deadlines; queues and notices come beside it. */
@Module({})
export class WorkerModule {
  static with(options: WorkerOptions): DynamicModule {
    return {
      module: WorkerModule,
      providers: [{ provide: WORKER_OPTIONS, useValue: options }, { provide: Docket, useValue: options.docket }, DeadlineSweep],
      exports: [DeadlineSweep],
    };
  }
}
