import { ApiProperty } from '@nestjs/swagger';
import type { PublishedRuling } from '@tregua/store';
import { isoOf } from '../http/instant.js';
import { matterView } from '../http/matter.js';

export class RulingView {
  @ApiProperty({ description: 'Of the case, for people.' }) caseReference: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) number: number;
  @ApiProperty({ format: 'date-time' }) publishedAt: string;
  @ApiProperty({ description: 'standing, or why it no longer stands.' }) status: string;
  @ApiProperty({ description: 'A conflict of interest came to light later and is not decided yet.' }) contested: boolean;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'What was found and ordered, as it was published: outcomes, findings, votes in numbers, remedies. It never changes.',
  })
  operative: object;
}

export class RulingsPage {
  @ApiProperty({ type: [RulingView] }) items: RulingView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export function rulingView({ reference, number, publishedAt, status, contested, operative }: PublishedRuling): RulingView {
  return { caseReference: reference, number, publishedAt: isoOf(publishedAt), status, contested, operative: matterView(operative) };
}
