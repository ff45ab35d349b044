import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { Logger } from '@tregua/platform';

/** What is counted about requests: by route pattern, never by address, so that no id becomes a label. */
export interface Metrics {
  readonly registry: Registry;
  readonly durations: Histogram<'method' | 'route' | 'status'>;
  readonly refusals: Counter<'problem'>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    durations: new Histogram({
      name: 'tregua_http_request_seconds',
      help: 'Time to answer, by route pattern.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [registry],
    }),
    refusals: new Counter({
      name: 'tregua_http_problems_total',
      help: 'Problem answers, by name.',
      labelNames: ['problem'],
      registers: [registry],
    }),
  };
}

/**
 * One line a request and one observation: id, method, route pattern, status, time. No address, no query, no body, no person: what somebody
 * did stands in the histories, with the same request id nowhere in them.
 */
export function observeRequests(fastify: FastifyInstance, metrics: Metrics, logger: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
    const { statusCode, elapsedTime } = reply;
    metrics.durations.observe({ method: request.method, route, status: statusCode }, elapsedTime / 1000);
    const line = { requestId: request.id, method: request.method, route, status: statusCode, ms: Math.round(elapsedTime * 10) / 10 };
    if (statusCode >= 500) logger.warn(line, 'answered');
    else logger.debug(line, 'answered');
    done();
  });
}
