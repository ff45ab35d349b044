import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class IntakeKeyView {
  @ApiProperty({ pattern: '^[A-Za-z0-9_-]{1,32}$' }) id: string;
  @ApiProperty({ description: 'HPKE (RFC 9180): mode base, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.' }) suite: string;
  @ApiProperty({ description: 'The uncompressed point, base64url.' }) publicKey: string;
}

export class ParcelTakenView {
  @ApiProperty({ format: 'uuid', description: 'Of the report: the parcel bears the same.' }) id: string;
  @ApiProperty() reference: string;
  @ApiProperty() state: string;
  @ApiProperty({
    type: 'object',
    required: [],
    properties: {},
    additionalProperties: true,
    description: 'Place of the entry that filed it (of the draft, where it could not be submitted), with its receipt.',
  })
  receipt: { stream: string; seq: number; hash: string; at: string };
  @ApiPropertyOptional({
    type: 'array',
    items: { $ref: '#/components/schemas/ProblemError' },
    description: 'It is kept as a draft: this is missing before it can be submitted.',
  })
  unmet?: readonly object[];
}

export class ParcelOpenedView {
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The content of the report, as its author wrote it.' })
  content: object;
}
