import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { contributionFields, contributionOf, contributionProblems, type Role } from '@tregua/casework';
import { ContributionsWriter, coverageAt, findContribution, listContributions } from '@tregua/store';
import { newId } from '@tregua/platform';
import { actorOf } from '../http/actor.js';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { nowMs } from '../http/clock.js';
import { uuidOf } from '../http/ids.js';
import { instantOf } from '../http/instant.js';
import { linkNext } from '../http/page.js';
import { idempotencyKey } from '../http/precondition.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { refused } from '../http/sentences.js';
import { payloadSchema } from '../http/shape-schema.js';
import { payloadClass, payloadOf, shapeErrors } from '../http/shape.js';
import { readerOfRequest } from '../http/visibility.js';
import { CoverageParams, ListContributionsParams } from './contributions.params.js';
import {
  ContributionRecordedView,
  ContributionsPage,
  contributionView,
  ContributionView,
  coverageView,
  CoverageView,
} from './contributions.view.js';

/** The registry for any state; a state officer for their own. */
const RECORDS: readonly Role[] = ['registrar', 'state_officer'];
/** Who works with everything that was watched. */
const COUNTS: readonly Role[] = [
  ...(['monitor', 'team_lead', 'registrar', 'investigator', 'custodian', 'rapporteur'] as const),
  ...(['member', 'chair', 'vice_chair', 'legal_adviser', 'auditor'] as const),
];
const LONGEST_MS = 366 * 86_400_000;
const Payload = payloadClass('RecordContribution', contributionFields);

/** What states give to monitoring, and the gaps that it leaves. */
@ApiTags('contributions')
@Controller('api/v1/contributions')
export class ContributionsController {
  private readonly writer: ContributionsWriter;

  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {
    this.writer = new ContributionsWriter(options.dataSource, options.keyring);
  }

  @Post()
  @HttpCode(201)
  @Allow(RECORDS)
  @ApiOperation({ summary: 'Record who watched which area, and when; a state officer for their own state' })
  @ApiBody({ schema: payloadSchema(contributionFields) })
  @ApiCreatedResponse({ type: ContributionRecordedView })
  async record(@Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<ContributionRecordedView> {
    const person = personOf(request);
    const key = idempotencyKey(request);
    const body = request.body ?? {};
    const errors = shapeErrors(body, Payload, contributionFields);
    if (errors.length > 0) throw new Problem('shape-is-wrong', { errors });
    const contribution = contributionOf(newId(), payloadOf(body as Record<string, unknown>, contributionFields));
    const problems = contributionProblems(contribution, await nowMs(this.options.dataSource));
    if (problems.length > 0) throw new Problem('shape-is-wrong', { errors: problems });
    const role = person.roles.includes('registrar') ? 'registrar' : 'state_officer';
    if (role === 'state_officer' && contribution.state !== person.state) throw new Problem('right-is-missing');
    const recorded = await this.writer.record(contribution, actorOf(person, role), key);
    if (recorded.status === 'keyUsed') throw new Problem('key-was-used');
    void reply.header('location', `/api/v1/contributions/${recorded.id}`);
    if (recorded.status === 'again') return { id: recorded.id, stream: null, hash: null };
    return { id: recorded.id, stream: recorded.stream, hash: recorded.hash };
  }

  @Get()
  @Allow('signed-in')
  @ApiOperation({ summary: 'Contributions that I may see, newest first' })
  @ApiOkResponse({ type: ContributionsPage })
  async list(
    @Query() query: ListContributionsParams,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ContributionsPage> {
    const { state, cursor, limit } = query;
    const page = await listContributions(this.options.dataSource, readerOfRequest(request), {
      ...(state === undefined ? {} : { state }),
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    });
    const next = page.next ?? null;
    linkNext(request, reply, next);
    return { items: page.items.map(contributionView), next };
  }

  @Get('coverage')
  @Allow(COUNTS)
  @ApiOperation({ summary: 'Who watched a point within a time, and the gaps in which nobody did' })
  @ApiOkResponse({ type: CoverageView })
  async coverage(@Query() query: CoverageParams, @Req() request: Request): Promise<CoverageView> {
    const { latitude, longitude } = query;
    const [from, until] = [instantOf(query.from) as number, instantOf(query.until) as number];
    if (until <= from) throw wrongUntil('endsAfterItBegins');
    if (until - from > LONGEST_MS) throw wrongUntil('isNotTooLong');
    const coverage = await coverageAt(this.options.dataSource, readerOfRequest(request), { latitude, longitude }, { from, until });
    if (coverage === undefined) throw new Problem('right-is-missing');
    if (coverage === 'tooMany') throw wrongUntil('isNotTooLong');
    return coverageView(coverage);
  }

  @Get(':id')
  @Allow('signed-in')
  @ApiOperation({ summary: 'One contribution' })
  @ApiOkResponse({ type: ContributionView })
  async get(@Param('id') id: string, @Req() request: Request): Promise<ContributionView> {
    const found = await findContribution(this.options.dataSource, readerOfRequest(request), uuidOf(id));
    if (found === undefined) throw new Problem('not-found');
    return contributionView(found);
  }
}

function wrongUntil(code: 'endsAfterItBegins' | 'isNotTooLong'): Problem {
  return new Problem('shape-is-wrong', { errors: [refused(code, { parameter: 'until' })] });
}
