import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { PageParams } from '../http/list.params.js';
import { Optional } from '../http/optional.js';

export class ResponseClocksParams extends PageParams {
  @ApiPropertyOptional({ enum: ['true', 'false'], description: 'Only clocks of which a mark is still to ring, or only the others.' })
  @Optional()
  @IsIn(['true', 'false'])
  ringing?: 'true' | 'false';
}

export class ReferralsParams extends PageParams {
  @ApiPropertyOptional({ enum: ['true', 'false'], description: 'Only cases in which a decision is still awaited, or only the others.' })
  @Optional()
  @IsIn(['true', 'false'])
  open?: 'true' | 'false';
}
