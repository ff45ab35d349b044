import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';

export class ParcelRequest {
  @ApiProperty({ description: 'Which key of the Commission it was sealed to.' })
  @Matches(/^[A-Za-z0-9_-]{1,32}$/, { message: 'The id of a key is needed.' })
  key: string;

  @ApiProperty({ description: 'The encapsulated key: 65 bytes, base64url.' })
  @Matches(/^[A-Za-z0-9_-]{87}$/, { message: '65 bytes in base64url are needed.' })
  enc: string;

  @ApiProperty({ description: 'The sealed report, base64url: {v, content, finalisedAt} as JSON.' })
  @Matches(/^[A-Za-z0-9_-]{22,130000}$/, { message: 'At most 97,500 bytes in base64url are needed.' })
  sealed: string;
}
