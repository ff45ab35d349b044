import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { disclosureRights, whyNotErase, type Role } from '@tregua/casework';
import {
  copiesOf,
  DisclosureWriter,
  erasureFacts,
  ErasureWriter,
  listErasures,
  listHolds,
  mayActOn,
  subjectOf,
  type ErasureActed,
  type ErasureRecord,
} from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { nowMs } from '../http/clock.js';
import { uuidOf } from '../http/ids.js';
import { linkNext } from '../http/page.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { refused } from '../http/sentences.js';
import { readerOfRequest } from '../http/visibility.js';
import { ErasuresParams, HoldRequest, OfSubjectParams, ProposeErasureRequest, ReasonRequest } from './disclosure.params.js';
import { ActView, actView, copyView, ErasuresPage, ErasureView, erasureView, HoldView, holdView } from './disclosure.view.js';
import { actingIn, liftedOrThrow, refusal, ruleView } from './refusal.js';

const { hold: HOLDS, proposeErasure: OF_MATTERS, proposeErasureOfPerson: OF_PEOPLE, confirmErasure: CONFIRMS } = disclosureRights;
const PROPOSES: readonly Role[] = [...OF_MATTERS, ...OF_PEOPLE];
const READS: readonly Role[] = [...PROPOSES, 'auditor'];

/** Legal hold, and the forgetting of values: one proposes, another confirms, and the law has a say. */
@ApiTags('disclosure')
@Controller('api/v1')
export class ErasuresController {
  private readonly erasures: ErasureWriter;
  private readonly values: DisclosureWriter;

  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {
    this.erasures = new ErasureWriter(options.dataSource, options.keyring);
    this.values = new DisclosureWriter(options.dataSource, options.keyring);
  }

  @Post('holds')
  @Allow(HOLDS)
  @ApiOperation({ summary: 'Put a case, a report or what is kept of a person under legal hold: nothing of it is erased' })
  @ApiCreatedResponse({ type: ActView })
  async hold(@Body() { subject, reason }: HoldRequest, @Req() request: Request): Promise<ActView> {
    if (!subject.startsWith('person/')) await this.mayAct(subject, request);
    const held = await this.values.hold(subject, reason, actingIn(HOLDS, request));
    if (held === undefined) throw new Problem('not-found');
    return actView(held, [held.id]);
  }

  @Get('holds')
  @Allow(READS)
  @ApiOperation({ summary: 'Legal holds of a subject, newest first, lifted ones too' })
  @ApiOkResponse({ type: [HoldView] })
  async holds(@Query() { subject }: OfSubjectParams, @Req() request: Request): Promise<HoldView[]> {
    await this.mayAct(subject, request);
    return (await listHolds(this.options.dataSource, subject)).map(holdView);
  }

  @Post('holds/:id/lifting')
  @HttpCode(200)
  @Allow(HOLDS)
  @ApiOperation({ summary: 'Lift a legal hold' })
  @ApiOkResponse({ type: ActView })
  async liftHold(@Param('id') id: string, @Body() { reason }: ReasonRequest, @Req() request: Request): Promise<ActView> {
    const subject = await subjectOf(this.options.dataSource, 'legal_holds', uuidOf(id));
    if (subject === undefined) throw new Problem('not-found');
    if (!subject.startsWith('person/')) await this.mayAct(subject, request);
    return actView(liftedOrThrow(await this.values.liftHold(id, reason, actingIn(HOLDS, request))), [id]);
  }

  @Post('erasures')
  @Allow(PROPOSES)
  @ApiOperation({ summary: 'Propose to forget values of a case or report, or everything that is kept of a person' })
  @ApiCreatedResponse({ type: ActView })
  async propose(@Body() body: ProposeErasureRequest, @Req() request: Request): Promise<ActView> {
    const { subject, places = [], ground, reason } = body;
    const isPerson = subject.startsWith('person/');
    const roles: readonly Role[] = isPerson ? OF_PEOPLE : OF_MATTERS;
    if (!personOf(request).roles.some((role) => roles.includes(role))) throw new Problem('right-is-missing');
    await this.mayAct(subject, request);
    if (isPerson !== (places.length === 0)) throw wrongPlaces(isPerson);
    return acted(await this.erasures.propose({ subject, places, ground, reason, actor: actingIn(roles, request) }));
  }

