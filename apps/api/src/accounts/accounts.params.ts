import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsIn, IsInt, IsString, Length, Max, MaxLength, Min } from 'class-validator';
import type { Role } from '@tregua/casework';
import { Rule } from '../http/in-words.js';
import { Optional } from '../http/optional.js';

/** Every role that a person can hold; `system` is nobody's. */
export const personRoles = [
  'monitor', 'team_lead', 'registrar', 'investigator', 'custodian', 'rapporteur', 'member', 'chair', 'vice_chair', 'legal_adviser',
  'party_agent', 'coordination_cell', 'auditor', 'publication_officer', 'state_officer', 'administrator', 'public',
] as const satisfies readonly Role[]; // prettier-ignore

const SIGN_IN_NAME = /^[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]$/;
const CODE = /^[A-Za-z0-9._-]{1,64}$/;
const IsShortCode = (each = false): PropertyDecorator => Rule('isShortCode', (value) => CODE.test(value), each);

export class SignInRequest {
  @ApiProperty({ pattern: SIGN_IN_NAME.source, example: 'registrar-1' })
  @IsString()
  @MaxLength(64)
  name: string;

  @ApiProperty({ minLength: 1, maxLength: 256 })
  @IsString()
  @Length(1, 256)
  password: string;
}

export class CreatePersonRequest {
  @ApiProperty({ pattern: SIGN_IN_NAME.source, example: 'registrar-1' })
  @Rule('isSignInName', (value) => SIGN_IN_NAME.test(value))
  signInName: string;

  @ApiProperty({ minLength: 1, maxLength: 200, description: 'Kept sealed: it stands in no history and no table in clear.' })
  @IsString()
  @Length(1, 200)
  name: string;

  @ApiProperty({ enum: personRoles, isArray: true, minItems: 1, maxItems: 6, uniqueItems: true })
  @IsIn(personRoles, { each: true })
  @ArrayMinSize(1)
  @ArrayMaxSize(6)
  @ArrayUnique()
  roles: Role[];

  @ApiPropertyOptional({ pattern: CODE.source, description: 'The party that a party agent speaks for.' })
  @Optional()
  @IsShortCode()
  party?: string;

  @ApiPropertyOptional({ pattern: CODE.source, description: 'The constituency that a member sits for.' })
  @Optional()
  @IsShortCode()
  constituency?: string;

  @ApiPropertyOptional({ pattern: CODE.source, description: 'The team of a monitor or team lead.' })
  @Optional()
  @IsShortCode()
  team?: string;

  @ApiPropertyOptional({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2 of the state that a state officer records for.' })
  @Optional()
  @Rule('stateIsCode', (value) => /^[A-Z]{2}$/.test(value))
  state?: string;

  @ApiPropertyOptional({
    type: [String],
    maxItems: 20,
    description: 'Codes of units, ministries and parties served in: a bar where they are accused or injured.',
  })
  @Optional()
  @IsShortCode(true)
  @ArrayMaxSize(20)
  interests?: string[];
}

export class ChangePersonRequest {
  @ApiPropertyOptional({ enum: personRoles, isArray: true, minItems: 1, maxItems: 6, uniqueItems: true })
  @Optional()
  @IsIn(personRoles, { each: true })
  @ArrayMinSize(1)
  @ArrayMaxSize(6)
  @ArrayUnique()
  roles?: Role[];

  @ApiPropertyOptional({ enum: ['active', 'disabled'] })
  @Optional()
  @IsIn(['active', 'disabled'])
  status?: 'active' | 'disabled';
}

export class IssueTokenRequest {
  @ApiProperty({ pattern: CODE.source, example: 'sensor-gateway' })
  @IsShortCode()
  label: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 366 })
  @IsInt()
  @Min(1)
  @Max(366)
  days: number;
}

export class ListPeopleParams {
  @ApiPropertyOptional({ maxLength: 400 })
  @Optional()
  @IsString()
  @MaxLength(400)
  cursor?: string;
}
