import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { CandidateRecord, ImportRecord, IncidentRecord } from '@tregua/store';
import { isoOf } from '../http/instant.js';

export class ImportCountsView {
  @ApiProperty({ type: 'integer' }) rows: number;
  @ApiProperty({ type: 'integer' }) accepted: number;
  @ApiProperty({ type: 'integer' }) inadmissible: number;
  @ApiProperty({ type: 'integer', description: 'Imported before, or earlier in the same file.' }) duplicate: number;
  @ApiProperty({ type: 'integer' }) refused: number;
}

export class RowResultView {
  @ApiProperty({ type: 'integer' }) row: number;
  @ApiProperty({ type: 'string', nullable: true }) sourceKey: string | null;
  @ApiProperty({ enum: ['accepted', 'inadmissible', 'duplicate', 'refused'] }) outcome: string;
  @ApiProperty({ type: 'string', nullable: true }) ground: string | null;
  @ApiProperty({ type: 'array', items: {}, description: 'Field and rule of each problem of a refused row; remarks on an accepted one.' })
  remarks: readonly unknown[];
}

export class ImportView extends ImportCountsView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() dataset: string;
  @ApiProperty() fileDigest: string;
  @ApiProperty({ type: 'integer' }) fileBytes: number;
  @ApiProperty() agreement: string;
  @ApiProperty({ description: 'Pseudonymous.' }) by: string;
  @ApiProperty({ format: 'date-time' }) importedAt: string;
}

export class IncidentView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 5 }) severity: number;
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true }) report: string | null;
  @ApiProperty({ type: 'integer' }) observations: number;
  @ApiProperty({ type: [String] }) codes: readonly string[];
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
  @ApiProperty() timePrecision: string;
  @ApiProperty() sector: string;
  @ApiProperty({ type: 'string', nullable: true }) placeName: string | null;
  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: true,
    description: 'Decimal degrees as text, and the radius of uncertainty.',
  })
  place: object | null;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'min, best, max.' }) deaths: object;
  @ApiProperty({ type: 'integer' }) civilianDeaths: number;
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'One sum a series; sums of two series are never added.',
  })
  tallies: readonly object[];
}

export class CandidateView {
  @ApiProperty({ format: 'uuid' }) incident: string;
  @ApiProperty({ type: 'integer' }) score: number;
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Each reason with its weight and value.',
  })
  reasons: readonly object[];
}

export class IncidentWholeView extends IncidentView {
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } }) records: readonly object[];
  @ApiProperty({ type: [CandidateView], description: 'Incidents that may be this one. A person decides.' }) mayBe: CandidateView[];
}

export class IncidentsPage {
  @ApiProperty({ type: [IncidentView] }) items: IncidentView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export class FiledView {
  @ApiProperty({ type: 'integer' }) filed: number;
  @ApiProperty({ type: 'integer' }) refused: number;
  @ApiPropertyOptional({ type: [String], description: 'Incidents whose report was refused.' }) incidents?: string[];
}

export function importView(record: ImportRecord): ImportView {
  return { ...record, importedAt: isoOf(record.importedAt) };
}

export function incidentView({ id, severity, report, incident }: IncidentRecord): IncidentView {
  const { observations, codes, startsAt, endsAt, timePrecision, sector, placeName, place, deaths, civilianDeaths, tallies } = incident;
  return {
    id,
    severity,
    report,
    observations: observations.length,
    codes,
    startsAt: isoOf(startsAt),
    endsAt: isoOf(endsAt),
    timePrecision,
    sector,
    placeName,
    place,
    deaths,
    civilianDeaths,
    tallies,
  };
}

export function candidateView({ incident, score, reasons }: CandidateRecord): CandidateView {
  return { incident, score, reasons };
}
