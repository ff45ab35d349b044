import { ApiProperty } from '@nestjs/swagger';
import type { UploadRecord } from '@tregua/store';
import { isoOf } from '../http/instant.js';
import { EvidenceView } from './evidence.view.js';

export class UploadView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) size: number;
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Bytes that are here for certain.' }) received: number;
  @ApiProperty({ pattern: '^[0-9a-f]{64}$', description: 'As declared, of the bytes that are sent.' }) sha256: string;
  @ApiProperty({ format: 'date-time', description: 'Moves on with each piece.' }) expiresAt: string;
  @ApiProperty({ type: EvidenceView, nullable: true, description: 'What it became, once all bytes came and were compared.' })
  evidence: EvidenceView | null;
}

export function uploadView({ id, size, received, sha256, expiresAt }: UploadRecord, evidence: EvidenceView | null): UploadView {
  return { id, size, received, sha256, expiresAt: isoOf(expiresAt), evidence };
}
