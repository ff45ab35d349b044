import { Module } from '@nestjs/common';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { createMetrics } from '../http/observation.js';
import { measureBacklog } from './backlog-gauges.js';
import { ClockController } from './clock.controller.js';
import { HealthController, METRICS } from './health.controller.js';

@Module({
  controllers: [HealthController, ClockController],
  providers: [
    {
      provide: METRICS,
      inject: [API_OPTIONS],
      useFactory: ({ dataSource }: ApiOptions) => {
        const metrics = createMetrics();
        measureBacklog(metrics.registry, dataSource);
        return metrics;
      },
    },
  ],
  exports: [METRICS],
})
export class HealthModule {}
