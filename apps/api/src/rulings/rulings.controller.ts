import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { findPublishedRulings, listPublishedRulings } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { Allow } from '../http/authorization.guard.js';
import { PageParams } from '../http/list.params.js';
import { linkNext } from '../http/page.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { RulingsPage, rulingView, RulingView } from './rulings.view.js';

const REFERENCE = /^TR-[0-9A-Z]{4}-[0-9A-Z]{4}$/;
/** Anybody may ask, so nobody may ask often. */
const ASKS_A_MINUTE = 120;

/** Published rulings, for everybody, without signing in: the operative part only. */
@ApiTags('rulings')
@Controller('api/v1/rulings')
export class RulingsController {
  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

  @Get()
  @Allow('open', { requestsPerMinute: ASKS_A_MINUTE })
  @ApiOperation({ summary: 'Published rulings, the newest first' })
  @ApiOkResponse({ type: RulingsPage })
  async list(@Query() query: PageParams, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<RulingsPage> {
    const { cursor, limit } = query;
    const page = await listPublishedRulings(this.options.dataSource, {
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    });
    linkNext(request, reply, page.next ?? null);
    return { items: page.items.map(rulingView), next: page.next ?? null };
  }

  @Get(':caseReference')
  @Allow('open', { requestsPerMinute: ASKS_A_MINUTE })
  @ApiOperation({ summary: 'The published rulings of one case, the first one first' })
  @ApiOkResponse({ type: [RulingView] })
  async ofCase(@Param('caseReference') reference: string): Promise<RulingView[]> {
    const found = REFERENCE.test(reference) ? await findPublishedRulings(this.options.dataSource, reference) : [];
    if (found.length === 0) throw new Problem('not-found');
    return found.map(rulingView);
  }
}
