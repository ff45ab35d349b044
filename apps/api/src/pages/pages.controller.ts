import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Subject } from '@tregua/casework';
import { findCase, listCases, listHistory, SessionsWriter, verifyStream, type CaseRecord } from '@tregua/store';
import { SignInRequest } from '../accounts/accounts.params.js';
import { actorOf } from '../accounts/actor.js';
import { SignIn } from '../accounts/sign-in.js';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { clearSessionCookie, personOf, setSessionCookie } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { nowMs } from '../http/clock.js';
import { html, type Html } from '../http/html.js';
import { uuidOf } from '../http/ids.js';
import { PageParams } from '../http/list.params.js';
import { Problem, problemTypes } from '../http/problem.js';
import { processOfName, routeMap } from '../http/processes.js';
import type { Reply, Request } from '../http/request.js';
import { actionsOf, type ActionView } from '../http/subject.view.js';
import { readerOfRequest } from '../http/visibility.js';
import { casePage, casesTable } from './cases-page.js';
import { layout } from './layout.js';

@ApiExcludeController()
@Controller()
export class PagesController {
  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    private readonly signIn: SignIn,
    private readonly sessions: SessionsWriter,
  ) {}

  @Get()
  @Allow('open')
  async cases(@Query() { cursor }: PageParams, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<string> {
    const { dataSource } = this.options;
    const reader = readerOfRequest(request);
    const page = await listCases(dataSource, reader, { withSnapshot: true, ...(cursor === undefined ? {} : { cursor }) });
    const at = await nowMs(dataSource);
    const lines = await Promise.all(
      page.items.map(async (record) => ({
        record,
        actions: this.actions(record, request, at),
        verified: await verifyStream(dataSource, reader, `case/${record.id}`),
      })),
    );
    return this.page(reply, 'Cases', html`${account(request)}${casesTable(processOfName('case'), lines, page.next)}`);
  }

  @Get('cases/:id')
  @Allow('open')
  async case(@Param('id') id: string, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<string> {
    const { dataSource, keyring } = this.options;
    const reader = readerOfRequest(request);
    const record = await findCase(dataSource, reader, uuidOf(id));
    if (record === undefined) throw new Problem('not-found');
    const stream = `case/${record.id}`;
    const [history, verified] = [await listHistory(dataSource, keyring, reader, stream), await verifyStream(dataSource, reader, stream)];
    const actions = this.actions(record, request, await nowMs(dataSource));
    return this.page(reply, `Case ${record.reference}`, casePage({ record, actions, entries: history?.items ?? [], verified }));
  }

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
      return this.page(
        reply,
        'Sign in',
        html`<p role="alert">${error.message}. ${problemTypes[error.problem].meaning}</p>
          ${signInForm()}`,
      );
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
      ([name, { status, title, meaning }]) =>
        html`<tr id="${name}">
          <td>${status}</td>
          <td><code>${name}</code></td>
          <td>${title}. ${meaning}</td>
        </tr>`,
    );
    return this.page(
      reply,
      'Problems',
      html`<table>
        <thead>
          <tr>
            <th>Status</th>
            <th>Name</th>
            <th>Meaning</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>`,
    );
  }

  private actions({ snapshot }: CaseRecord, request: Request, at: number): ActionView[] {
    return snapshot === undefined ? [] : actionsOf(processOfName('case'), routeMap('case'), snapshot as Subject, request.person, at);
  }

  private page(reply: Reply, title: string, body: Html): string {
    void reply.header('content-type', 'text/html; charset=utf-8');
    const { demonstration } = this.options.settings;
    return layout({ title, nonce: reply.cspNonce.style, demonstration, body });
  }
}

function account({ person }: Request): Html {
  if (person === undefined)
    return html`${signInForm()}
      <h2>Public cases</h2>`;
  return html`<form method="post" action="/sign-out">
    <p>Signed in as ${person.roles.join(', ')}. <button>Sign out</button></p>
  </form>`;
}

function signInForm(): Html {
  return html`<form class="in" method="post" action="/sign-in">
    <label for="name">Name</label><input id="name" name="name" autocomplete="username" required /> <label for="password">Password</label
    ><input id="password" name="password" type="password" autocomplete="current-password" required /> <button>Sign in</button>
  </form>`;
}
