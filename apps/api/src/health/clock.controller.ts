import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { nowMs } from '../http/clock.js';
import { Allow } from '../http/authorization.guard.js';
import { isoOf } from '../http/instant.js';

export class ClockView {
  @ApiProperty({ format: 'date-time', description: 'The one clock by which everything is due.' }) now: string;
}

/** Devices' clocks are wrong, and a demonstration's clock stands still between its runs: pages ask how late it is. */
@ApiTags('health')
@Controller('api/v1/clock')
export class ClockController {
  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

  @Get()
  @Allow('open')
  @ApiOperation({ summary: 'What time it is by the one clock' })
  @ApiOkResponse({ type: ClockView })
  async now(): Promise<ClockView> {
    return { now: isoOf(await nowMs(this.options.dataSource)) };
  }
}
