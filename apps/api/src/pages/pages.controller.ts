import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SessionsWriter } from '@tregua/store';
import { SignInRequest } from '../accounts/accounts.params.js';
import { actorOf } from '../accounts/actor.js';
import { SignIn } from '../accounts/sign-in.js';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { clearSessionCookie, personOf, setSessionCookie } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { html, type Html } from '../http/html.js';
import { Problem, problemTypes } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { layout } from './layout.js';

@ApiExcludeController()
@Controller()
export class PagesController {
  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    private readonly signIn: SignIn,
    private readonly sessions: SessionsWriter,
  ) {}

  @Post('sign-in')
  @HttpCode(303)
  @Allow('open', { form: true })
  async in(@Body() body: SignInRequest, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<string> {
    try {
      const { secret } = await this.signIn.signIn(body.name, body.password, request.ip);
      setSessionCookie(reply, this.options.settings, secret);
      void reply.header('location', '/');
      return '';
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      void reply.code(error.status).headers({ ...error.options.headers });
      return this.page(reply, 'Sign in', html`<p role="alert">${error.message}. ${problemTypes[error.problem].meaning}</p>${signInForm()}`);
    }
  }

  @Post('sign-out')
  @HttpCode(303)
  @Allow('signed-in', { form: true })
  async out(@Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<string> {
    const person = personOf(request);
    await this.sessions.end(person.id, person.session, actorOf(person));
    clearSessionCookie(reply, this.options.settings);
    void reply.header('location', '/');
    return '';
  }

  /** Where the type of each problem points to. */
  @Get('problems')
  @Allow('open')
  problems(@Res({ passthrough: true }) reply: Reply): string {
    const rows = Object.entries(problemTypes).map(
      ([name, { status, title, meaning }]) => html`<tr id="${name}"><td>${status}</td><td><code>${name}</code></td><td>${title}. ${meaning}</td></tr>`,
    );
    return this.page(reply, 'Problems', html`<table><thead><tr><th>Status</th><th>Name</th><th>Meaning</th></tr></thead><tbody>${rows}</tbody></table>`);
  }

  private page(reply: Reply, title: string, body: Html): string {
    void reply.header('content-type', 'text/html; charset=utf-8');
    const { demonstration } = this.options.settings;
    return layout({ title, nonce: reply.cspNonce.style, demonstration, body });
  }
}

export function signInForm(): Html {
  return html`<form class="in" method="post" action="/sign-in">
<label for="name">Name</label><input id="name" name="name" autocomplete="username" required>
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required>
<button>Sign in</button></form>`;
}
