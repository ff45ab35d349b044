import { Body, Controller, Get, Inject, Param, Put, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { commissionRoles, type Role } from '@tregua/casework';
import { AssignmentsWriter, findCase, listColleagues } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { actorOf } from '../http/actor.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { uuidOf } from '../http/ids.js';
import { OrderedView, orderedView } from '../http/ordered.view.js';
import { Problem } from '../http/problem.js';
import type { Request } from '../http/request.js';
import { refused } from '../http/sentences.js';
import { readerOfRequest } from '../http/visibility.js';
import { AssignCaseRequest } from './office.params.js';
import { ColleaguesView } from './office.view.js';

const ASSIGNS_OTHERS: readonly Role[] = ['registrar', 'chair', 'vice_chair'];
const holds = (roles: readonly Role[], wanted: readonly Role[]): boolean => roles.some((role) => wanted.includes(role));

/** Who works on a case. No rule of the law asks for it, and it gives no right. */
@ApiTags('office')
@Controller('api/v1')
export class AssignmentsController {
  private readonly writer: AssignmentsWriter;

  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {
    this.writer = new AssignmentsWriter(options.dataSource, options.keyring);
  }

  @Get('colleagues')
  @Allow([...commissionRoles, 'auditor'])
  @ApiOperation({ summary: 'Who is of the Commission, by sign-in name' })
  @ApiOkResponse({ type: ColleaguesView })
  async colleagues(@Req() request: Request): Promise<ColleaguesView> {
    const { roles } = personOf(request);
    const assigns = holds(roles, ASSIGNS_OTHERS) ? 'anybody' : holds(roles, commissionRoles) ? 'oneself' : 'nobody';
    const items = (await listColleagues(this.options.dataSource)).map((one) => ({ ...one, roles: [...one.roles] }));
    return { assigns, items };
  }

  @Put('cases/:id/assignee')
  @Allow(commissionRoles)
  @ApiOperation({ summary: 'Say with whom a case lies; it gives no right, and whoever it is hears of it' })
  @ApiOkResponse({ type: OrderedView })
  async assign(@Param('id') id: string, @Body() { person, insteadOf }: AssignCaseRequest, @Req() request: Request): Promise<OrderedView> {
    const found = await findCase(this.options.dataSource, readerOfRequest(request), uuidOf(id));
    if (found?.readable !== true) throw new Problem('not-found');
    const me = personOf(request);
    const role = [...ASSIGNS_OTHERS, ...commissionRoles].find((one) => me.roles.includes(one)) as Role;
    const isMyOwn = (person === me.id && insteadOf === null) || (person === null && insteadOf === me.id);
    if (!isMyOwn && !ASSIGNS_OTHERS.includes(role)) throw new Problem('right-is-missing', { errors: [refused('onlyOnesOwn')] });
    const assigned = await this.writer.assign({ caseId: id, person, insteadOf, actor: actorOf(me, role) });
    if (assigned === 'another') throw new Problem('state-does-not-allow', { errors: [refused('liesAsSeen')] });
    if (assigned === 'unfit') throw new Problem('guards-are-unmet', { errors: [refused('mayWorkOnTheCase')] });
    return orderedView(assigned === 'unchanged' ? null : assigned);
  }
}
