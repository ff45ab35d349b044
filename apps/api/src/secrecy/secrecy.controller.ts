import { Body, Controller, Delete, Get, Inject, Param, Put, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Role } from '@tregua/casework';
import {
  findPerson,
  findSecrecy,
  listCaseGrants,
  listCompartments,
  SecrecyWriter,
  type Granted,
  type Secrecy,
  type SecretItem,
} from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { actorOf } from '../http/actor.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { uuidOf } from '../http/ids.js';
import { isoOf } from '../http/instant.js';
import { Problem } from '../http/problem.js';
import type { Request } from '../http/request.js';
import { readerOfRequest } from '../http/visibility.js';
import type { SecrecyRule } from '../http/secrecy-sentences.js';
import { refused } from '../http/sentences.js';
import { isOfRight, ORDERS_SECRECY, whyNotSecrecy } from './secrecy-rules.js';
import { GrantRequest, isCompartment, SetSecrecyRequest } from './secrecy.params.js';
import { OrderedView, orderedView } from '../http/ordered.view.js';
import { CaseGrantView, caseGrantView, CompartmentGrantView } from './secrecy.view.js';

const NAMES_READERS: readonly Role[] = ['chair', 'vice_chair'];

/** Who may read what: levels, compartments, and readers by name. Each change is an entry (law.md, Secrecy). */
@ApiTags('secrecy')
@Controller('api/v1')
export class SecrecyController {
  private readonly writer: SecrecyWriter;

  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {
    this.writer = new SecrecyWriter(options.dataSource, options.keyring);
  }

  @Put('cases/:id/secrecy')
  @Allow(ORDERS_SECRECY)
  @ApiOperation({ summary: 'Order the level and compartment of a case' })
  @ApiOkResponse({ type: OrderedView })
  async ofCase(@Param('id') id: string, @Body() body: SetSecrecyRequest, @Req() request: Request): Promise<OrderedView> {
    return await this.order({ kind: 'case', id: uuidOf(id) }, body, request);
  }

  @Put('reports/:id/secrecy')
  @Allow(ORDERS_SECRECY)
  @ApiOperation({ summary: 'Order the level and compartment of a report' })
  @ApiOkResponse({ type: OrderedView })
  async ofReport(@Param('id') id: string, @Body() body: SetSecrecyRequest, @Req() request: Request): Promise<OrderedView> {
    return await this.order({ kind: 'report', id: uuidOf(id) }, body, request);
  }

  @Put('evidence/:id/secrecy')
  @Allow(ORDERS_SECRECY)
  @ApiOperation({ summary: 'Order the level and compartment of an item of evidence' })
  @ApiOkResponse({ type: OrderedView })
  async ofEvidence(@Param('id') id: string, @Body() body: SetSecrecyRequest, @Req() request: Request): Promise<OrderedView> {
    return await this.order({ kind: 'evidence', id: uuidOf(id) }, body, request);
  }

  @Get('cases/:id/grants')
  @Allow([...NAMES_READERS, 'registrar', 'custodian', 'auditor'])
  @ApiOperation({ summary: 'Who was named to read the case while it is RESTRICTED' })
  @ApiOkResponse({ type: [CaseGrantView] })
  async grants(@Param('id') id: string, @Req() request: Request): Promise<CaseGrantView[]> {
    const grants = await listCaseGrants(this.options.dataSource, readerOfRequest(request), uuidOf(id));
    if (grants === undefined) throw new Problem('not-found');
    return grants.map(caseGrantView);
  }

  @Put('cases/:id/grants/:person')
  @Allow(NAMES_READERS)
  @ApiOperation({ summary: 'Name somebody who may read the case while it is RESTRICTED; never oneself' })
  @ApiOkResponse({ type: OrderedView })
  async grant(
    @Param('id') id: string,
    @Param('person') person: string,
    @Body() body: GrantRequest,
    @Req() request: Request,
  ): Promise<OrderedView> {
    await this.secrecy({ kind: 'case', id: uuidOf(id) }, request);
    return granted(await this.writer.grantCase(id, uuidOf(person), body.reason, actingIn(NAMES_READERS, request)));
  }

