import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { listSessions, SessionsWriter } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { clearSessionCookie, personOf, setSessionCookie } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { uuidOf } from '../http/ids.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { SignInRequest } from './accounts.params.js';
import { meView, MeView, sessionView, SessionView } from './accounts.view.js';
import { actorOf } from '../http/actor.js';
import { SignIn } from './sign-in.js';

@ApiTags('accounts')
@Controller('api/v1')
export class SessionController {
  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    private readonly sessions: SessionsWriter,
    private readonly signIn: SignIn,
  ) {}

  @Post('session')
  @HttpCode(204)
  @Allow('open')
  @ApiOperation({ summary: 'Sign in: the answer sets a cookie that scripts cannot read' })
  async start(@Body() body: SignInRequest, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<void> {
    const { secret } = await this.signIn.signIn(body.name, body.password, request.ip);
    setSessionCookie(reply, this.options.settings, secret);
  }

  @Delete('session')
  @HttpCode(204)
  @Allow('signed-in')
  @ApiOperation({ summary: 'Sign out' })
  async end(@Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<void> {
    const person = personOf(request);
    if (person.by === 'cookie') await this.sessions.end(person.id, person.session, actorOf(person));
    clearSessionCookie(reply, this.options.settings);
  }

  @Get('me')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Who is signed in' })
  @ApiOkResponse({ type: MeView })
  me(@Req() request: Request): MeView {
    return meView(personOf(request));
  }

  @Get('me/sessions')
  @Allow('signed-in')
  @ApiOperation({ summary: 'My live sign-ins' })
  @ApiOkResponse({ type: [SessionView] })
  async mySessions(@Req() request: Request): Promise<SessionView[]> {
    const person = personOf(request);
    const sessions = await listSessions(this.options.dataSource, person.id);
    return sessions.map((session) => sessionView(session, person.session));
  }

  @Delete('me/sessions/:id')
  @HttpCode(204)
  @Allow('signed-in')
  @ApiOperation({ summary: 'End one of my sign-ins' })
  async endOne(@Param('id') id: string, @Req() request: Request): Promise<void> {
    const person = personOf(request);
    if (!(await this.sessions.end(person.id, uuidOf(id), actorOf(person)))) throw new Problem('not-found');
  }
}
