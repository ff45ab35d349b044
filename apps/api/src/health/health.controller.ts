import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { createHash, timingSafeEqual } from 'node:crypto';
import { findPerson, lateIn, readBacklog, readClock } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { Allow } from '../http/authorization.guard.js';
import type { Metrics } from '../http/observation.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';

/** An id that nobody has: asked for, it shows that the table of people is there. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

export const METRICS = Symbol('METRICS');

type Check = 'up' | 'late' | 'down';

export class HealthView {
  @ApiProperty({ enum: ['up', 'degraded', 'down'], description: 'degraded: it answers, and something that happens later is late.' })
  status: 'up' | 'degraded' | 'down';
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string', enum: ['up', 'late', 'down'] } }) checks: Record<string, Check>;
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
  @ApiOperation({ summary: 'Database, migrations and clock are up (200), or not (503); what is late degrades only' })
  @ApiOkResponse({ type: HealthView })
  async ready(@Res({ passthrough: true }) reply: Reply): Promise<HealthView> {
    const checks = await this.check();
    const found = Object.values(checks);
    const status = found.includes('down') ? 'down' : found.includes('late') ? 'degraded' : 'up';
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

  /** The database answers; the last migration has run; the clock that everything is judged by can be read; nothing waits for too long. */
  private async check(): Promise<Record<string, Check>> {
    const { dataSource } = this.options;
    const answers = async (ask: () => Promise<unknown>): Promise<'up' | 'down'> => {
      try {
        await ask();
        return 'up';
      } catch {
        return 'down';
      }
    };
    return {
      database: await answers(() => dataSource.query('select 1')),
      migrations: await answers(() => findPerson(dataSource, NOBODY)),
      clock: await answers(() => readClock(dataSource)),
      ...(await readBacklog(dataSource).then(
        lateIn,
        () => ({ effects: 'down', deadlines: 'down', subjects: 'down', log: 'down', signer: 'down' }) as const,
      )),
    };
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
