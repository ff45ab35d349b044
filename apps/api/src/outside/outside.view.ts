import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ReferralRecord, ReferringCase, ResponseClockRecord } from '@tregua/store';
import { isoOf } from '../http/instant.js';
import { MarkView, markView } from '../http/mark.view.js';

export class ResponseClockView {
  @ApiProperty({ format: 'uuid', description: 'Of the case.' }) id: string;
  @ApiProperty() reference: string;
  @ApiProperty() state: string;
  @ApiProperty({ description: 'false: I may know of the case and its clock, and no more of it.' }) readable: boolean;
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 5 }) severity?: number;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: 'When the next mark rings; null: none will.' })
  nextAt: string | null;
  @ApiProperty({ type: [MarkView], description: 'By their instants; none where the breach is not dated.' }) marks: MarkView[];
}

export class ResponseClocksPage {
  @ApiProperty({ type: [ResponseClockView] }) items: ResponseClockView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export class OutsideStepView {
  @ApiProperty({ type: 'string', nullable: true, description: 'Whose step it is: ISO 3166-1 alpha-2.' }) state: string | null;
  @ApiProperty() authority: string;
  @ApiProperty() stage: string;
  @ApiProperty({ enum: ['pending', 'taken', 'none'] }) measure: string;
  @ApiProperty({ format: 'date-time' }) decidedAt: string;
  @ApiProperty({ format: 'date-time' }) recordedAt: string;
}

export class ReferralView {
  @ApiProperty({ description: 'What `about` names when an outside decision is recorded.' }) id: string;
  @ApiProperty() code: string;
  @ApiProperty() addressee: string;
  @ApiProperty({ type: [String], description: 'States that each go their own way; to an officer only their own.' })
  states: readonly string[];
  @ApiPropertyOptional({ type: 'string', nullable: true, description: 'Only for those who read the case.' }) respondent?: string | null;
  @ApiProperty({ format: 'date-time' }) filedAt: string;
  @ApiProperty({ format: 'date-time' }) dueAt: string;
  @ApiProperty({ enum: ['filed', 'decided', 'declined', 'lapsed'] }) status: string;
  @ApiProperty({ type: [OutsideStepView] }) steps: OutsideStepView[];
}

export class ReferringCaseView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() reference: string;
  @ApiProperty() state: string;
  @ApiProperty() ended: boolean;
  @ApiProperty({ description: 'false: I am told what was asked of my own state, and no more.' }) readable: boolean;
  @ApiProperty({ type: [ReferralView] }) referrals: ReferralView[];
}

export class ReferralsPage {
  @ApiProperty({ type: [ReferringCaseView] }) items: ReferringCaseView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export function responseClockView({ nextAt, marks, ...rest }: ResponseClockRecord): ResponseClockView {
  return { ...rest, nextAt: nextAt === undefined ? null : isoOf(nextAt), marks: marks.map(markView) };
}

export function referringCaseView({ referrals, ...rest }: ReferringCase): ReferringCaseView {
  return { ...rest, referrals: referrals.map(referralView) };
}

function referralView({ filedAt, dueAt, steps, ...rest }: ReferralRecord): ReferralView {
  return {
    ...rest,
    filedAt: isoOf(filedAt),
    dueAt: isoOf(dueAt),
    steps: steps.map(({ decidedAt, recordedAt, ...step }) => ({ ...step, decidedAt: isoOf(decidedAt), recordedAt: isoOf(recordedAt) })),
  };
}
