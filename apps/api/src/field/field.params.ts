import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';

export class ParcelRequest {
  @ApiProperty({ description: 'Which key of the Commission it was sealed to.' })
  @Matches(/^[A-Za-z0-9_-]{1,32}$/)
  key: string;

  @ApiProperty({ description: 'The encapsulated key: 65 bytes, base64url.' })
  @Matches(/^[A-Za-z0-9_-]{87}$/)
  enc: string;

  @ApiProperty({ description: 'The sealed report, base64url: {v, content, finalisedAt} as JSON.' })
  @Matches(/^[A-Za-z0-9_-]{22,130000}$/)
  sealed: string;
}
