import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { createHash, timingSafeEqual } from 'node:crypto';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { Allow } from '../http/authorization.guard.js';
import type { Metrics } from '../http/observation.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';

export const METRICS = Symbol('METRICS');

export class HealthView {
  @ApiProperty({ enum: ['up', 'down'] }) status: 'up' | 'down';
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string', enum: ['up', 'down'] } }) checks: Record<string, 'up' | 'down'>;
}

@ApiTags('health')
@Controller()
export class HealthController {
  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  @Get('health/live')
  @Allow('open')
  @ApiOperation({ summary: 'The process answers' })
  @ApiOkResponse({ type: HealthView })
  live(): HealthView {
    return { status: 'up', checks: { process: 'up' } };
  }

  @Get('health/ready')
  @Allow('open')
  @ApiOperation({ summary: 'Database, migrations and clock are up (200), or not (503)' })
  @ApiOkResponse({ type: HealthView })
  async ready(@Res({ passthrough: true }) reply: Reply): Promise<HealthView> {
    const checks = await this.check();
    const status = Object.values(checks).every((check) => check === 'up') ? 'up' : 'down';
    if (status === 'down') void reply.code(503);
    return { status, checks };
  }

  /** Loopback reads it as it is; others with the token that the operator set. */
  @Get('metrics')
  @Allow('open')
  @ApiExcludeEndpoint()
  async read(@Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<string> {
    if (!this.mayRead(request)) throw new Problem('not-found');
    void reply.header('content-type', this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }

  private async check(): Promise<Record<string, 'up' | 'down'>> {
    const { dataSource } = this.options;
    try {
      const rows = await dataSource.query<{ migrated: boolean; clock: boolean }[]>(
        `select to_regclass('tregua.people') is not null as migrated, abs(extract(epoch from tregua.now() - tregua.now())) < 1 as clock`,
      );
      return { database: 'up', migrations: rows[0]?.migrated === true ? 'up' : 'down', clock: rows[0]?.clock === true ? 'up' : 'down' };
    } catch (error) {
      const answered = typeof (error as { code?: unknown }).code === 'string' && !/^(08|57|E)/.test((error as { code: string }).code);
      return { database: answered ? 'up' : 'down', migrations: 'down', clock: 'down' };
    }
  }

  private mayRead(request: Request): boolean {
    const { metricsToken } = this.options.settings;
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (metricsToken !== undefined) return given !== undefined && timingSafeEqual(digest(given), digest(metricsToken));
    return ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip);
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
