import { ApiProperty } from '@nestjs/swagger';
import { IsString, IsUUID, Length, ValidateIf } from 'class-validator';

export class AssignCaseRequest {
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true, description: 'With whom it is to lie; null: with nobody.' })
  @ValidateIf(({ person }: AssignCaseRequest) => person !== null)
  @IsUUID()
  person: string | null;

  @ApiProperty({
    type: 'string',
    format: 'uuid',
    nullable: true,
    description: 'With whom it lies as you see it; null: with nobody. Where that is no longer so, nothing is done.',
  })
  @ValidateIf(({ insteadOf }: AssignCaseRequest) => insteadOf !== null)
  @IsUUID()
  insteadOf: string | null;
}

export class AskForTimeRequest {
  @ApiProperty({ minLength: 1, maxLength: 4000, description: 'Why; kept sealed.' })
  @IsString()
  @Length(1, 4000)
  reason: string;
}
