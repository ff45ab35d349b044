import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import type { LongJobKind } from '@tregua/store';
import { PageParams, ToInteger } from '../http/list.params.js';
import { Optional } from '../http/optional.js';

const KINDS: readonly LongJobKind[] = ['import', 'bundle'];
const STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'];

export class ListJobsParams extends PageParams {
  @ApiPropertyOptional({ enum: [...KINDS] })
  @Optional()
  @IsIn(KINDS)
  kind?: string;

  @ApiPropertyOptional({ enum: STATES })
  @Optional()
  @IsIn(STATES)
  state?: string;
}

export class ProgressParams {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    description: 'Only what is newer than this revision; the header Last-Event-ID goes before it.',
  })
  @Optional()
  @ToInteger()
  @IsInt()
  @Min(0)
  @Max(999_999_999)
  after?: number;
}
