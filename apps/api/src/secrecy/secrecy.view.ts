import { ApiProperty } from '@nestjs/swagger';
import type { CaseGrant } from '@tregua/store';
import { isoOf } from '../http/instant.js';

export class CaseGrantView {
  @ApiProperty({ description: 'Pseudonymous.' }) person: string;
  @ApiProperty({ description: 'Pseudonymous.' }) grantedBy: string;
  @ApiProperty({ format: 'date-time' }) grantedAt: string;
}

export class CompartmentGrantView {
  @ApiProperty() compartment: string;
  @ApiProperty({ description: 'Pseudonymous.' }) grantedBy: string;
  @ApiProperty({ format: 'date-time' }) grantedAt: string;
}

export function caseGrantView({ person, grantedBy, grantedAt }: CaseGrant): CaseGrantView {
  return { person, grantedBy, grantedAt: isoOf(grantedAt) };
}
