import { Module } from '@nestjs/common';
import { createMetrics } from '../http/observation.js';
import { HealthController, METRICS } from './health.controller.js';

@Module({ controllers: [HealthController], providers: [{ provide: METRICS, useFactory: createMetrics }], exports: [METRICS] })
export class HealthModule {}
