import { Inject, Injectable } from '@nestjs/common';
import { WORKER_OPTIONS, type WorkerOptions } from '../worker-options.js';

const QUIET_MS = 10_000;

/** A queue that is down fails several times a second on every connection: one line in ten seconds says it, and how often. */
@Injectable()
export class QueueErrors {
  private toldAt = 0;
  private kept = 0;

  constructor(@Inject(WORKER_OPTIONS) private readonly options: WorkerOptions) {}

  tell(error: Error): void {
    const now = Date.now();
    if (now - this.toldAt < QUIET_MS) {
      this.kept += 1;
      return;
    }
    const { code } = error as { code?: string };
    this.options.logger.warn({ error: code ?? (error.message || error.name), more: this.kept }, 'the queue: trouble with a connection');
    this.toldAt = now;
    this.kept = 0;
  }
}
