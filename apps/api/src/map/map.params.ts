import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, Matches, Max, Min } from 'class-validator';
import { mapStandings, type MapStanding } from '@tregua/store';
import { IsDegrees, IsInstant } from '../http/in-words.js';
import { ToInteger } from '../http/list.params.js';
import { Optional } from '../http/optional.js';

const CODE = /^[A-Z][A-Z0-9]{0,7}$/;
const STATE = /^[A-Z_]{2,40}$/;

export class MapParams {
  @ApiPropertyOptional({ format: 'date-time', description: 'Acts that began not before.' })
  @Optional()
  @IsInstant()
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Acts that began before.' })
  @Optional()
  @IsInstant()
  until?: string;

  @ApiPropertyOptional({ enum: ['report', 'incident'], description: 'Reports, or incidents of which no report was made yet.' })
  @Optional()
  @IsIn(['report', 'incident'])
  kind?: 'report' | 'incident';

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 5, description: 'At least this severe.' })
  @Optional()
  @ToInteger()
  @IsInt()
  @Min(1)
  @Max(5)
  severity?: number;

  @ApiPropertyOptional({ pattern: CODE.source, description: 'A kind of violation, e.g. K3.' })
  @Optional()
  @Matches(CODE)
  code?: string;

  @ApiPropertyOptional({ pattern: STATE.source, description: 'State of the report.' })
  @Optional()
  @Matches(STATE)
  state?: string;

  @ApiPropertyOptional({ enum: ['true', 'false'] })
  @Optional()
  @IsIn(['true', 'false'])
  verified?: 'true' | 'false';

  @ApiPropertyOptional({ enum: [...mapStandings], description: 'What the Commission has said of it.' })
  @Optional()
  @IsIn(mapStandings)
  standing?: MapStanding;
}

export class MapPointsParams extends MapParams {
  @ApiProperty({ description: 'Decimal degrees.' })
  @IsDegrees(180)
  west: string;

  @ApiProperty({ description: 'Decimal degrees.' })
  @IsDegrees(90)
  south: string;

  @ApiProperty({ description: 'Decimal degrees.' })
  @IsDegrees(180)
  east: string;

  @ApiProperty({ description: 'Decimal degrees.' })
  @IsDegrees(90)
  north: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 500, default: 200 })
  @Optional()
  @ToInteger()
  @IsInt()
  @Min(1)
  @Max(500)
  limit?: number;
}
