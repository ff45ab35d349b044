import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Case } from '@tregua/casework';
import type { CaseRecord, DueDeadline, MyRecusal } from '@tregua/store';
import { isoOf } from '../http/instant.js';
import { matterView } from '../http/matter.js';
import { etagOf } from '../http/precondition.js';
import { ActionView, DeadlineView } from '../http/subject.view.js';

export class CaseSummaryView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'For people: random, not consecutive.' }) reference: string;
  @ApiProperty() state: string;
  @ApiProperty() ended: boolean;
  @ApiProperty({ format: 'date-time' }) openedAt: string;
  @ApiProperty({ description: 'As If-Match wants it.' }) etag: string;
  @ApiProperty({ description: 'false: I may know that it exists and its state, and no more of it.' }) readable: boolean;
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 5 }) severity?: number;
  @ApiPropertyOptional() level?: string;
  @ApiPropertyOptional({ format: 'date-time' }) movedAt?: string;
  @ApiPropertyOptional({ format: 'date-time', description: 'The next deadline.' }) nextDueAt?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'The lead that it is joined to.' }) lead?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'With whom it lies, for the Commission and its auditors; absent: with nobody.' })
  assignee?: string;
}

export class CaseView extends CaseSummaryView {
  @ApiProperty({ type: [ActionView] }) actions: ActionView[];
  @ApiPropertyOptional({ type: [DeadlineView] }) deadlines?: DeadlineView[];
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'The case as the law keeps it: texts are commitments, and votes are by name for the Commission and the auditor only.',
  })
  matter?: object;
}

export class CasesPage {
  @ApiProperty({ type: [CaseSummaryView] }) items: CaseSummaryView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export class DueView {
  @ApiProperty({ description: 'case/<id> or report/<id>.' }) stream: string;
  @ApiProperty() reference: string;
  @ApiProperty() state: string;
  @ApiProperty() kind: string;
  @ApiProperty({ type: 'string', nullable: true }) about: string | null;
  @ApiProperty({ format: 'date-time' }) dueAt: string;
}

export class RecusalView {
  @ApiProperty() reference: string;
  @ApiProperty() reason: string;
  @ApiProperty({ format: 'date-time' }) since: string;
}

export function caseSummaryView(record: CaseRecord): CaseSummaryView {
  const { id, reference, state, ended, openedAt, seq, readable, severity, level, movedAt, nextDueAt, lead, assignee } = record;
  return {
    id,
    reference,
    state,
    ended,
    openedAt: isoOf(openedAt),
    etag: etagOf(seq),
    readable,
    ...(severity === undefined ? {} : { severity }),
    ...(level === undefined ? {} : { level }),
    ...(movedAt === undefined ? {} : { movedAt: isoOf(movedAt) }),
    ...(nextDueAt === undefined ? {} : { nextDueAt: isoOf(nextDueAt) }),
    ...(lead === undefined ? {} : { lead }),
    ...(assignee === undefined ? {} : { assignee }),
  };
}

/** What the case is about, without what stands beside it in the view. */
export function matterOf(snapshot: Case): object {
  const { id: _id, state: _state, severity: _severity, deadlines: _deadlines, ...matter } = snapshot;
  return matterView(matter);
}

export function dueView(due: DueDeadline): DueView {
  return { ...due, dueAt: isoOf(due.dueAt) };
}

export function recusalView(recusal: MyRecusal): RecusalView {
  return { ...recusal, since: isoOf(recusal.since) };
}
