import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsString, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import { noticeLanguages, type NoticeLanguage } from '@tregua/store';
import { Rule } from '../http/in-words.js';
import { PageParams, ToInteger } from '../http/list.params.js';
import { Optional } from '../http/optional.js';

/** One mailbox, as plain as addresses are: what a mail server could take for more than one, or for a header, is none. */
const ADDRESS =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=[^@]{1,190}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/;

const Nullable = (): PropertyDecorator => ValidateIf((_, value) => value !== null);

export class ListNoticesParams extends PageParams {
  @ApiPropertyOptional({ enum: ['true'], description: 'Only those that I have not seen.' })
  @Optional()
  @IsIn(['true'])
  unseen?: string;
}

export class StreamParams {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    description: 'Notices after this position; the header Last-Event-ID says the same and wins.',
  })
  @Optional()
  @ToInteger()
  @IsInt()
  @Min(0)
  @Max(999_999_999)
  after?: number;
}

export class PreferencesRequest {
  @ApiProperty({ enum: ['all', 'needed'], description: 'needed: what asks nothing of me is kept in the list and does not ring.' })
  @IsIn(['all', 'needed'])
  app: 'all' | 'needed';

  @ApiProperty({
    enum: ['all', 'needed', 'digest', 'off'],
    description:
      'all: at once; needed: at once what asks something of me, the rest once a day; digest: once a day; off: only what is served on me.',
  })
  @IsIn(['all', 'needed', 'digest', 'off'])
  mail: 'all' | 'needed' | 'digest' | 'off';

  @ApiProperty({ enum: noticeLanguages })
  @IsIn(noticeLanguages)
  language: NoticeLanguage;

  @ApiProperty({ maxLength: 64, example: 'Europe/Kyiv', description: 'IANA name.' })
  @IsString()
  @MaxLength(64)
  timeZone: string;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 1439, example: 420, description: 'Minute of my day at which the digest goes out.' })
  @IsInt()
  @Min(0)
  @Max(1439)
  digestMinute: number;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    minimum: 0,
    maximum: 1439,
    description: 'Quiet hours hold the digest only. Both, or neither.',
  })
  @Nullable()
  @IsInt()
  @Min(0)
  @Max(1439)
  quietFrom: number | null;

  @ApiProperty({ type: 'integer', nullable: true, minimum: 0, maximum: 1439 })
  @Nullable()
  @IsInt()
  @Min(0)
  @Max(1439)
  quietTo: number | null;

  @ApiProperty({ type: 'string', nullable: true, maxLength: 254, description: 'Kept sealed; null: no mail.' })
  @Nullable()
  @Rule('isMailAddress', (value) => ADDRESS.test(value))
  mailAddress: string | null;
}