  @Get('erasures')
  @Allow(READS)
  @ApiOperation({ summary: 'Erasures, newest first: proposed, turned down and done' })
  @ApiOkResponse({ type: ErasuresPage })
  async list(
    @Query() { status, cursor, limit }: ErasuresParams,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ErasuresPage> {
    const page = await listErasures(this.options.dataSource, readerOfRequest(request), {
      ...(status === undefined ? {} : { status }),
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    });
    linkNext(request, reply, page.next ?? null);
    return { items: page.items.map(erasureView), next: page.next ?? null };
  }

  @Get('erasures/:id')
  @Allow(READS)
  @ApiOperation({ summary: 'One erasure: what stands against it now, and who has copies' })
  @ApiOkResponse({ type: ErasureView })
  async get(@Param('id') id: string, @Req() request: Request): Promise<ErasureView> {
    const erasure = await this.erasure(id, request);
    const { subject, places, status, proposedBy } = erasure;
    const { manager } = this.options.dataSource;
    const facts = await erasureFacts(manager, subject, places);
    const asked = { ...facts, proposedBy, confirmedBy: '' };
    const against = status === 'proposed' ? whyNotErase(asked, await nowMs(this.options.dataSource)) : [];
    const copies = await copiesOf(manager, subject, places);
    return { ...erasureView(erasure), against: against.map(ruleView), copies: copies.map(copyView) };
  }

  @Post('erasures/:id/confirmation')
  @HttpCode(200)
  @Allow(CONFIRMS)
  @ApiOperation({ summary: 'Confirm an erasure that another person proposed: the values and their keys are destroyed' })
  @ApiOkResponse({ type: ActView })
  async confirm(@Param('id') id: string, @Body() { reason }: ReasonRequest, @Req() request: Request): Promise<ActView> {
    await this.erasure(id, request);
    return acted(await this.erasures.confirm({ id, reason, actor: actingIn(CONFIRMS, request) }));
  }

  @Post('erasures/:id/refusal')
  @HttpCode(200)
  @Allow(PROPOSES)
  @ApiOperation({ summary: 'Turn a proposed erasure down, or take one’s own back' })
  @ApiOkResponse({ type: ActView })
  async refuse(@Param('id') id: string, @Body() { reason }: ReasonRequest, @Req() request: Request): Promise<ActView> {
    const { proposedBy } = await this.erasure(id, request);
    const { roles, id: me } = personOf(request);
    if (proposedBy !== me && !roles.some((role) => (CONFIRMS as readonly Role[]).includes(role))) throw new Problem('right-is-missing');
    return acted(await this.erasures.drop({ id, reason, actor: actingIn(PROPOSES, request) }));
  }

  private async erasure(id: string, request: Request): Promise<ErasureRecord> {
    const page = await listErasures(this.options.dataSource, readerOfRequest(request), { id: uuidOf(id), limit: 1 });
    const [found] = page.items;
    if (found === undefined) throw new Problem('not-found');
    return found;
  }

  private async mayAct(subject: string, request: Request): Promise<void> {
    if (!(await mayActOn(this.options.dataSource, readerOfRequest(request), subject))) throw new Problem('not-found');
  }
}

function acted(outcome: ErasureActed): ActView {
  if (outcome === 'unknown') throw new Problem('not-found');
  if ('unmet' in outcome) {
    if (outcome.unmet.some(({ code }) => code === 'erasureIsProposed')) throw new Problem('state-does-not-allow');
    throw refusal(outcome.unmet);
  }
  return actView(outcome, [outcome.id]);
}

function wrongPlaces(isPerson: boolean): Problem {
  return new Problem('shape-is-wrong', { errors: [refused(isPerson ? 'placesAreOfMatters' : 'isGiven', { pointer: '/places' })] });
}