  @Delete('cases/:id/grants/:person')
  @Allow(NAMES_READERS)
  @ApiOperation({ summary: 'Take the name back' })
  @ApiOkResponse({ type: OrderedView })
  async revoke(@Param('id') id: string, @Param('person') person: string, @Req() request: Request): Promise<OrderedView> {
    await this.secrecy({ kind: 'case', id: uuidOf(id) }, request);
    return granted(await this.writer.revokeCase(id, uuidOf(person), actingIn(NAMES_READERS, request)));
  }

  @Get('people/:id/compartments')
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Compartments that somebody was let into' })
  @ApiOkResponse({ type: [CompartmentGrantView] })
  async compartments(@Param('id') id: string): Promise<CompartmentGrantView[]> {
    const { dataSource } = this.options;
    if ((await findPerson(dataSource, uuidOf(id))) === undefined) throw new Problem('not-found');
    return (await listCompartments(dataSource, id)).map((grant) => ({ ...grant, grantedAt: isoOf(grant.grantedAt) }));
  }

  @Put('people/:id/compartments/:compartment')
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Let somebody into a compartment; what lies in it is not for the administrator to see' })
  @ApiOkResponse({ type: OrderedView })
  async letIn(
    @Param('id') id: string,
    @Param('compartment') compartment: string,
    @Body() body: GrantRequest,
    @Req() request: Request,
  ): Promise<OrderedView> {
    if (!isCompartment(compartment)) throw new Problem('not-found');
    return granted(await this.writer.grantCompartment(uuidOf(id), compartment, body.reason, actingIn(['administrator'], request)));
  }

  @Delete('people/:id/compartments/:compartment')
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Take somebody out of a compartment' })
  @ApiOkResponse({ type: OrderedView })
  async letOut(@Param('id') id: string, @Param('compartment') compartment: string, @Req() request: Request): Promise<OrderedView> {
    if (!isCompartment(compartment) || (await findPerson(this.options.dataSource, uuidOf(id))) === undefined)
      throw new Problem('not-found');
    return granted(await this.writer.revokeCompartment(id, compartment, actingIn(['administrator'], request)));
  }

  private async order(item: SecretItem, { level, compartment, reason }: SetSecrecyRequest, request: Request): Promise<OrderedView> {
    const was = await this.secrecy(item, request);
    const actor = actingIn(ORDERS_SECRECY, request);
    const broken = whyNotSecrecy(actor.role, was, { level, compartment });
    if (broken.length > 0) throw refusal(broken);
    if (level === was.level && compartment === was.compartment) return orderedView(null);
    const { accessStream } = was;
    const change = { item, accessStream, level, compartment, was: { level: was.level, compartment: was.compartment }, reason, actor };
    const appended = await this.writer.setSecrecy(change);
    if (appended === undefined) throw new Problem('state-does-not-allow');
    return orderedView(appended);
  }

  private async secrecy(item: SecretItem, request: Request): Promise<Secrecy> {
    const secrecy = await findSecrecy(this.options.dataSource, readerOfRequest(request), item, true);
    if (secrecy === undefined) throw new Problem('not-found');
    return secrecy;
  }
}

function actingIn(roles: readonly Role[], request: Request): ReturnType<typeof actorOf> {
  const person = personOf(request);
  return actorOf(
    person,
    roles.find((role) => person.roles.includes(role)),
  );
}

function granted(outcome: Granted): OrderedView {
  if (outcome === 'unknownPerson') throw new Problem('not-found');
  if (outcome === 'ownGrant') throw refusal(['nobodyGrantsThemselves']);
  return orderedView(outcome === 'unchanged' ? null : outcome);
}

function refusal(rules: readonly SecrecyRule[]): Problem {
  const errors = rules.map((code) => refused(code));
  return new Problem(rules.some(isOfRight) ? 'right-is-missing' : 'guards-are-unmet', { errors });
}
