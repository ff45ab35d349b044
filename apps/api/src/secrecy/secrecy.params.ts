import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, Length, Matches, ValidateIf } from 'class-validator';
import { levels, type Level } from './secrecy-rules.js';

const COMPARTMENT = /^[a-z0-9-]{1,40}$/;

export class SetSecrecyRequest {
  @ApiProperty({ enum: levels })
  @IsIn(levels)
  level: Level;

  @ApiProperty({ type: 'string', nullable: true, pattern: COMPARTMENT.source, description: 'null: in none.' })
  @ValidateIf(({ compartment }: SetSecrecyRequest) => compartment !== null)
  @Matches(COMPARTMENT)
  compartment: string | null;

  @ApiProperty({ minLength: 1, maxLength: 2000, description: 'Kept sealed.' })
  @IsString()
  @Length(1, 2000)
  reason: string;
}

export class GrantRequest {
  @ApiProperty({ minLength: 1, maxLength: 2000, description: 'Kept sealed.' })
  @IsString()
  @Length(1, 2000)
  reason: string;
}

/** The name of a compartment out of a path; undefined where it could be none. */
export function isCompartment(name: string): boolean {
  return COMPARTMENT.test(name);
}
