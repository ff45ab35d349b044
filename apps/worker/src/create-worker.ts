import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { readyQueue } from './queues/ready-queue.js';
import { WorkerModule } from './worker.module.js';
import type { WorkerOptions } from './worker-options.js';

/**
 * Starts the worker in this process; `close()` waits for the steps and jobs that are under way.
 *
 * @throws QueueRefused with the reason, and Error when a job has no processor or two.
 */
export async function createWorker(options: WorkerOptions): Promise<INestApplicationContext> {
  await readyQueue(options.queue, { mayBeDown: options.queueMayBeDown ?? false, logger: options.logger });
  return await NestFactory.createApplicationContext(WorkerModule.with(options), { logger: false, abortOnError: false });
}
