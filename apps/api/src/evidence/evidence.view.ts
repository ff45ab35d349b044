import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { EvidenceRecord } from '@tregua/store';
import { isoOf } from '../http/instant.js';

export class EvidenceView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiPropertyOptional({ format: 'uuid' }) caseId?: string;
  @ApiPropertyOptional({ format: 'uuid' }) reportId?: string;
  @ApiProperty({ description: 'photo, video, document …' }) kind: string;
  @ApiProperty() mediaType: string;
  @ApiProperty({ type: 'integer', minimum: 0 }) size: number;
  @ApiProperty({ pattern: '^[0-9a-f]{64}$', description: "The server's own digest of the bytes as they came." }) sha256: string;
  @ApiPropertyOptional({ pattern: '^[0-9a-f]{64}$', description: 'What the sender said it would be.' }) claimedSha256?: string;
  @ApiProperty() level: string;
  @ApiProperty({ description: 'Pseudonymous.' }) receivedBy: string;
  @ApiProperty({ format: 'date-time' }) receivedAt: string;
  @ApiProperty({ type: 'integer', minimum: 1, description: "Seq of the item's own stream." }) seq: number;
}

export class EvidencePage {
  @ApiProperty({ type: [EvidenceView] }) items: EvidenceView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export class EvidenceReceivedView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ pattern: '^[0-9a-f]{64}$' }) sha256: string;
  @ApiProperty({ type: 'integer', minimum: 0 }) size: number;
  @ApiProperty({ type: 'string', nullable: true, description: "Stream of the item's first entry; null: it was here already." }) stream:
    string | null;
  @ApiProperty({
    type: 'object',
    required: [],
    properties: {},
    additionalProperties: true,
    description: 'Place of that entry, with its receipt.',
  })
  entry?: { stream: string; seq: number; hash: string; at: string };
}

export function evidenceView({
  id,
  caseId,
  reportId,
  kind,
  mediaType,
  size,
  sha256,
  claimedSha256,
  level,
  receivedBy,
  receivedAt,
  seq,
}: EvidenceRecord): EvidenceView {
  return {
    id,
    ...(caseId === null ? {} : { caseId }),
    ...(reportId === null ? {} : { reportId }),
    kind,
    mediaType,
    size,
    sha256,
    ...(claimedSha256 === null ? {} : { claimedSha256 }),
    level,
    receivedBy,
    receivedAt: isoOf(receivedAt),
    seq,
  };
}
