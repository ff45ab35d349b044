import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Subject } from '@tregua/casework';
import {
  findCase,
  findCaseByReference,
  findStanding,
  isRestricted,
  keepChainCheck,
  listCases,
  listDeadlines,
  listHistory,
  listMyRecusals,
  readerOf,
  verifyStream,
  type CaseRecord,
} from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { nowMs } from '../http/clock.js';
import { uuidOf } from '../http/ids.js';
import { instantOf, isoOf } from '../http/instant.js';
import { DeadlinesParams, HistoryParams, ListCasesParams } from '../http/list.params.js';
import { recordReading } from '../http/look.js';
import { linkNext } from '../http/page.js';
import { Problem } from '../http/problem.js';
import { processOfName, routeMap } from '../http/processes.js';
import type { Reply, Request } from '../http/request.js';
import { actionsOf, deadlinesView, historyEntryView, HistoryPageView, VerificationView } from '../http/subject.view.js';
import { readerOfRequest } from '../http/visibility.js';
import { CasesPage, caseSummaryView, CaseView, dueView, DueView, matterOf, recusalView, RecusalView } from './cases.view.js';

const REFERENCE = /^TR-[0-9A-Z]{4}-[0-9A-Z]{4}$/;
const WEEK_MS = 7 * 86_400_000;

/** Reading cases. What each reader gets is the store's visibility predicate's to say. */
@ApiTags('cases')
@Controller('api/v1')
export class CasesController {
  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

  @Get('cases')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Cases, newest first' })
  @ApiOkResponse({ type: CasesPage })
  async list(@Query() query: ListCasesParams, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<CasesPage> {
    const { state, severity, ended, assignee, cursor, limit } = query;
    const reader = readerOfRequest(request);
    const page = await listCases(this.options.dataSource, reader, {
      ...(state === undefined ? {} : { state }),
      ...(severity === undefined ? {} : { severity }),
      ...(ended === undefined ? {} : { ended: ended === 'true' }),
      ...(query.dueBefore === undefined ? {} : { dueBefore: instantOf(query.dueBefore) as number }),
      ...(assignee === undefined ? {} : { assignee: assignee === 'nobody' ? null : assignee === 'me' ? reader.id : assignee }),
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    });
    linkNext(request, reply, page.next ?? null);
    return { items: page.items.map(caseSummaryView), next: page.next ?? null };
  }

  @Get('cases/:id')
  @Allow('signed-in')
  @ApiOperation({ summary: 'One case, by id or by reference, with its deadlines and my next steps' })
  @ApiOkResponse({ type: CaseView })
  async get(@Param('id') id: string, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<CaseView> {
    const reader = readerOfRequest(request);
    const { dataSource } = this.options;
    const record = REFERENCE.test(id) ? await findCaseByReference(dataSource, reader, id) : await findCase(dataSource, reader, uuidOf(id));
    if (record === undefined) throw new Problem('not-found');
    if (isRestricted(record.level ?? '')) await recordReading(this.options, request, { kind: 'case', id: record.id }, 'item');
    const summary = caseSummaryView(record);
    void reply.header('etag', summary.etag);
    return { ...summary, ...(await this.inside(record, request)) };
  }

  @Get('cases/:id/history')
  @Allow('signed-in')
  @ApiOperation({ summary: 'What happened, entry by entry, as far as I may read it' })
  @ApiOkResponse({ type: HistoryPageView })
  async history(@Param('id') id: string, @Query() { after, limit }: HistoryParams, @Req() request: Request): Promise<HistoryPageView> {
    const { dataSource, keyring } = this.options;
    const paging = { ...(after === undefined ? {} : { afterSeq: after }), ...(limit === undefined ? {} : { limit }) };
    const page = await listHistory(dataSource, keyring, readerOfRequest(request), `case/${uuidOf(id)}`, paging);
    if (page === undefined) throw new Problem('not-found');
    await recordReading(this.options, request, { kind: 'case', id }, 'history');
    return { items: page.items.map(historyEntryView), next: page.next ?? null };
  }

  @Get('cases/:id/access')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Who looked at the case, took it home, or changed who may read it: for auditors' })
  @ApiOkResponse({ type: HistoryPageView })
  async access(@Param('id') id: string, @Query() { after, limit }: HistoryParams, @Req() request: Request): Promise<HistoryPageView> {
    const { dataSource, keyring } = this.options;
    const paging = { ...(after === undefined ? {} : { afterSeq: after }), ...(limit === undefined ? {} : { limit }) };
    const page = await listHistory(dataSource, keyring, readerOfRequest(request), `access/${uuidOf(id)}`, paging);
    if (page === undefined) throw new Problem('not-found');
    await recordReading(this.options, request, { kind: 'case', id }, 'history');
    return { items: page.items.map(historyEntryView), next: page.next ?? null };
  }

  @Get('cases/:id/verification')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Whether the chain of the case is whole' })
  @ApiOkResponse({ type: VerificationView })
  async verification(@Param('id') id: string, @Req() request: Request): Promise<VerificationView> {
    const verified = await verifyStream(this.options.dataSource, readerOfRequest(request), `case/${uuidOf(id)}`);
    if (verified === undefined) throw new Problem('not-found');
    const check = await keepChainCheck(this.options.dataSource, verified);
    return { ...verified, verifiedAt: check === undefined ? null : isoOf(check.verifiedAt) };
  }

  @Get('deadlines')
  @Allow('signed-in')
  @ApiOperation({ summary: 'What is due next, the earliest first' })
  @ApiOkResponse({ type: [DueView] })
  async deadlines(@Query() { before, limit }: DeadlinesParams, @Req() request: Request): Promise<DueView[]> {
    const { dataSource } = this.options;
    const until = before === undefined ? (await nowMs(dataSource)) + WEEK_MS : (instantOf(before) as number);
    const due = await listDeadlines(dataSource, readerOfRequest(request), { before: until, ...(limit === undefined ? {} : { limit }) });
    return due.map(dueView);
  }

  @Get('me/recusals')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Cases that I stand aside from: their references, why, and since when' })
  @ApiOkResponse({ type: [RecusalView] })
  @ApiProduces('application/json')
  async recusals(@Req() request: Request): Promise<RecusalView[]> {
    return (await listMyRecusals(this.options.dataSource, readerOf(personOf(request)))).map(recusalView);
  }

  private async inside(record: CaseRecord, request: Request): Promise<Pick<CaseView, 'actions' | 'deadlines' | 'matter'>> {
    const { standing, at } = await this.standing(record, request);
    const actions = actionsOf(processOfName('case'), routeMap('case'), standing, request.person, at);
    if (!record.readable || record.snapshot === undefined)
      return { actions: actions.map((action) => ({ ...action, blocked: action.blocked.map(({ code, detail }) => ({ code, detail })) })) };
    return { actions, deadlines: deadlinesView(record.snapshot), matter: matterOf(record.snapshot) };
  }

  /**
   * Who may know of a case without reading it may still have a step in it, such as a party's reply: the steps are worked out from the case as it
   * stands, and nothing else of it is told.
   */
  private async standing({ id, snapshot }: CaseRecord, request: Request): Promise<{ standing: Subject; at: number }> {
    const { dataSource } = this.options;
    if (snapshot !== undefined) return { standing: snapshot, at: await nowMs(dataSource) };
    const found = await findStanding(dataSource, readerOfRequest(request), id);
    if (found === undefined) throw new Problem('not-found');
    return { standing: found.snapshot, at: found.at };
  }
}
