import { ApiProperty } from '@nestjs/swagger';
import { erasureGrounds, redactionGrounds, type Ground } from '@tregua/casework';
import type { Appended, ErasureRecord, HandedCopy, HandedValue, LegalHold, RedactionRecord } from '@tregua/store';
import { isoOf } from '../http/instant.js';
import { ProblemErrorView } from './refusal.js';

export class ActView {
  @ApiProperty({ type: [String], description: 'Of what was made: a redaction or disclosure for each place, the hold, the erasure.' })
  ids: readonly string[];
  @ApiProperty({ description: 'Where the act is entered.' }) stream: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) seq: number;
  @ApiProperty({ pattern: '^[0-9a-f]{64}$' }) hash: string;
  @ApiProperty({ format: 'date-time' }) at: string;
}

export class PlaceView {
  @ApiProperty() stream: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) seq: number;
  @ApiProperty({ description: 'RFC 6901 pointer inside `data`.' }) field: string;
}

export class DecidedByView {
  @ApiProperty() stream: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) seq: number;
}

export class GroundView {
  @ApiProperty() code: string;
  @ApiProperty() label: string;
  @ApiProperty() source: string;
}

export class GroundsView {
  @ApiProperty({ type: [GroundView] }) redaction: GroundView[];
  @ApiProperty({ type: [GroundView] }) erasure: GroundView[];
}

export class RedactionView extends PlaceView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() audience: string;
  @ApiProperty() ground: string;
  @ApiProperty({ description: 'Pseudonymous.' }) decidedBy: string;
  @ApiProperty({ format: 'date-time' }) decidedAt: string;
  @ApiProperty({ type: DecidedByView }) entry: DecidedByView;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) liftedAt: string | null;
}

export class RedactionsPage {
  @ApiProperty({ type: [RedactionView] }) items: RedactionView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export class HandedValueView extends PlaceView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() audience: string;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'The value, and the salt by which it is checked against its commitment; null: it was redacted or erased since.',
  })
  content: object | null;
  @ApiProperty({ type: DecidedByView }) entry: DecidedByView;
}

export class HandedValuesPage {
  @ApiProperty({ type: [HandedValueView] }) items: HandedValueView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export class CopyView {
  @ApiProperty({ enum: ['export', 'disclosure', 'service'] }) how: string;
  @ApiProperty() audience: string;
  @ApiProperty({ type: 'string', nullable: true, description: 'Pseudonymous.' }) by: string | null;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ type: DecidedByView }) entry: DecidedByView;
  @ApiProperty({ type: 'string', nullable: true, description: 'Id of the bundle.' }) export: string | null;
}

export class HoldView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'Pseudonymous.' }) setBy: string;
  @ApiProperty({ format: 'date-time' }) setAt: string;
  @ApiProperty({ type: 'string', nullable: true }) liftedBy: string | null;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) liftedAt: string | null;
}

export class ErasureSummaryView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() subject: string;
  @ApiProperty({
    enum: ['proposed', 'withdrawn', 'refused', 'erased', 'done'],
    description: 'erased: the values are gone; done: their keys too.',
  })
  status: string;
  @ApiProperty() ground: string;
  @ApiProperty({ type: [PlaceView] }) places: readonly PlaceView[];
  @ApiProperty({ description: 'Pseudonymous.' }) proposedBy: string;
  @ApiProperty({ format: 'date-time' }) proposedAt: string;
  @ApiProperty({ type: 'string', nullable: true }) decidedBy: string | null;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) decidedAt: string | null;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) doneAt: string | null;
}

export class ErasureView extends ErasureSummaryView {
  @ApiProperty({ type: [ProblemErrorView], description: 'What stands against it now; empty: another person may confirm it.' })
  against: ProblemErrorView[];
  @ApiProperty({ type: [CopyView], description: 'Copies that were handed out and may hold one of the values.' }) copies: CopyView[];
}

export class ErasuresPage {
  @ApiProperty({ type: [ErasureSummaryView] }) items: ErasureSummaryView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export const groundsView: GroundsView = { redaction: groundsOf(redactionGrounds), erasure: groundsOf(erasureGrounds) };

function groundsOf(grounds: Readonly<Record<string, Ground>>): GroundView[] {
  return Object.entries(grounds).map(([code, { label, source }]) => ({ code, label, source }));
}

export function actView({ stream, seq, hash, at }: Appended, ids: readonly string[]): ActView {
  return { ids, stream, seq, hash, at: isoOf(at) };
}

export function redactionView(record: RedactionRecord): RedactionView {
  const { decidedAt, liftedAt, ...rest } = record;
  return { ...rest, decidedAt: isoOf(decidedAt), liftedAt: liftedAt === null ? null : isoOf(liftedAt) };
}

export function handedValueView({ at, ...rest }: HandedValue): HandedValueView {
  return { ...rest, at: isoOf(at) };
}

export function copyView({ at, export: bundle, ...rest }: HandedCopy): CopyView {
  return { ...rest, at: isoOf(at), export: bundle ?? null };
}

export function holdView({ setAt, liftedAt, ...rest }: LegalHold): HoldView {
  return { ...rest, setAt: isoOf(setAt), liftedAt: liftedAt === null ? null : isoOf(liftedAt) };
}

export function erasureView({ proposedAt, decidedAt, doneAt, ...rest }: ErasureRecord): ErasureSummaryView {
  const orNull = (at: number | null): string | null => (at === null ? null : isoOf(at));
  return { ...rest, proposedAt: isoOf(proposedAt), decidedAt: orNull(decidedAt), doneAt: orNull(doneAt) };
}
