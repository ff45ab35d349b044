import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { WorkerModule } from './worker.module.js';
import type { WorkerOptions } from './worker-options.js';

/** Starts the worker in this process; `close()` waits for the step that is under way. */
export async function createWorker(options: WorkerOptions): Promise<INestApplicationContext> {
  return await NestFactory.createApplicationContext(WorkerModule.with(options), { logger: false, abortOnError: false });
}
