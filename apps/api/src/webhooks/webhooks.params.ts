import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsIn, IsString, Length, MaxLength } from 'class-validator';
import { audiences as audiencesOfTheLaw } from '@tregua/casework';
import { Rule } from '../http/in-words.js';
import { Optional } from '../http/optional.js';

/** A host as the list holds it: a name alone means port 443. */
export const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)(:[0-9]{1,5})?$/;

/** A name that no row tells would be a webhook that never hears anything. */
const AUDIENCES = Object.keys(audiencesOfTheLaw).sort();

export class RegisterWebhookRequest {
  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsString()
  @Length(1, 100)
  label: string;

  @ApiProperty({
    maxLength: 2000,
    example: 'https://example.org/tregua',
    description: 'https, of an allowed host, without query, fragment or credentials.',
  })
  @IsString()
  @MaxLength(2000)
  url: string;

  @ApiProperty({
    enum: AUDIENCES,
    isArray: true,
    minItems: 1,
    maxItems: 20,
    uniqueItems: true,
    example: ['cell'],
    description: 'Whose notices it gets: audiences as in docs/process.md.',
  })
  @IsIn(AUDIENCES, { each: true })
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ArrayUnique()
  audiences: string[];

  @ApiPropertyOptional({
    pattern: '^[A-Za-z0-9._-]{1,64}$',
    description: 'The party whose webhook it is: then it hears only what is served on that party.',
  })
  @Optional()
  @Rule('isShortCode', (value) => /^[A-Za-z0-9._-]{1,64}$/.test(value))
  party?: string;
}

export class ChangeWebhookRequest {
  @ApiProperty({ enum: ['active', 'disabled'] })
  @IsIn(['active', 'disabled'])
  status: 'active' | 'disabled';
}
