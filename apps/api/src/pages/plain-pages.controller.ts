import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { findCase, isRestricted, listCases, listHistory, verifyStream, type CaseRecord } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { Allow } from '../http/authorization.guard.js';
import { nowMs } from '../http/clock.js';
import { html, type Html } from '../http/html.js';
import { uuidOf } from '../http/ids.js';
import { recordReading } from '../http/look.js';
import { PageParams } from '../http/list.params.js';
import { Problem } from '../http/problem.js';
import { processOfName, routeMap } from '../http/processes.js';
import type { Reply, Request } from '../http/request.js';
import { actionsOf, type ActionView } from '../http/subject.view.js';
import { readerOfRequest } from '../http/visibility.js';
import { casePage, casesTable } from './cases-page.js';
import { layout, signInForm } from '../http/layout.js';

@ApiExcludeController()
@Controller()
export class PlainPagesController {
  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

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
    if (isRestricted(record.level ?? '')) await recordReading(this.options, request, { kind: 'case', id: record.id }, 'item');
    const stream = `case/${record.id}`;
    const [history, verified] = [await listHistory(dataSource, keyring, reader, stream), await verifyStream(dataSource, reader, stream)];
    const actions = this.actions(record, request, await nowMs(dataSource));
    return this.page(reply, `Case ${record.reference}`, casePage({ record, actions, entries: history?.items ?? [], verified }));
  }

  private actions({ snapshot }: CaseRecord, request: Request, at: number): ActionView[] {
    return snapshot === undefined ? [] : actionsOf(processOfName('case'), routeMap('case'), snapshot, request.person, at);
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
