import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiModule } from './api.module.js';
import type { ApiOptions } from './api-options.js';
import { METRICS } from './health/health.controller.js';
import { createAdapter, installPlugins } from './http/fastify-plugins.js';
import { OPENAPI, type OpenApiHolder } from './openapi/openapi-holder.js';
import { createDocument } from './openapi/document.js';
import { NestLogger } from './http/nest-logger.js';
import { installWebPages } from './pages/web-pages.js';
import { installQueueBoard } from './queues/queue-board.js';
import { observeRequests, type Metrics } from './http/observation.js';

/**
 * Assembles the API on connections that the caller made: the process of its own, the embedded one and tests all start here. The caller listens
 * (or injects), and closes what it brought.
 */
export async function createApi(options: ApiOptions): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.of(options), createAdapter(options), {
    bodyParser: false,
    logger: new NestLogger(options.logger),
    abortOnError: false,
  });
  await installPlugins(app, options);
  observeRequests(app.getHttpAdapter().getInstance(), app.get<Metrics>(METRICS), options.logger);
  await installQueueBoard(app, options);
  await installWebPages(app, options);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  app.get<OpenApiHolder>(OPENAPI).from(() => createDocument(app));
  return app;
}
