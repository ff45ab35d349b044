import { Body, Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { findCase, listTimeRequests, TimeRequestsWriter } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { actorOf } from '../http/actor.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { uuidOf } from '../http/ids.js';
import { OrderedView, orderedView } from '../http/ordered.view.js';
import { Problem } from '../http/problem.js';
import type { Request } from '../http/request.js';
import { refused } from '../http/sentences.js';
import { readerOfRequest } from '../http/visibility.js';
import { AskForTimeRequest } from './office.params.js';
import { TimeRequestsView, timeRequestsView } from './office.view.js';

/** What a party asks of the chair: more time. Only the chair extends a term, by an act of the law. */
@ApiTags('office')
@Controller('api/v1/cases/:id/time-requests')
export class TimeRequestsController {
  private readonly writer: TimeRequestsWriter;

  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {
    this.writer = new TimeRequestsWriter(options.dataSource, options.keyring);
  }

  @Get()
  @Allow('signed-in')
  @ApiOperation({ summary: 'What the parties asked for, the latest first; a party’s agent reads the own' })
  @ApiOkResponse({ type: TimeRequestsView })
  async list(@Param('id') id: string, @Req() request: Request): Promise<TimeRequestsView> {
    const { dataSource, keyring } = this.options;
    const found = await listTimeRequests(dataSource, keyring, readerOfRequest(request), uuidOf(id));
    if (found === undefined) throw new Problem('not-found');
    return timeRequestsView(found);
  }

  @Post()
  @Allow(['party_agent'])
  @ApiOperation({ summary: 'Ask the chair for more time, once a term; the term goes on running' })
  @ApiCreatedResponse({ type: OrderedView })
  async ask(@Param('id') id: string, @Body() { reason }: AskForTimeRequest, @Req() request: Request): Promise<OrderedView> {
    const reader = readerOfRequest(request);
    if (reader.party === undefined || (await findCase(this.options.dataSource, reader, uuidOf(id))) === undefined)
      throw new Problem('not-found');
    const asked = await this.writer.ask(id, reader.party, reason, actorOf(personOf(request), 'party_agent'));
    if (asked === 'noTerm') throw new Problem('guards-are-unmet', { errors: [refused('termCanBeExtended')] });
    if (asked === 'again') throw new Problem('guards-are-unmet', { errors: [refused('timeIsAskedOnce')] });
    return orderedView(asked);
  }
}
