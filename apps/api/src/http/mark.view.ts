import { ApiProperty } from '@nestjs/swagger';
import type { ShownMark } from '@tregua/casework';
import { isoOf } from './instant.js';

export class MarkView {
  @ApiProperty() mark: string;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ type: 'integer', description: 'Milliseconds after the earliest breach.' }) afterMs: number;
  @ApiProperty({
    enum: ['rung', 'past', 'next', 'ahead', 'silent'],
    description: 'past: it lay in the past when it was asked for; it is shown and was not fired.',
  })
  standing: ShownMark['standing'];
  @ApiProperty({ description: 'The hour of the breach is not known: the earliest possible instant counts.' }) uncertain: boolean;
}

export function markView({ at, ...mark }: ShownMark): MarkView {
  return { ...mark, at: isoOf(at) };
}
