import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Role } from '@tregua/casework';
import {
  findCase,
  findChainCheck,
  findDifference,
  findPublishedRulings,
  listCalls,
  listEntries,
  listKnowledge,
  listLapses,
  mayKnowStream,
  restrictedAmong,
  type EntryFilter,
} from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { Allow } from '../http/authorization.guard.js';
import { uuidOf } from '../http/ids.js';
import { instantOf, isoOf } from '../http/instant.js';
import { recordReading } from '../http/look.js';
import { linkNext } from '../http/page.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { refused } from '../http/sentences.js';
import { readerOfRequest } from '../http/visibility.js';
import { AfterPublicationParams, EntriesParams, KnowledgeParams } from './history.params.js';
import {
  CallView,
  callView,
  ChainCheckView,
  differenceView,
  DifferenceView,
  FoundEntriesPage,
  foundEntryView,
  knowingView,
  KnowledgePage,
  LapseView,
  lapseView,
} from './history.view.js';

/** Who reads who read what. */
const READS_KNOWLEDGE: readonly Role[] = ['auditor', 'chair', 'vice_chair', 'custodian'];

/** Reading histories: by actor, kind, time and case; who knew what when; what was voted on; what lapsed; what an entry changed. */
@ApiTags('history')
@Controller('api/v1')
export class HistoryController {
  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

