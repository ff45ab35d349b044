import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, Matches, Max, Min } from 'class-validator';
import { Optional } from '../http/optional.js';

const ToInteger = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value));

export class ImportParams {
  @ApiPropertyOptional({
    pattern: '^[a-z0-9-]{1,64}$',
    description: 'Which agreement the rows are judged by; needed where several are on file.',
  })
  @Optional()
  @Matches(/^[a-z0-9-]{1,64}$/)
  agreement?: string;

  @ApiPropertyOptional({ enum: ['true', 'false'], default: 'false', description: 'Judge every row, and write nothing.' })
  @Optional()
  @IsIn(['true', 'false'])
  dryRun?: string;
}

export class ImportResultsParams {
  @ApiPropertyOptional({ type: 'integer', minimum: 0, description: 'Rows after this one.' })
  @Optional()
  @ToInteger()
  @IsInt()
  @Min(0)
  after?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 25 })
  @Optional()
  @ToInteger()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;

  @ApiPropertyOptional({ enum: ['accepted', 'inadmissible', 'duplicate', 'refused'] })
  @Optional()
  @IsIn(['accepted', 'inadmissible', 'duplicate', 'refused'])
  outcome?: string;
}

export class FileReportsRequest {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 1000, default: 100, description: 'Incidents at most; the oldest first.' })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;
}
