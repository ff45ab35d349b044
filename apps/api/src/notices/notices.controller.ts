import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { findPreferences, lastPosition, listNotices, NoticeDeliveries, PreferencesWriter } from '@tregua/store';
import { actorOf } from '../http/actor.js';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { uuidOf } from '../http/ids.js';
import { positionOf, STREAM_HEADERS } from '../http/open-streams.js';
import { linkNext } from '../http/page.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { refused, type RefusalCode } from '../http/sentences.js';
import { readerOfRequest, Visibility } from '../http/visibility.js';
import { NoticeStreams } from './notice-streams.js';
import { ListNoticesParams, PreferencesRequest, StreamParams } from './notices.params.js';
import { NoticesPage, noticeView, preferencesView, PreferencesView, TestAskedView } from './notices.view.js';

/** What I am told, and how I want to be told. */
@ApiTags('notices')
@Controller('api/v1/notices')
export class NoticesController {
  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    private readonly streams: NoticeStreams,
    private readonly deliveries: NoticeDeliveries,
    private readonly preferences: PreferencesWriter,
    private readonly visibility: Visibility,
  ) {}

  @Get()
  @Allow('signed-in')
  @ApiOperation({ summary: 'My notices, newest first' })
  @ApiOkResponse({ type: NoticesPage })
  async list(@Query() query: ListNoticesParams, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<NoticesPage> {
    const { cursor, limit } = query;
    // The position is asked for first: what comes meanwhile is then in the list, or in the stream, or in both, and never in neither.
    const position = await lastPosition(this.options.dataSource, personOf(request).id);
    const page = await listNotices(this.options.dataSource, readerOfRequest(request), {
      unseen: query.unseen === 'true',
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    });
    const next = page.next ?? null;
    linkNext(request, reply, next);
    return { items: page.items.map(noticeView), next, position };
  }

  @Get('stream')
  @Allow('signed-in')
  @ApiOperation({ summary: 'My notices as server-sent events; with Last-Event-ID it goes on where it was' })
  @ApiHeader({ name: 'last-event-id', required: false, schema: { type: 'integer', minimum: 0 } })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ schema: { type: 'string' }, description: 'Events named `notice`; id: the position, data: a NoticeView.' })
  async stream(
    @Query() { after }: StreamParams,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: Request,
    @Res() reply: Reply,
  ): Promise<void> {
    const readable = await this.streams.openFor(personOf(request), positionOf(lastEventId) ?? after);
    void reply.headers(STREAM_HEADERS).send(readable);
  }

  @Post(':id/seen')
  @HttpCode(204)
  @Allow('signed-in')
  @ApiOperation({ summary: 'I have seen it; of what is served on my party this is proof' })
  @ApiNoContentResponse()
  async seen(@Param('id') id: string, @Req() request: Request): Promise<void> {
    if (!(await this.deliveries.markSeen(personOf(request).id, uuidOf(id)))) throw new Problem('not-found');
  }

  @Post('test')
  @HttpCode(202)
  @Allow('signed-in')
  @ApiOperation({ summary: 'Send me a test by every channel that is open to me, by the way that every notice goes' })
  @ApiAcceptedResponse({ type: TestAskedView })
  async test(@Req() request: Request): Promise<TestAskedView> {
    return { effect: await this.deliveries.askTest(actorOf(personOf(request))) };
  }

  @Get('preferences')
  @Allow('signed-in')
  @ApiOperation({ summary: 'How I want to be told' })
  @ApiOkResponse({ type: PreferencesView })
  async getPreferences(@Req() request: Request): Promise<PreferencesView> {
    const found = await findPreferences(this.options.dataSource, this.options.keyring, personOf(request).id);
    if (found === undefined) throw new Problem('not-found');
    return preferencesView(found);
  }

  @Put('preferences')
  @HttpCode(204)
  @Allow('signed-in')
  @ApiOperation({ summary: 'Say how I want to be told; what is served on me comes whatever I say' })
  @ApiNoContentResponse()
  async putPreferences(@Body() body: PreferencesRequest, @Req() request: Request): Promise<void> {
    const person = personOf(request);
    if ((body.quietFrom === null) !== (body.quietTo === null)) throw wrong('/quietTo', 'quietHoursHaveBoth');
    const written = await this.preferences.save(person.id, body, actorOf(person));
    if (written.status === 'refused') throw wrong('/timeZone', written.rule);
  }

  @Put('muted/:id')
  @HttpCode(204)
  @Allow('signed-in')
  @ApiOperation({ summary: 'Silence what asks nothing of me in one case' })
  @ApiNoContentResponse()
  async mute(@Param('id') id: string, @Req() request: Request): Promise<void> {
    const person = personOf(request);
    if (!(await this.visibility.mayKnow(person, 'case', uuidOf(id)))) throw new Problem('not-found');
    await this.preferences.mute(person.id, id, actorOf(person));
  }

  @Delete('muted/:id')
  @HttpCode(204)
  @Allow('signed-in')
  @ApiOperation({ summary: 'Let a case ring again' })
  @ApiNoContentResponse()
  async unmute(@Param('id') id: string, @Req() request: Request): Promise<void> {
    const person = personOf(request);
    if (!(await this.preferences.unmute(person.id, uuidOf(id), actorOf(person)))) throw new Problem('not-found');
  }
}

function wrong(pointer: string, code: RefusalCode): Problem {
  return new Problem('shape-is-wrong', { errors: [refused(code, { pointer })] });
}
