import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { MachineTokenRecord, PersonRecord, SessionRecord } from '@tregua/store';
import { isoOf } from '../http/instant.js';
import type { SignedIn } from '../http/request.js';
import { personRoles } from './accounts.params.js';

export class MeView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: personRoles, isArray: true }) roles: readonly string[];
  @ApiPropertyOptional() party?: string;
  @ApiPropertyOptional() constituency?: string;
  @ApiPropertyOptional() team?: string;
  @ApiPropertyOptional() state?: string;
  @ApiProperty({ enum: ['cookie', 'token'], description: 'How this request was signed.' }) by: string;
}

export class PersonView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() signInName: string;
  @ApiProperty({ enum: ['active', 'disabled'] }) status: string;
  @ApiProperty({ enum: personRoles, isArray: true }) roles: readonly string[];
  @ApiProperty({ type: 'string', nullable: true }) party: string | null;
  @ApiProperty({ type: 'string', nullable: true }) constituency: string | null;
  @ApiProperty({ type: 'string', nullable: true }) team: string | null;
  @ApiProperty({ type: 'string', nullable: true }) state: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
}

export class PeoplePage {
  @ApiProperty({ type: [PersonView] }) items: PersonView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export class PersonCreatedView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'Made by the system and shown this once.' }) password: string;
}

export class SessionView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'date-time' }) startedAt: string;
  @ApiProperty({ format: 'date-time' }) expiresAt: string;
  @ApiProperty({ description: 'The session that asks.' }) current: boolean;
}

export class TokenView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() label: string;
  @ApiProperty({ format: 'date-time' }) issuedAt: string;
  @ApiProperty({ format: 'date-time' }) expiresAt: string;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) revokedAt: string | null;
}

export class TokenIssuedView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'Shown this once: only its SHA-256 is kept.' }) token: string;
}

export function meView(person: SignedIn): MeView {
  const { id, roles, party, constituency, team, state, by } = person;
  return { id, roles, by, ...(party && { party }), ...(constituency && { constituency }), ...(team && { team }), ...(state && { state }) };
}

export function personView(person: PersonRecord): PersonView {
  const { id, signInName, status, roles, party, constituency, team, state } = person;
  return { id, signInName, status, roles, party, constituency, team, state, createdAt: isoOf(person.createdAt) };
}

export function sessionView(session: SessionRecord, current: string): SessionView {
  return { id: session.id, startedAt: isoOf(session.startedAt), expiresAt: isoOf(session.expiresAt), current: session.id === current };
}

export function tokenView(token: MachineTokenRecord): TokenView {
  const { id, label } = token;
  return {
    id,
    label,
    issuedAt: isoOf(token.issuedAt),
    expiresAt: isoOf(token.expiresAt),
    revokedAt: token.revokedAt === null ? null : isoOf(token.revokedAt),
  };
}
