import { Controller, Get, Inject, Param, Put, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Docket } from '@tregua/docket';
import { findNearbyReports, findReport, isRestricted, keepChainCheck, listHistory, listReports, verifyStream } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { nowMs } from '../http/clock.js';
import { giveCommand, type CommandRoute, type EnteredView } from '../http/command-routes.js';
import { uuidOf, uuid7Of } from '../http/ids.js';
import { instantOf, isoOf } from '../http/instant.js';
import { HistoryParams, ListReportsParams } from '../http/list.params.js';
import { recordReading } from '../http/look.js';
import { matterView } from '../http/matter.js';
import { linkNext } from '../http/page.js';
import { Problem } from '../http/problem.js';
import { processOfName, routeMap } from '../http/processes.js';
import type { Reply, Request } from '../http/request.js';
import { actionsOf, deadlinesView, historyEntryView, HistoryPageView, VerificationView } from '../http/subject.view.js';
import { readerOfRequest, Visibility } from '../http/visibility.js';
import { NearbyParams, nearbyReportView, NearbyReportsView } from './nearby.view.js';
import { ReportsPage, reportSummaryView, ReportView } from './reports.view.js';

@ApiTags('intake')
@Controller('api/v1/reports')
export class ReportsController {
  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    private readonly docket: Docket,
    private readonly visibility: Visibility,
  ) {}

  @Get()
  @Allow('signed-in')
  @ApiOperation({ summary: 'Reports, newest first' })
  @ApiOkResponse({ type: ReportsPage })
  async list(@Query() query: ListReportsParams, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<ReportsPage> {
    const { state, severity, mine, cursor, limit } = query;
    const page = await listReports(this.options.dataSource, readerOfRequest(request), {
      ...(state === undefined ? {} : { state }),
      ...(severity === undefined ? {} : { severity }),
      ...(mine === undefined ? {} : { author: personOf(request).id }),
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    });
    linkNext(request, reply, page.next ?? null);
    return { items: page.items.map(reportSummaryView), next: page.next ?? null };
  }

  @Get('nearby')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Reports of acts within 24 h and 10 km, as far as I may know of them: is it written down already?' })
  @ApiOkResponse({ type: NearbyReportsView })
  async nearby(@Query() { at, latitude, longitude, limit }: NearbyParams, @Req() request: Request): Promise<NearbyReportsView> {
    const found = await findNearbyReports(this.options.dataSource, readerOfRequest(request), {
      at: instantOf(at) as number,
      latitude: Number(latitude),
      longitude: Number(longitude),
      limit: limit ?? 10,
    });
    return { items: found.items.map(nearbyReportView), more: found.more };
  }

  /** A device without a connection makes the id itself, and may send the report as often as it likes: it is filed once. */
  @Put(':id')
  @Allow('signed-in')
  @ApiOperation({ summary: 'File a report under an id (UUIDv7) that the device made', operationId: 'PutReport' })
  @ApiBody({ schema: { $ref: '#/components/schemas/CreateReport' } })
  @ApiResponse({ status: 201, description: 'Entered.', schema: { $ref: '#/components/schemas/Entered' } })
  async put(@Param('id') id: string, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<EnteredView> {
    const route = routeMap('report').get('CreateReport') as CommandRoute;
    return await giveCommand(this.docket, this.visibility.mayKnow, route, request, reply, uuid7Of(id));
  }

  @Get(':id')
  @Allow('signed-in')
  @ApiOperation({ summary: 'One report, with its deadlines and my next steps' })
  @ApiOkResponse({ type: ReportView })
  async get(@Param('id') id: string, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<ReportView> {
    const { dataSource } = this.options;
    const record = await findReport(dataSource, readerOfRequest(request), uuidOf(id));
    if (record?.snapshot === undefined) throw new Problem('not-found');
    if (isRestricted(record.level)) await recordReading(this.options, request, { kind: 'report', id: record.id }, 'item');
    const summary = reportSummaryView(record);
    void reply.header('etag', summary.etag);
    const { id: _id, state: _state, severity: _severity, deadlines: _deadlines, ...matter } = record.snapshot;
    const actions = actionsOf(processOfName('report'), routeMap('report'), record.snapshot, request.person, await nowMs(dataSource));
    return { ...summary, actions, deadlines: deadlinesView(record.snapshot), matter: matterView(matter) };
  }

  @Get(':id/history')
  @Allow('signed-in')
  @ApiOperation({ summary: 'What happened, entry by entry' })
  @ApiOkResponse({ type: HistoryPageView })
  async history(@Param('id') id: string, @Query() { after, limit }: HistoryParams, @Req() request: Request): Promise<HistoryPageView> {
    const { dataSource, keyring } = this.options;
    const paging = { ...(after === undefined ? {} : { afterSeq: after }), ...(limit === undefined ? {} : { limit }) };
    const page = await listHistory(dataSource, keyring, readerOfRequest(request), `report/${uuidOf(id)}`, paging);
    if (page === undefined) throw new Problem('not-found');
    await recordReading(this.options, request, { kind: 'report', id }, 'history');
    return { items: page.items.map(historyEntryView), next: page.next ?? null };
  }

  @Get(':id/verification')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Whether the chain of the report is whole' })
  @ApiOkResponse({ type: VerificationView })
  async verification(@Param('id') id: string, @Req() request: Request): Promise<VerificationView> {
    const verified = await verifyStream(this.options.dataSource, readerOfRequest(request), `report/${uuidOf(id)}`);
    if (verified === undefined) throw new Problem('not-found');
    const check = await keepChainCheck(this.options.dataSource, verified);
    return { ...verified, verifiedAt: check === undefined ? null : isoOf(check.verifiedAt) };
  }
}
