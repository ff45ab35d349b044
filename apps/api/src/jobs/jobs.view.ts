import { ApiProperty } from '@nestjs/swagger';
import { JobView } from '../http/job.view.js';

export class JobsPage {
  @ApiProperty({ type: [JobView] }) items: JobView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}
