import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import type { NearbyReport } from '@tregua/store';
import { isoOf } from '../http/instant.js';
import { IsDegrees, IsInstant } from '../http/in-words.js';
import { ToInteger } from '../http/list.params.js';
import { Optional } from '../http/optional.js';

export class NearbyParams {
  @ApiProperty({ format: 'date-time', description: 'When the act began.' })
  @IsInstant()
  at: string;

  @ApiProperty({ description: 'Decimal degrees.' })
  @IsDegrees(90)
  latitude: string;

  @ApiProperty({ description: 'Decimal degrees.' })
  @IsDegrees(180)
  longitude: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 20, default: 10 })
  @Optional()
  @ToInteger()
  @IsInt()
  @Min(1)
  @Max(20)
  limit?: number;
}

export class NearbyReportView {
  @ApiProperty({ description: 'false: my team has it, and I may not read it.' }) readable: boolean;
  @ApiPropertyOptional({ format: 'uuid' }) id?: string;
  @ApiPropertyOptional() reference?: string;
  @ApiPropertyOptional() state?: string;
  @ApiProperty({ type: [String] }) codes: readonly string[];
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ type: 'integer', description: 'Between the two middles, in whole hundreds.' }) distanceMetres: number;
}

export class NearbyReportsView {
  @ApiProperty({ type: [NearbyReportView], description: 'Within 24 h and 10 km, the nearest in time first.' }) items: NearbyReportView[];
  @ApiProperty({ description: 'There are more than are listed.' }) more: boolean;
}

export function nearbyReportView({ startsAt, ...report }: NearbyReport): NearbyReportView {
  return { ...report, startsAt: isoOf(startsAt) };
}
