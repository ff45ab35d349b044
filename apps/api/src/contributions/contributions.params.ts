import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Matches, registerDecorator } from 'class-validator';
import { instantOf } from '../http/instant.js';
import { PageParams } from '../http/list.params.js';
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

export class ListContributionsParams extends PageParams {
  @ApiPropertyOptional({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2.' })
  @Optional()
  @Matches(/^[A-Z]{2}$/)
  state?: string;
}

export class CoverageParams {
  @ApiProperty({ description: 'Decimal degrees.' })
  @IsDegrees(90)
  latitude: string;

  @ApiProperty({ description: 'Decimal degrees.' })
  @IsDegrees(180)
  longitude: string;

  @ApiProperty({ format: 'date-time' })
  @IsInstant()
  from: string;

  @ApiProperty({ format: 'date-time', description: 'Not within it; a year after `from` at most.' })
  @IsInstant()
  until: string;
}
