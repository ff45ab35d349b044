import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsDegrees, IsInstant, Rule } from '../http/in-words.js';
import { PageParams } from '../http/list.params.js';
import { Optional } from '../http/optional.js';

export class ListContributionsParams extends PageParams {
  @ApiPropertyOptional({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2.' })
  @Optional()
  @Rule('stateIsCode', (value) => /^[A-Z]{2}$/.test(value))
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