  @Get('history')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Entries by actor, kind, time and case, as far as I may read them; over all cases for auditors' })
  @ApiOkResponse({ type: FoundEntriesPage })
  async entries(
    @Query() query: EntriesParams,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<FoundEntriesPage> {
    const reader = readerOfRequest(request);
    const { actor, type, from, until, case: caseId, first } = query;
    if (caseId === undefined && !reader.roles.includes('auditor')) throw new Problem('right-is-missing', { errors: [CASE_IS_NEEDED] });
    if (caseId !== undefined) await this.mayKnow(`case/${caseId}`, request);
    return await this.page(
      {
        ...(actor === undefined ? {} : { actor }),
        ...(type === undefined ? {} : { types: type }),
        ...(from === undefined ? {} : { from: instantOf(from) }),
        ...(until === undefined ? {} : { until: instantOf(until) }),
        ...(caseId === undefined ? {} : { caseId }),
        ...(first === undefined ? {} : { oldestFirst: first === 'oldest' }),
        ...paging(query),
      },
      request,
      reply,
    );
  }

  @Get('cases/:id/knowledge')
  @Allow(READS_KNOWLEDGE)
  @ApiOperation({ summary: 'Who knew what of the case when, newest first' })
  @ApiOkResponse({ type: KnowledgePage })
  async knowledge(
    @Param('id') id: string,
    @Query() query: KnowledgeParams,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<KnowledgePage> {
    const page = await listKnowledge(this.options.dataSource, readerOfRequest(request), uuidOf(id), paging(query));
    if (page === undefined) throw new Problem('not-found');
    await recordReading(this.options, request, { kind: 'case', id }, 'history');
    linkNext(request, reply, page.next ?? null);
    return { items: page.items.map(knowingView), next: page.next ?? null };
  }

  @Get('cases/:id/calls')
  @Allow('signed-in')
  @ApiOperation({ summary: 'What each call was voted on: draft, evidence list, items and versions of reports that the voters had' })
  @ApiOkResponse({ type: [CallView] })
  async calls(@Param('id') id: string, @Req() request: Request): Promise<CallView[]> {
    const calls = await listCalls(this.options.dataSource, readerOfRequest(request), uuidOf(id));
    if (calls === undefined) throw new Problem('not-found');
    await recordReading(this.options, request, { kind: 'case', id }, 'history');
    return calls.map(callView);
  }

  @Get('cases/:id/lapses')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Which deadlines lapsed, and what followed' })
  @ApiOkResponse({ type: [LapseView] })
  async lapses(@Param('id') id: string, @Req() request: Request): Promise<LapseView[]> {
    const lapses = await listLapses(this.options.dataSource, readerOfRequest(request), uuidOf(id));
    if (lapses === undefined) throw new Problem('not-found');
    await recordReading(this.options, request, { kind: 'case', id }, 'history');
    return lapses.map(lapseView);
  }

  @Get('cases/:id/after-publication')
  @Allow('signed-in')
  @ApiOperation({ summary: 'What changed after a ruling was published, oldest first' })
  @ApiOkResponse({ type: FoundEntriesPage })
  async afterPublication(
    @Param('id') id: string,
    @Query() query: AfterPublicationParams,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<FoundEntriesPage> {
    await this.mayKnow(`case/${uuidOf(id)}`, request);
    const record = await findCase(this.options.dataSource, readerOfRequest(request), id);
    const rulings = record === undefined ? [] : await findPublishedRulings(this.options.dataSource, record.reference);
    const ruling = query.ruling === undefined ? rulings[0] : rulings.find(({ number }) => number === query.ruling);
    if (ruling === undefined) throw new Problem('not-found');
    return await this.page({ caseId: id, from: ruling.publishedAt + 1, oldestFirst: true, ...paging(query) }, request, reply);
  }

  @Get('cases/:id/history/:seq/difference')
  @Allow('signed-in')
  @ApiOperation({ summary: 'What one entry changed in the case: before and after, by folding the entries anew' })
  @ApiOkResponse({ type: DifferenceView })
  async caseDifference(@Param('id') id: string, @Param('seq') seq: string, @Req() request: Request): Promise<DifferenceView> {
    return await this.difference('case', id, seq, request);
  }

  @Get('reports/:id/history/:seq/difference')
  @Allow('signed-in')
  @ApiOperation({ summary: 'What one entry changed in the report' })
  @ApiOkResponse({ type: DifferenceView })
  async reportDifference(@Param('id') id: string, @Param('seq') seq: string, @Req() request: Request): Promise<DifferenceView> {
    return await this.difference('report', id, seq, request);
  }

  @Get('cases/:id/verification/last')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Up to which entry the chain was found whole last, and when; nothing is checked now' })
  @ApiOkResponse({ type: ChainCheckView })
  async lastCheck(@Param('id') id: string, @Req() request: Request): Promise<ChainCheckView> {
    const stream = `case/${uuidOf(id)}`;
    await this.mayKnow(stream, request);
    const check = await findChainCheck(this.options.dataSource, stream);
    return { stream, verifiedTo: check?.verifiedTo ?? null, verifiedAt: check === undefined ? null : isoOf(check.verifiedAt) };
  }

  private async difference(kind: 'case' | 'report', id: string, seq: string, request: Request): Promise<DifferenceView> {
    const stream = `${kind}/${uuidOf(id)}`;
    if (!/^[1-9]\d{0,8}$/.test(seq)) throw new Problem('not-found');
    const difference = await findDifference(this.options.dataSource, readerOfRequest(request), stream, Number(seq));
    if (difference === undefined) throw new Problem('not-found');
    await recordReading(this.options, request, { kind, id }, 'history');
    return differenceView(difference);
  }

  private async page(filter: EntryFilter, request: Request, reply: Reply): Promise<FoundEntriesPage> {
    const page = await listEntries(this.options.dataSource, readerOfRequest(request), filter);
    const streams = page.items.map(({ stream }) => stream);
    const restricted = await restrictedAmong(this.options.dataSource, streams);
    for (const item of restricted) await recordReading(this.options, request, item, 'history');
    linkNext(request, reply, page.next ?? null);
    return { items: page.items.map(foundEntryView), next: page.next ?? null };
  }

  private async mayKnow(stream: string, request: Request): Promise<void> {
    if (!(await mayKnowStream(this.options.dataSource, readerOfRequest(request), stream))) throw new Problem('not-found');
  }
}

const CASE_IS_NEEDED = refused('caseIsNamed', { parameter: 'case' });

function paging({ cursor, limit }: { cursor?: string; limit?: number }): { cursor?: string; limit?: number } {
  return { ...(cursor === undefined ? {} : { cursor }), ...(limit === undefined ? {} : { limit }) };
}
