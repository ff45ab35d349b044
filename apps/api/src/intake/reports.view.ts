import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ReportRecord } from '@tregua/store';
import { isoOf } from '../http/instant.js';
import { etagOf } from '../http/precondition.js';
import { ActionView, DeadlineView } from '../http/subject.view.js';

export class ReportSummaryView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() reference: string;
  @ApiProperty() state: string;
  @ApiProperty() ended: boolean;
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 5 }) severity: number;
  @ApiProperty() level: string;
  @ApiProperty({ description: 'Pseudonymous.' }) author: string;
  @ApiProperty({ type: 'string', nullable: true }) team: string | null;
  @ApiProperty({ type: 'string', nullable: true }) party: string | null;
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true }) caseId: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ format: 'date-time' }) movedAt: string;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) nextDueAt: string | null;
  @ApiProperty({ description: 'As If-Match wants it.' }) etag: string;
}

export class ReportView extends ReportSummaryView {
  @ApiProperty({ type: [ActionView] }) actions: ActionView[];
  @ApiProperty({ type: [DeadlineView] }) deadlines: DeadlineView[];
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'The report as the law keeps it: texts are commitments.',
  })
  matter?: object;
}

export class ReportsPage {
  @ApiProperty({ type: [ReportSummaryView] }) items: ReportSummaryView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export function reportSummaryView(record: ReportRecord): ReportSummaryView {
  const { id, reference, state, ended, severity, level, author, team, party, caseId, createdAt, movedAt, nextDueAt, seq } = record;
  return {
    id,
    reference,
    state,
    ended,
    severity,
    level,
    author,
    team,
    party,
    caseId,
    createdAt: isoOf(createdAt),
    movedAt: isoOf(movedAt),
    nextDueAt: nextDueAt === null ? null : isoOf(nextDueAt),
    etag: etagOf(seq),
  };
}
