import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, Matches, Max, Min, registerDecorator } from 'class-validator';
import { mapStandings, type MapStanding } from '@tregua/store';
import { instantOf } from '../http/instant.js';
import { ToInteger } from '../http/list.params.js';
import { Optional } from '../http/optional.js';

function Rule(name: string, holds: (value: string) => boolean, says: string): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: propertyName as string,
      validator: { validate: (value: unknown) => typeof value === 'string' && holds(value), defaultMessage: () => says },
    });
}

const IsInstant = (): PropertyDecorator =>
  Rule('isInstant', (value) => instantOf(value) !== undefined, 'A real instant of the calendar is needed, as RFC 3339 with its offset.');
const IsDegrees = (most: number): PropertyDecorator =>
  Rule(
    'isDecimal',
    (value) => /^-?(0|[1-9]\d{0,2})(\.\d{1,6})?$/.test(value) && Math.abs(Number(value)) <= most,
    `Decimal degrees from -${most} to ${most} are needed, with at most 6 places.`,
  );

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
