import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Docket, type Answer, type Entered } from '@tregua/docket';
import { findReport, IntakeKeys } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { actingRoles } from '../http/acting.js';
import { actorOf } from '../http/actor.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import type { CommandRoute } from '../http/command-routes.js';
import { uuid7Of } from '../http/ids.js';
import { isoOf } from '../http/instant.js';
import { Problem } from '../http/problem.js';
import { processOfName, routeMap } from '../http/processes.js';
import { refusalError, refusalProblem } from '../http/refusals.js';
import type { Reply, Request } from '../http/request.js';
import { refused } from '../http/sentences.js';
import { payloadOf, shapeErrors } from '../http/shape.js';
import { readerOfRequest } from '../http/visibility.js';
import { ParcelRequest } from './field.params.js';
import { IntakeKeyView, ParcelOpenedView, ParcelTakenView } from './field.view.js';

const SUITE = 'DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM';

/** What a device in the field needs: the key that it seals to, and where its sealed reports go. */
@ApiTags('field')
@Controller('api/v1/field')
export class FieldController {
  private readonly keys: IntakeKeys;

  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    private readonly docket: Docket,
  ) {
    this.keys = new IntakeKeys(options.keyring.masters);
  }

  @Get('key')
  @Allow('signed-in')
  @ApiOperation({ summary: 'The key that devices seal reports to, so that they can no longer read them themselves' })
  @ApiOkResponse({ type: IntakeKeyView })
  async key(): Promise<IntakeKeyView> {
    const { id, publicKey } = await this.keys.current();
    return { id, suite: SUITE, publicKey: Buffer.from(publicKey).toString('base64url') };
  }

  /**
   * Opens a report that a device had sealed, and files it in its author's name: once, however often it is sent. What cannot be submitted is kept as its
   * author's draft with the reasons, since the device cannot read it any more.
   */
  @Put('parcels/:id')
  @Allow(['monitor', 'team_lead', 'party_agent'])
  @ApiOperation({ summary: 'File a report that my device sealed, under the id (UUIDv7) that it made', operationId: 'PutParcel' })
  @ApiCreatedResponse({ type: ParcelTakenView })
  async put(
    @Param('id') given: string,
    @Body() body: ParcelRequest,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ParcelTakenView> {
    const id = uuid7Of(given);
    const content = await this.contentOf(body, id, personOf(request).id);
    const created = await this.enter(request, 'CreateReport', id, { content });
    if (created.status !== 'entered') throw problemOf(created);
    const submitted = await this.enter(request, 'SubmitReport', id, {});
    if (submitted.status === 'busy' || submitted.status === 'keyReused') throw problemOf(submitted);
    const filed = submitted.status === 'entered' ? submitted : created;
    const refusals = submitted.status === 'refused' ? submitted.refusals : [];
    const record = await findReport(this.options.dataSource, readerOfRequest(request), id);
    const { stream, seq, hash, at } = filed;
    void reply.code(201).header('location', `/api/v1/reports/${id}`);
    return {
      id,
      reference: record?.reference ?? '',
      state: record?.state ?? filed.state,
      receipt: { stream, seq, hash, at: isoOf(at) },
      ...(refusals.length === 0 || record?.state !== 'DRAFT'
        ? {}
        : { unmet: refusals.map((refusal) => refusalError(processOfName('report'), refusal)) }),
    };
  }

  /** A parcel that was refused goes back to its author: the device that sealed it cannot open it. Nothing is written. */
  @Post('parcels/:id/opening')
  @HttpCode(200)
  @Allow(['monitor', 'team_lead', 'party_agent'])
  @ApiOperation({ summary: 'What my own device sealed, to write it anew', operationId: 'OpenParcel' })
  @ApiOkResponse({ type: ParcelOpenedView })
  async open(@Param('id') given: string, @Body() body: ParcelRequest, @Req() request: Request): Promise<ParcelOpenedView> {
    return { content: await this.contentOf(body, uuid7Of(given), personOf(request).id) };
  }

  /** What the parcel holds, in the shape of a report. @throws 400 where it does not open for this person and report, or holds something else. */
  private async contentOf({ key, enc, sealed }: ParcelRequest, id: string, author: string): Promise<object> {
    const opened = await this.keys.open(
      { keyId: key, enc: Buffer.from(enc, 'base64url'), ciphertext: Buffer.from(sealed, 'base64url') },
      `tregua-parcel/v1\n${id}\n${author}`,
    );
    const parcel = opened === undefined ? undefined : parse(opened);
    if (parcel === undefined)
      throw new Problem('shape-is-wrong', {
        errors: [refused('opens', { pointer: '/sealed' })],
      });
    return { ...parcel.content, finalisedAt: parcel.finalisedAt };
  }

  /** Each of the two commands has one key for ever: a parcel that comes again is answered with the same entries. */
  private async enter(request: Request, command: 'CreateReport' | 'SubmitReport', id: string, body: object): Promise<Answer> {
    const route = routeMap('report').get(command) as CommandRoute;
    const errors = shapeErrors(body, route.payload, route.fields);
    if (errors.length > 0) throw new Problem('shape-is-wrong', { errors });
    const person = personOf(request);
    let answer: Answer = { status: 'unknown' };
    for (const role of actingRoles(request, person, route.row.by)) {
      answer = await this.docket.enter({
        process: 'report',
        stream: id,
        command,
        payload: payloadOf(body as Record<string, unknown>, route.fields),
        actor: actorOf(person, role),
        idempotency: { key: `parcel:${id}`, route: `PUT /api/v1/field/parcels ${command}`, bodyDigest: request.bodyDigest ?? '' },
      });
      if (answer.status !== 'refused' || answer.refusals[0]?.code !== 'roleAllows') return answer;
    }
    return answer;
  }
}

interface Parcel {
  readonly content: object;
  readonly finalisedAt: string;
}

function parse(bytes: Uint8Array): Parcel | undefined {
  try {
    const parcel = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Partial<Parcel> & { readonly v?: unknown };
    const { v, content, finalisedAt } = parcel;
    const whole = v === 1 && typeof content === 'object' && content !== null && !Array.isArray(content) && typeof finalisedAt === 'string';
    return whole ? { content, finalisedAt } : undefined;
  } catch {
    return undefined;
  }
}

function problemOf(answer: Exclude<Answer, Entered>): Problem {
  if (answer.status === 'busy') return new Problem('busy', { headers: { 'retry-after': '2' } });
  if (answer.status === 'keyReused') return new Problem('key-was-used');
  if (answer.status !== 'refused') return new Problem('not-found');
  // Somebody's report has this id already: of it, nothing is told to whoever meets it by chance.
  if (answer.refusals[0]?.code === 'stateAllows') return new Problem('already-there');
  return refusalProblem(processOfName('report'), answer.refusals);
}
