import { ApiProperty } from '@nestjs/swagger';
import type { ExportRecord } from '@tregua/store';
import { isoOf } from '../http/instant.js';
import { JobView } from '../http/job.view.js';

/** A bundle that was asked for. The reason is sealed in the access streams, and not shown here. */
export class ExportView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'Pseudonymous.' }) askedBy: string;
  @ApiProperty({ format: 'date-time', description: 'The instant that the bundle bears.' }) askedAt: string;
  @ApiProperty() audience: string;
  @ApiProperty({ enum: ['bundle', 'records'] }) format: string;
  @ApiProperty({ type: [String] }) cases: readonly string[];
  @ApiProperty({ type: 'string', nullable: true, description: 'SHA-256 of the zip as it was first built, 64 hex.' }) sha256: string | null;
  @ApiProperty({ type: 'integer', nullable: true }) size: number | null;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) builtAt: string | null;
}

export class ExportAskedView extends ExportView {
  @ApiProperty({ type: JobView, description: 'The work that builds it.' }) job: JobView;
}

export class ExportsPage {
  @ApiProperty({ type: [ExportView] }) items: ExportView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export function exportView({ id, askedBy, askedAt, audience, content, cases, sha256, size, builtAt }: ExportRecord): ExportView {
  return {
    id,
    askedBy,
    askedAt: isoOf(askedAt),
    audience,
    format: content,
    cases,
    sha256,
    size,
    builtAt: builtAt === null ? null : isoOf(builtAt),
  };
}
