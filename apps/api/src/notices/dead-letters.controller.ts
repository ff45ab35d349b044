import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { listDeadLetters, NoticeDeliveries } from '@tregua/store';
import { actorOf } from '../http/actor.js';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { uuidOf } from '../http/ids.js';
import { PageParams } from '../http/list.params.js';
import { linkNext } from '../http/page.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { DeadLettersPage, deadLetterView } from './notices.view.js';

/** Notices that could not be delivered: an administrator sees to the way, and learns nothing of what they are about. */
@ApiTags('notices')
@Controller('api/v1/dead-letters')
export class DeadLettersController {
  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    private readonly deliveries: NoticeDeliveries,
  ) {}

  @Get()
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Notices that were given up, the oldest first' })
  @ApiOkResponse({ type: DeadLettersPage })
  async list(@Query() query: PageParams, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<DeadLettersPage> {
    const { cursor, limit } = query;
    const page = await listDeadLetters(this.options.dataSource, {
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    });
    const next = page.next ?? null;
    linkNext(request, reply, next);
    return { items: page.items.map(deadLetterView), next };
  }

  @Post(':id/resend')
  @HttpCode(204)
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Send it again, under its own key: who did get it takes it once' })
  @ApiNoContentResponse()
  async resend(@Param('id') id: string, @Req() request: Request): Promise<void> {
    if (!(await this.deliveries.resend(uuidOf(id), actorOf(personOf(request))))) throw new Problem('not-found');
  }
}
