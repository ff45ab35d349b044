import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Docket } from '@tregua/docket';
import { listMotions, mayKnowStream } from '@tregua/store';
import { actorOf } from '../http/actor.js';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { MotionView, motionView } from './motions.view.js';
import { actingRoles } from '../http/acting.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { view, type EnteredView } from '../http/command-routes.js';
import { uuidOf } from '../http/ids.js';
import { recordReading } from '../http/look.js';
import { idempotencyKey } from '../http/precondition.js';
import { Problem } from '../http/problem.js';
import { processOfName } from '../http/processes.js';
import type { Reply, Request } from '../http/request.js';
import { readerOfRequest, Visibility } from '../http/visibility.js';

export class SignMotionRequest {
  @ApiProperty({ enum: ['for', 'against', 'abstain'] })
  @IsIn(['for', 'against', 'abstain'])
  position: 'for' | 'against' | 'abstain';
}

/** How a bench acts: one member proposes a command, the others sign, and the majority enters it. */
@ApiTags('attribution')
@Controller('api/v1')
export class MotionsController {
  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    private readonly docket: Docket,
    private readonly visibility: Visibility,
  ) {}

  @Get('cases/:id/motions')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Motions of a case, for the members who see it' })
  @ApiOkResponse({ type: [MotionView] })
  async list(@Param('id') id: string, @Req() request: Request): Promise<MotionView[]> {
    const { dataSource, keyring } = this.options;
    const reader = readerOfRequest(request);
    if (!(await mayKnowStream(dataSource, reader, `case/${uuidOf(id)}`))) throw new Problem('not-found');
    await recordReading(this.options, request, { kind: 'case', id }, 'motions');
    return (await listMotions(dataSource, keyring, reader, id)).map(motionView);
  }

  @Post('motions/:id/signatures')
  @HttpCode(200)
  @Allow('signed-in')
  @ApiOperation({ summary: 'Sign a motion: with a majority for it, its command is entered', operationId: 'SignMotion' })
  @ApiHeader({ name: 'Idempotency-Key', required: true, schema: { type: 'string', pattern: '^[\\w.:/-]{8,128}$' } })
  @ApiResponse({ status: 200, description: 'Signed.', schema: { $ref: '#/components/schemas/Entered' } })
  async sign(
    @Param('id') id: string,
    @Body() body: SignMotionRequest,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<EnteredView> {
    const person = personOf(request);
    const idempotency = { key: idempotencyKey(request), route: `POST ${request.url}`, bodyDigest: request.bodyDigest ?? '' };
    const [role] = actingRoles(request, person, ['bench', 'review bench']);
    const answer = await this.docket.sign({
      motion: uuidOf(id),
      position: body.position,
      actor: actorOf(person, role),
      idempotency,
      mayStillKnow: (process, subject) => this.visibility.mayKnow(person, process, subject),
    });
    // What a bench discusses is its own affair: to others the motion does not exist.
    const isMine = answer.status !== 'refused' || answer.refusals[0]?.code !== 'roleAllows';
    return await view(answer, { process: processOfName('case'), birth: false }, reply, () => Promise.resolve(isMine));
  }
}
