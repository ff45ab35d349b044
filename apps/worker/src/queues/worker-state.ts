import { Inject, Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import type { JobQueue, QueueDepth } from '@tregua/jobs';
import { BACKLOG_GAUGES, lateIn, readBacklog, type Backlog } from '@tregua/store';
import { WORKER_OPTIONS, type WorkerOptions } from '../worker-options.js';
import { JOB_QUEUE } from './job-queue.provider.js';

export interface Readiness {
  /** degraded: deadlines fire, and something else does not or is late. */
  readonly status: 'up' | 'degraded' | 'down';
  readonly checks: Readonly<Record<'database' | 'queue' | 'effects' | 'deadlines' | 'subjects' | 'log' | 'signer', 'up' | 'late' | 'down'>>;
}

/** What the worker says of itself to whoever runs it: readiness, and numbers. */
@Injectable()
export class WorkerState {
  constructor(
    @Inject(JOB_QUEUE) private readonly queue: JobQueue,
    @Inject(WORKER_OPTIONS) private readonly options: WorkerOptions,
  ) {}

  /** Only the database makes it unready: without the queue deadlines still fire. */
  async readiness(): Promise<Readiness> {
    const [backlog, depths] = await Promise.all([this.backlog(), this.depths()]);
    if (backlog === undefined)
      return {
        status: 'down',
        checks: {
          database: 'down',
          queue: depths === undefined ? 'down' : 'up',
          effects: 'down',
          deadlines: 'down',
          subjects: 'down',
          log: 'down',
          signer: 'down',
        },
      };
    const checks = { database: 'up', queue: depths === undefined ? 'down' : 'up', ...lateIn(backlog) } as const;
    return { status: Object.values(checks).every((check) => check === 'up') ? 'up' : 'degraded', checks };
  }

  /** Prometheus's text format. What could not be read is absent, and `tregua_queue_up` says whether the queue answered. */
  async metrics(): Promise<string> {
    const [backlog, depths] = await Promise.all([this.backlog(), this.depths()]);
    const registry = new Registry();
    const put = (name: string, help: string, value: number): void => new Gauge({ name, help, registers: [registry] }).set(value);
    if (backlog !== undefined) for (const { name, help, of } of BACKLOG_GAUGES) put(name, help, of(backlog));
    put('tregua_queue_up', 'Whether the queue answers.', depths === undefined ? 0 : 1);
    const jobs = new Gauge({
      name: 'tregua_queue_jobs',
      help: 'Jobs in the queue.',
      labelNames: ['queue', 'state'],
      registers: [registry],
    });
    for (const { queue, ...states } of depths ?? []) for (const [state, count] of Object.entries(states)) jobs.set({ queue, state }, count);
    return await registry.metrics();
  }

  private async backlog(): Promise<Backlog | undefined> {
    return await readBacklog(this.options.dataSource).catch(() => undefined);
  }

  private async depths(): Promise<readonly QueueDepth[] | undefined> {
    return await this.queue.depths().catch(() => undefined);
  }
}
