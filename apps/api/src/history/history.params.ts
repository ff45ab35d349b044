import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, Matches, Max, Min } from 'class-validator';
import { entryPlaceOf, knowingPlaceOf } from '@tregua/store';
import { IsInstant, Rule } from '../http/in-words.js';
import { ToInteger } from '../http/list.params.js';
import { Optional } from '../http/optional.js';

const ACTOR = /^([0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|system)$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TYPE = /^[A-Z][A-Za-z0-9]{0,63}$/;

/** A cursor of ours is far shorter. */
const IsCursor = (isOurs: (value: string) => boolean): PropertyDecorator =>
  Rule('isCursor', (value) => value.length <= 500 && isOurs(value));

class LimitParams {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 25 })
  @Optional()
  @ToInteger()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}

export class FollowParams extends LimitParams {
  @ApiPropertyOptional({ description: 'The `next` of the page before.' })
  @Optional()
  @IsCursor((value) => entryPlaceOf(value) !== undefined)
  cursor?: string;
}

export class EntriesParams extends FollowParams {
  @ApiPropertyOptional({ pattern: ACTOR.source, description: 'Pseudonymous id of whoever acted; `system` for the clock.' })
  @Optional()
  @Matches(ACTOR)
  actor?: string;

  @ApiPropertyOptional({
    type: [String],
    minItems: 1,
    maxItems: 20,
    description: 'Kinds of entries, e.g. CaseOpened. Given once for each, or once with commas.',
  })
  @Optional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @Matches(TYPE, { each: true })
  type?: string[];

  @ApiPropertyOptional({ format: 'date-time', description: 'Not before.' })
  @Optional()
  @IsInstant()
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Before.' })
  @Optional()
  @IsInstant()
  until?: string;

  @ApiPropertyOptional({ pattern: UUID.source, description: 'Only what belongs to this case. Auditors may leave it out.' })
  @Optional()
  @Matches(UUID)
  case?: string;

  @ApiPropertyOptional({ enum: ['newest', 'oldest'], default: 'newest' })
  @Optional()
  @IsIn(['newest', 'oldest'])
  first?: string;
}

export class KnowledgeParams extends LimitParams {
  @ApiPropertyOptional({ description: 'The `next` of the page before.' })
  @Optional()
  @IsCursor((value) => knowingPlaceOf(value) !== undefined)
  cursor?: string;
}

export class AfterPublicationParams extends FollowParams {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    description: 'Number of the ruling; the first that was published by default.',
  })
  @Optional()
  @ToInteger()
  @IsInt()
  @Min(1)
  @Max(1000)
  ruling?: number;
}
