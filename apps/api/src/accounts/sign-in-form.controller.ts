import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SessionsWriter } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { actorOf } from '../http/actor.js';
import { clearSessionCookie, personOf, setSessionCookie } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { html } from '../http/html.js';
import { layout, signInForm } from '../http/layout.js';
import { Problem, problemTypes } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { SignInRequest } from './accounts.params.js';
import { SignIn } from './sign-in.js';

/** Signing in and out by a plain HTML form: the only routes that take one, each from our own pages only. */
@ApiExcludeController()
@Controller()
export class SignInFormController {
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
      void reply.header('content-type', 'text/html; charset=utf-8');
      const body = html`<p role="alert">${error.message}. ${problemTypes[error.problem].meaning}</p>
        ${signInForm()}`;
      return layout({ title: 'Sign in', nonce: reply.cspNonce.style, demonstration: this.options.settings.demonstration, body });
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
}
