import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, Matches, Max, Min } from 'class-validator';
import { IsInstant, Rule } from './in-words.js';
import { Optional } from './optional.js';

/** A cursor as the store makes them: an instant and an id. What is none of ours is refused, not read as the first page. */
const IsCursor = (): PropertyDecorator =>
  Rule('isCursor', (value) => value.length <= 200 && /^-?\d{1,16} [0-9a-f-]{36}$/.test(Buffer.from(value, 'base64url').toString()));

/** Digits of a query become a number; anything else stays a text, for the rule to refuse. */
export const ToInteger = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value));

const ASSIGNEE = /^(me|nobody|[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$/;
const STATE = /^[A-Z_]{2,40}$/;

export class PageParams {
  @ApiPropertyOptional({ description: 'The `next` of the page before.' })
  @Optional()
  @IsCursor()
  cursor?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 25 })
  @Optional()
  @ToInteger()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}

export class ListCasesParams extends PageParams {
  @ApiPropertyOptional({ pattern: STATE.source })
  @Optional()
  @Matches(STATE)
  state?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 5 })
  @Optional()
  @ToInteger()
  @IsInt()
  @Min(1)
  @Max(5)
  severity?: number;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Only cases whose next deadline is due before; then by that deadline, the earliest first.',
  })
  @Optional()
  @IsInstant()
  dueBefore?: string;

  @ApiPropertyOptional({ enum: ['true', 'false'], description: 'Only cases that have ended, or that have not.' })
  @Optional()
  @IsIn(['true', 'false'])
  ended?: string;

  @ApiPropertyOptional({ pattern: ASSIGNEE.source, description: 'Only cases that lie with this person, with me, or with nobody.' })
  @Optional()
  @Matches(ASSIGNEE)
  assignee?: string;
}

export class ListReportsParams extends PageParams {
  @ApiPropertyOptional({ pattern: STATE.source })
  @Optional()
  @Matches(STATE)
  state?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 5 })
  @Optional()
  @ToInteger()
  @IsInt()
  @Min(1)
  @Max(5)
  severity?: number;

  @ApiPropertyOptional({ enum: ['true'], description: 'Only my own.' })
  @Optional()
  @IsIn(['true'])
  mine?: string;
}

export class DeadlinesParams {
  @ApiPropertyOptional({ format: 'date-time', description: 'Due before; by default within seven days.' })
  @Optional()
  @IsInstant()
  before?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 25 })
  @Optional()
  @ToInteger()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}

export class HistoryParams {
  @ApiPropertyOptional({ type: 'integer', minimum: 0, description: 'Entries after this seq.' })
  @Optional()
  @ToInteger()
  @IsInt()
  @Min(0)
  after?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 100 })
  @Optional()
  @ToInteger()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}
