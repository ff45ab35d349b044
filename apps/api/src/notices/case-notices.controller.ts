import { Controller, Get, Inject, Param, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { ShownMark } from '@tregua/casework';
import { findResponseClock, listServiceProofs } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { uuidOf } from '../http/ids.js';
import { Problem } from '../http/problem.js';
import type { Request } from '../http/request.js';
import { readerOfRequest, Visibility } from '../http/visibility.js';
import { ServiceProofView, serviceProofView } from './notices.view.js';

export class MarkView {
  @ApiProperty() mark: string;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({
    enum: ['rung', 'past', 'next', 'ahead', 'silent'],
    description: 'past: it lay in the past when it was asked for; it is shown and was not fired.',
  })
  standing: ShownMark['standing'];
  @ApiProperty({ description: 'The hour of the breach is not known: the earliest possible instant counts.' }) uncertain: boolean;
}

/** What a case's notices rest on: the marks of its response clock, and the proof of what was served. */
@ApiTags('cases')
@Controller('api/v1/cases')
export class CaseNoticesController {
  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    private readonly visibility: Visibility,
  ) {}

  @Get(':id/response-clock')
  @Allow('signed-in')
  @ApiOperation({ summary: 'The marks of the response clock: those that rang, those that came too late to ring, and those to come' })
  @ApiOkResponse({ type: [MarkView] })
  async clock(@Param('id') id: string, @Req() request: Request): Promise<MarkView[]> {
    const marks = await findResponseClock(this.options.dataSource, readerOfRequest(request), uuidOf(id));
    if (marks === undefined) throw new Problem('not-found');
    return marks.map(({ at, ...mark }) => ({ ...mark, at: new Date(at).toISOString() }));
  }

  @Get(':id/service')
  @Allow('signed-in')
  @ApiOperation({ summary: 'How what was served reached each party; an agent sees it for the own party' })
  @ApiOkResponse({ type: [ServiceProofView] })
  async service(@Param('id') id: string, @Req() request: Request): Promise<ServiceProofView[]> {
    if (!(await this.visibility.mayKnow(personOf(request), 'case', uuidOf(id)))) throw new Problem('not-found');
    return (await listServiceProofs(this.options.dataSource, readerOfRequest(request), id)).map(serviceProofView);
  }
}
