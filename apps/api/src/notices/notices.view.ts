import { ApiProperty } from '@nestjs/swagger';
import { noticeReasons } from '@tregua/casework';
import type { CalendarFeedRecord, DeadLetter, NoticeRecord, PreferencesRecord, ServiceProof } from '@tregua/store';
import { PreferencesRequest } from './notices.params.js';

const kinds = ['service', 'duty', 'mark', 'reminder', 'information', 'digest', 'test'];

export class NoticeView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: kinds }) kind: string;
  @ApiProperty({ enum: Object.keys(noticeReasons), description: 'Why I am told.' }) reason: string;
  @ApiProperty({ description: 'The same as a sentence.' }) because: string;
  @ApiProperty({ description: 'The type of the entry, or the kind of deadline that a reminder is about.' }) type: string;
  @ApiProperty({ enum: ['case', 'report'], type: 'string', nullable: true }) process: 'case' | 'report' | null;
  @ApiProperty({ type: 'string', nullable: true, format: 'uuid' }) subject: string | null;
  @ApiProperty({ type: 'string', nullable: true }) reference: string | null;
  @ApiProperty({ type: 'string', nullable: true, description: 'As it stands now.' }) state: string | null;
  @ApiProperty({ type: 'integer', nullable: true, minimum: 1, maximum: 5 }) severity: number | null;
  @ApiProperty({ type: 'string', nullable: true, format: 'date-time' }) dueAt: string | null;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ type: 'string', nullable: true, format: 'date-time' }) seenAt: string | null;
  @ApiProperty({ description: 'It did not ring, because I chose so.' }) muted: boolean;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Of the stream; 1, 2, 3 … for each person.' }) position: number | null;
}

export class NoticesPage {
  @ApiProperty({ type: [NoticeView] }) items: NoticeView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Where the stream goes on after this list.' }) position: number;
}

export class PreferencesView extends PreferencesRequest {
  @ApiProperty({ type: [String], description: 'Cases in which what asks nothing of me does not ring.' }) mutedCases: string[];
}

export class TestAskedView {
  @ApiProperty({ description: 'The effect from which the test notices come.' }) effect: string;
}

export class CalendarFeedView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'date-time' }) issuedAt: string;
}

export class CalendarIssuedView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'Secret: whoever has it reads the calendar. Shown once.' }) path: string;
}

export class DeadLetterView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid', description: 'A person, or a webhook.' }) recipient: string;
  @ApiProperty({ enum: ['mail', 'webhook'] }) channel: string;
  @ApiProperty({ enum: kinds }) kind: string;
  @ApiProperty({ type: 'integer' }) attempts: number;
  @ApiProperty({ type: 'string', nullable: true }) error: string | null;
  @ApiProperty({ format: 'date-time' }) at: string;
}

export class DeadLettersPage {
  @ApiProperty({ type: [DeadLetterView] }) items: DeadLetterView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export class ServiceProofView {
  @ApiProperty() party: string;
  @ApiProperty({ type: 'integer', minimum: 1, description: 'The entry that was served; its time is the time of service.' }) seq: number;
  @ApiProperty({
    enum: ['laid', 'mailed', 'seen', 'unspoken'],
    description: "laid: in the agent's list; mailed: a mail server took it; seen: the agent opened it; unspoken: the party had no agent.",
  })
  how: string;
  @ApiProperty({ format: 'date-time' }) at: string;
}

const instant = (at: number): string => new Date(at).toISOString();
const maybe = (at: number | null): string | null => (at === null ? null : instant(at));

export function noticeView(notice: NoticeRecord): NoticeView {
  const { createdAt, dueAt, seenAt, ...rest } = notice;
  return { ...rest, because: noticeReasons[notice.reason], dueAt: maybe(dueAt), at: instant(createdAt), seenAt: maybe(seenAt) };
}

export function preferencesView({ mutedCases, ...preferences }: PreferencesRecord): PreferencesView {
  return { ...preferences, mutedCases: [...mutedCases] };
}

export function calendarFeedView({ id, issuedAt }: CalendarFeedRecord): CalendarFeedView {
  return { id, issuedAt: instant(issuedAt) };
}

export function deadLetterView({ createdAt, ...letter }: DeadLetter): DeadLetterView {
  return { ...letter, at: instant(createdAt) };
}

export function serviceProofView({ at, ...proof }: ServiceProof): ServiceProofView {
  return { ...proof, at: instant(at) };
}
