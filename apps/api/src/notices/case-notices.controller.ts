import { Controller, Get, Inject, Param, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { findResponseClock, listServiceProofs } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { uuidOf } from '../http/ids.js';
import { MarkView, markView } from '../http/mark.view.js';
import { Problem } from '../http/problem.js';
import type { Request } from '../http/request.js';
import { readerOfRequest, Visibility } from '../http/visibility.js';
import { ServiceProofView, serviceProofView } from './notices.view.js';

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
    return marks.map(markView);
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
