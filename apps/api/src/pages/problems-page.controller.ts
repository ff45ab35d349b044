import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { Allow } from '../http/authorization.guard.js';
import { html } from '../http/html.js';
import { layout } from '../http/layout.js';
import { problemTypes } from '../http/problem.js';
import type { Reply } from '../http/request.js';

@ApiExcludeController()
@Controller()
export class ProblemsPageController {
  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

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
    const body = html`<table>
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
    </table>`;
    void reply.header('content-type', 'text/html; charset=utf-8');
    return layout({ title: 'Problems', nonce: reply.cspNonce.style, demonstration: this.options.settings.demonstration, body });
  }
}
