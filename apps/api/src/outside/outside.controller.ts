import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { listReferrals, listResponseClocks } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { Allow } from '../http/authorization.guard.js';
import { linkNext } from '../http/page.js';
import type { Reply, Request } from '../http/request.js';
import { readerOfRequest } from '../http/visibility.js';
import { ReferralsParams, ResponseClocksParams } from './outside.params.js';
import { ReferralsPage, referringCaseView, responseClockView, ResponseClocksPage } from './outside.view.js';

/** Response clocks and referrals over all cases. What each reader gets is the store's visibility predicate's to say. */
@ApiTags('remedies')
@Controller('api/v1')
export class OutsideController {
  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

  @Get('response-clocks')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Response clocks of the cases that have not ended, whose next mark rings first before the others' })
  @ApiOkResponse({ type: ResponseClocksPage })
  async clocks(
    @Query() { cursor, limit, ringing }: ResponseClocksParams,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ResponseClocksPage> {
    const page = await listResponseClocks(this.options.dataSource, readerOfRequest(request), {
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
      ...(ringing === undefined ? {} : { ringing: ringing === 'true' }),
    });
    linkNext(request, reply, page.next ?? null);
    return { items: page.items.map(responseClockView), next: page.next ?? null };
  }

  @Get('referrals')
  @Allow('signed-in')
  @ApiOperation({ summary: 'What was referred outside, by case, with what each state decided; an officer is told of their own state' })
  @ApiOkResponse({ type: ReferralsPage })
  async referrals(
    @Query() { cursor, limit, open }: ReferralsParams,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ReferralsPage> {
    const page = await listReferrals(this.options.dataSource, readerOfRequest(request), {
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
      ...(open === undefined ? {} : { open: open === 'true' }),
    });
    linkNext(request, reply, page.next ?? null);
    return { items: page.items.map(referringCaseView), next: page.next ?? null };
  }
}
