import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { disclosureRights, whyNotDisclose } from '@tregua/casework';
import {
  copiesOf,
  DisclosureWriter,
  homesOf,
  listHanded,
  listRedactions,
  mayActOn,
  mayKnowStream,
  secrecyOf,
  subjectOf,
  type Acted,
  type Secrecy,
} from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { Allow } from '../http/authorization.guard.js';
import { uuidOf } from '../http/ids.js';
import { linkNext } from '../http/page.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { readerOfRequest } from '../http/visibility.js';
import { CopiesParams, DiscloseRequest, OfMatterParams, ReasonRequest, RedactRequest } from './disclosure.params.js';
import {
  ActView,
  actView,
  copyView,
  CopyView,
  GroundsView,
  groundsView,
  HandedValuesPage,
  handedValueView,
  RedactionsPage,
  redactionView,
} from './disclosure.view.js';
import { actingIn, liftedOrThrow, refusal } from './refusal.js';

const READS_ACTS = [...disclosureRights.redact, 'auditor'] as const;

/** Sealed values and who has them: handed out by a decision, held back on a ground, and where copies went. */
@ApiTags('disclosure')
@Controller('api/v1')
export class ValuesController {
  private readonly writer: DisclosureWriter;

  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {
    this.writer = new DisclosureWriter(options.dataSource, options.keyring);
  }

  @Get('disclosure-grounds')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Grounds on which values are held back or erased, with their sources' })
  @ApiOkResponse({ type: GroundsView })
  grounds(): GroundsView {
    return groundsView;
  }

  @Post('disclosures')
  @Allow(disclosureRights.disclose)
  @ApiOperation({ summary: 'Hand values, with the salts that prove them, to an audience; the entry lists who got which field' })
  @ApiCreatedResponse({ type: ActView })
  async disclose(@Body() body: DiscloseRequest, @Req() request: Request): Promise<ActView> {
    const { level, partiesServed, ruledInPublic } = await this.secrecy(body.subject, request);
    const streams = body.places.map(({ stream }) => stream);
    const unmet = whyNotDisclose(body.audience, { level, partiesServed, ruledInPublic, streams, redacted: false });
    if (unmet.length > 0) throw refusal(unmet);
    return acted(await this.writer.disclose({ ...body, actor: actingIn(disclosureRights.disclose, request) }));
  }

  @Get('disclosures')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Values of a case or report that a decision handed to my audience, with their salts' })
  @ApiOkResponse({ type: HandedValuesPage })
  async disclosed(
    @Query() { subject, cursor, limit }: OfMatterParams,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<HandedValuesPage> {
    const { dataSource, keyring } = this.options;
    const reader = readerOfRequest(request);
    // Who may not even know of the case gets no list, empty or not.
    if (!(await mayKnowStream(dataSource, reader, subject))) throw new Problem('not-found');
    const page = await listHanded(dataSource, keyring, reader, subject, paging(cursor, limit));
    linkNext(request, reply, page.next ?? null);
    return { items: page.items.map(handedValueView), next: page.next ?? null };
  }

  @Post('redactions')
  @Allow(disclosureRights.redact)
  @ApiOperation({ summary: 'Hold values back from an audience that may read their entries' })
  @ApiCreatedResponse({ type: ActView })
  async redact(@Body() body: RedactRequest, @Req() request: Request): Promise<ActView> {
    await this.secrecy(body.subject, request);
    return acted(await this.writer.redact({ ...body, actor: actingIn(disclosureRights.redact, request) }));
  }

  @Get('redactions')
  @Allow(READS_ACTS)
  @ApiOperation({ summary: 'Redactions of a case or report, newest first: for whom, on which ground, by which entry' })
  @ApiOkResponse({ type: RedactionsPage })
  async redactions(
    @Query() { subject, cursor, limit }: OfMatterParams,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<RedactionsPage> {
    await this.secrecy(subject, request);
    const page = await listRedactions(this.options.dataSource, subject, paging(cursor, limit));
    linkNext(request, reply, page.next ?? null);
    return { items: page.items.map(redactionView), next: page.next ?? null };
  }

  @Post('redactions/:id/lifting')
  @HttpCode(200)
  @Allow(disclosureRights.disclose)
  @ApiOperation({ summary: 'Take a redaction back' })
  @ApiOkResponse({ type: ActView })
  async lift(@Param('id') id: string, @Body() { reason }: ReasonRequest, @Req() request: Request): Promise<ActView> {
    const subject = await subjectOf(this.options.dataSource, 'redactions', uuidOf(id));
    if (subject === undefined) throw new Problem('not-found');
    await this.secrecy(subject, request);
    return actView(liftedOrThrow(await this.writer.liftRedaction(id, reason, actingIn(disclosureRights.disclose, request))), [id]);
  }

  @Get('copies')
  @Allow([...READS_ACTS])
  @ApiOperation({ summary: 'Copies that were handed out and may hold a value: exports, disclosures, services' })
  @ApiOkResponse({ type: [CopyView] })
  async copies(@Query() place: CopiesParams, @Req() request: Request): Promise<CopyView[]> {
    const { dataSource } = this.options;
    const subject = (await homesOf(dataSource.manager, [place.stream])).get(place.stream);
    if (subject === undefined || !(await mayActOn(dataSource, readerOfRequest(request), subject))) throw new Problem('not-found');
    return (await copiesOf(dataSource.manager, subject, [place])).map(copyView);
  }

  private async secrecy(subject: string, request: Request): Promise<Secrecy> {
    const secrecy = await secrecyOf(this.options.dataSource, readerOfRequest(request), subject);
    if (secrecy === undefined) throw new Problem('not-found');
    return secrecy;
  }
}

function acted(outcome: Acted): ActView {
  if ('unmet' in outcome) throw refusal(outcome.unmet);
  return actView(outcome, outcome.ids);
}

function paging(cursor: string | undefined, limit: number | undefined): { cursor?: string; limit?: number } {
  return { ...(cursor === undefined ? {} : { cursor }), ...(limit === undefined ? {} : { limit }) };
}
