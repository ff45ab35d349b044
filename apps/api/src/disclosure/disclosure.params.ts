import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsString, Length, Matches, Max, Min, ValidateNested } from 'class-validator';
import { erasureGrounds, redactionGrounds, type ErasureGround, type RedactionGround, type ValueAudience } from '@tregua/casework';
import { PageParams } from '../http/list.params.js';
import { Optional } from '../http/optional.js';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const MATTER = new RegExp(`^(case|report)/${UUID}$`);
const SUBJECT = new RegExp(`^(case|report|person)/${UUID}$`);
const STREAM = new RegExp(`^((case|report|evidence|access|motion|person)/${UUID}|ballot/${UUID}/[1-9]\\d{0,8})$`);
const FIELD = /^(\/(?:[^~/]|~[01]){1,80}){1,12}$/;
const AUDIENCE = /^(commission|cell|public|party:[a-z0-9-]{1,40})$/;
const REDACTION_GROUNDS = Object.keys(redactionGrounds);
const ERASURE_GROUNDS = Object.keys(erasureGrounds);
/** Places of one act: what is more is done in several. */
const MOST_PLACES = 500;

export class PlaceRequest {
  @ApiProperty({ pattern: STREAM.source, description: 'The stream of the entry.' })
  @Matches(STREAM)
  stream: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  seq: number;

  @ApiProperty({ pattern: FIELD.source, description: 'RFC 6901 pointer of the commitment inside `data`, as in the texts of a history.' })
  @Matches(FIELD)
  field: string;
}

export class ReasonRequest {
  @ApiProperty({ minLength: 1, maxLength: 2000, description: 'Kept sealed.' })
  @IsString()
  @Length(1, 2000)
  reason: string;
}

class ValuesRequest extends ReasonRequest {
  @ApiProperty({ pattern: MATTER.source, description: 'What the values belong to: a case, or a report that is in none.' })
  @Matches(MATTER)
  subject: string;

  @ApiProperty({ pattern: AUDIENCE.source })
  @Matches(AUDIENCE)
  audience: ValueAudience;

  @ApiProperty({ type: [PlaceRequest], minItems: 1, maxItems: MOST_PLACES })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_PLACES)
  @ValidateNested({ each: true })
  @Type(() => PlaceRequest)
  places: PlaceRequest[];
}

export class DiscloseRequest extends ValuesRequest {}

export class RedactRequest extends ValuesRequest {
  @ApiProperty({ enum: REDACTION_GROUNDS })
  @IsIn(REDACTION_GROUNDS)
  ground: RedactionGround;
}

export class HoldRequest extends ReasonRequest {
  @ApiProperty({ pattern: SUBJECT.source })
  @Matches(SUBJECT)
  subject: string;
}

export class ProposeErasureRequest extends HoldRequest {
  @ApiPropertyOptional({
    type: [PlaceRequest],
    minItems: 1,
    maxItems: MOST_PLACES,
    description: 'Left out for a person, of whom everything goes.',
  })
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_PLACES)
  @ValidateNested({ each: true })
  @Type(() => PlaceRequest)
  places?: PlaceRequest[];

  @ApiProperty({ enum: ERASURE_GROUNDS })
  @IsIn(ERASURE_GROUNDS)
  ground: ErasureGround;
}

export class OfSubjectParams extends PageParams {
  @ApiProperty({ pattern: SUBJECT.source })
  @Matches(SUBJECT)
  subject: string;
}

export class OfMatterParams extends PageParams {
  @ApiProperty({ pattern: MATTER.source })
  @Matches(MATTER)
  subject: string;
}

export class CopiesParams {
  @ApiProperty({ pattern: STREAM.source })
  @Matches(STREAM)
  stream: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  seq: number;

  @ApiProperty({ pattern: FIELD.source })
  @Matches(FIELD)
  field: string;
}

const STATUSES = ['proposed', 'withdrawn', 'refused', 'erased', 'done'];

export class ErasuresParams extends PageParams {
  @ApiPropertyOptional({ enum: STATUSES })
  @Optional()
  @IsIn(STATUSES)
  status?: string;
}
