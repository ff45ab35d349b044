import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsDefined,
  IsIn,
  IsObject,
  IsString,
  IsUUID,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import { BUNDLE_CONTENTS, type BundleAudience, type BundleContent } from '@tregua/ledger';
import { MOST_EXPORTED_CASES } from '@tregua/store';
import { PageParams } from '../http/list.params.js';
import { Optional } from '../http/optional.js';

const AUDIENCE = /^(?:auditor|commission|cell|public|party:[a-z0-9-]{1,40})$/;

export class ExportScope {
  @ApiProperty({
    type: [String],
    format: 'uuid',
    minItems: 1,
    maxItems: MOST_EXPORTED_CASES,
    uniqueItems: true,
    description: 'Ids of cases.',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_EXPORTED_CASES)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  cases: string[];
}

export class AskExportRequest {
  @ApiProperty({ type: ExportScope })
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => ExportScope)
  scope: ExportScope;

  @ApiProperty({
    type: String,
    pattern: AUDIENCE.source,
    description: 'For whom: auditor, commission, cell, public, or party:<code>. What they may not see is withheld.',
  })
  @IsString()
  @Matches(AUDIENCE)
  audience: BundleAudience;

  @ApiProperty({
    enum: BUNDLE_CONTENTS,
    description: 'bundle: with dossier, tables and, where the audience may have them, originals; records: without.',
  })
  @IsIn(BUNDLE_CONTENTS)
  format: BundleContent;

  @ApiProperty({ minLength: 1, maxLength: 2000, description: 'Kept sealed in the access stream of each case.' })
  @IsString()
  @Length(1, 2000)
  @Matches(/\S/)
  reason: string;
}

export class ListExportsParams extends PageParams {
  @ApiPropertyOptional({ format: 'uuid', description: 'Only those that hold this case.' })
  @Optional()
  @IsUUID()
  case?: string;
}
