import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  findPerson,
  listMachineTokens,
  listPeople,
  PeopleWriter,
  TokensWriter,
  type PersonRecord,
  type PersonWritten,
} from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { newSecret, personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { uuidOf } from '../http/ids.js';
import { cursorOf, keysOf, linkNext } from '../http/page.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { isRefusalCode, refused } from '../http/sentences.js';
import { ChangePersonRequest, CreatePersonRequest, IssueTokenRequest, ListPeopleParams } from './accounts.params.js';
import { PeoplePage, personView, PersonCreatedView, PersonView, TokenIssuedView, tokenView, TokenView } from './accounts.view.js';
import { actorOf } from '../http/actor.js';
import { hashPassword, newPassword } from './password.js';

const PAGE = 50;

/** People and their machine tokens: the administrator's, who sees no content of any case. */
@ApiTags('accounts')
@Controller('api/v1/people')
export class PeopleController {
  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    private readonly people: PeopleWriter,
    private readonly tokens: TokensWriter,
  ) {}

  @Get()
  @Allow(['administrator'])
  @ApiOperation({ summary: 'People, by sign-in name' })
  @ApiOkResponse({ type: PeoplePage })
  async list(@Query() query: ListPeopleParams, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<PeoplePage> {
    const [after] = query.cursor === undefined ? [''] : keysOf(query.cursor, ['string']);
    const found = await listPeople(this.options.dataSource, String(after), PAGE + 1);
    const items = found.slice(0, PAGE).map(personView);
    const next = found.length > PAGE ? cursorOf([items[PAGE - 1]?.signInName ?? '']) : null;
    linkNext(request, reply, next);
    return { items, next };
  }

  @Post()
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Add a person; the password is made here and shown once' })
  @ApiCreatedResponse({ type: PersonCreatedView })
  async create(
    @Body() body: CreatePersonRequest,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<PersonCreatedView> {
    const password = newPassword();
    const passwordHash = await hashPassword(password, this.options.settings.passwordMemoryKib);
    const id = written(await this.people.create({ ...body, passwordHash }, actorOf(personOf(request))));
    void reply.header('location', `/api/v1/people/${id}`);
    return { id, password };
  }

  @Get(':id')
  @Allow(['administrator'])
  @ApiOperation({ summary: 'One person' })
  @ApiOkResponse({ type: PersonView })
  async get(@Param('id') id: string): Promise<PersonView> {
    return personView(await this.person(id));
  }

  @Patch(':id')
  @HttpCode(204)
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Change roles, disable or enable; their sign-ins and tokens end' })
  @ApiNoContentResponse()
  async change(@Param('id') id: string, @Body() body: ChangePersonRequest, @Req() request: Request): Promise<void> {
    const by = actorOf(personOf(request));
    await this.person(id);
    if (body.roles !== undefined) written(await this.people.changeRoles(uuidOf(id), body.roles, by));
    if (body.status !== undefined) written(await this.people.setStatus(uuidOf(id), body.status, by));
  }

  @Post(':id/password')
  @HttpCode(200)
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Set a new password, made here and shown once' })
  @ApiOkResponse({ type: PersonCreatedView })
  async reset(@Param('id') id: string, @Req() request: Request): Promise<PersonCreatedView> {
    const password = newPassword();
    const passwordHash = await hashPassword(password, this.options.settings.passwordMemoryKib);
    return { id: written(await this.people.setPassword(uuidOf(id), passwordHash, actorOf(personOf(request)))), password };
  }

  @Get(':id/tokens')
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Machine tokens of a person' })
  @ApiOkResponse({ type: [TokenView] })
  async listTokens(@Param('id') id: string): Promise<TokenView[]> {
    const person = await this.person(id);
    return (await listMachineTokens(this.options.dataSource, person.id)).map(tokenView);
  }

  @Post(':id/tokens')
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Issue a machine token; it is shown once' })
  @ApiCreatedResponse({ type: TokenIssuedView })
  async issueToken(@Param('id') id: string, @Body() body: IssueTokenRequest, @Req() request: Request): Promise<TokenIssuedView> {
    await this.person(id);
    const { secret, hash } = newSecret();
    const token = await this.tokens.issue(id, { ...body, hash }, actorOf(personOf(request)));
    return { id: token, token: secret };
  }

  @Delete(':id/tokens/:token')
  @HttpCode(204)
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Revoke a machine token' })
  async revokeToken(@Param('id') id: string, @Param('token') token: string, @Req() request: Request): Promise<void> {
    if (!(await this.tokens.revoke(uuidOf(id), uuidOf(token), actorOf(personOf(request))))) throw new Problem('not-found');
  }

  private async person(id: string): Promise<PersonRecord> {
    const person = await findPerson(this.options.dataSource, uuidOf(id));
    if (person === undefined) throw new Problem('not-found');
    return person;
  }
}

function written(result: PersonWritten): string {
  if (result.status === 'written') return result.id;
  if (result.status === 'unknown') throw new Problem('not-found');
  if (result.status === 'nameIsTaken')
    throw new Problem('already-there', {
      errors: [refused('nameIsFree', { pointer: '/signInName' })],
    });
  throw new Problem('guards-are-unmet', {
    errors: [refused(isRefusalCode(result.rule) ? result.rule : 'rolesGoTogether', { pointer: '/roles' })],
  });
}
