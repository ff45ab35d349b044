import { ApiProperty } from '@nestjs/swagger';
import type { MotionRecord } from '@tregua/store';
import { isoOf } from '../http/instant.js';

export class MotionView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) caseId: string;
  @ApiProperty() command: string;
  @ApiProperty({ enum: ['open', 'carried', 'rejected'] }) status: string;
  @ApiProperty() proposer: string;
  @ApiProperty({ type: 'array', items: { type: 'object' } }) signatures: readonly object[];
  @ApiProperty({ format: 'date-time' }) madeAt: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'The payload that the command will be entered with; null once it was erased.',
  })
  proposed: object | null;
}

export function motionView({ id, caseId, command, status, proposer, signatures, madeAt, proposed }: MotionRecord): MotionView {
  return { id, caseId, command, status, proposer, signatures, madeAt: isoOf(madeAt), proposed };
}
