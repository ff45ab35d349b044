import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { calendarDeadlines, findByCalendarToken, listCalendarFeeds, PreferencesWriter, type Reader } from '@tregua/store';
import { actorOf } from '../http/actor.js';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { newSecret, personOf, secretHash } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { nowMs } from '../http/clock.js';
import { uuidOf } from '../http/ids.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { calendarText } from './calendar.js';
import { CalendarFeedView, calendarFeedView, CalendarIssuedView } from './notices.view.js';

const SECRET = /^([A-Za-z0-9_-]{20,100})\.ics$/;

/** Deadlines in a calendar: its address is the secret, so it can be revoked, and nothing but references, states and kinds is in it. */
@ApiTags('notices')
@Controller('api/v1')
export class CalendarController {
  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    private readonly preferences: PreferencesWriter,
  ) {}

  @Get('me/calendars')
  @Allow('signed-in')
  @ApiOperation({ summary: 'My calendar feeds' })
  @ApiOkResponse({ type: [CalendarFeedView] })
  async list(@Req() request: Request): Promise<CalendarFeedView[]> {
    return (await listCalendarFeeds(this.options.dataSource, personOf(request).id)).map(calendarFeedView);
  }

  @Post('me/calendars')
  @Allow('signed-in')
  @ApiOperation({ summary: 'A new calendar feed of the deadlines that I may see; its address is shown once' })
  @ApiCreatedResponse({ type: CalendarIssuedView })
  async issue(@Req() request: Request): Promise<CalendarIssuedView> {
    const person = personOf(request);
    const { secret, hash } = newSecret();
    const id = await this.preferences.issueCalendar(person.id, hash, actorOf(person));
    return { id, path: `/api/v1/calendars/${secret}.ics` };
  }

  @Delete('me/calendars/:id')
  @HttpCode(204)
  @Allow('signed-in')
  @ApiOperation({ summary: 'Revoke a calendar feed' })
  @ApiNoContentResponse()
  async revoke(@Param('id') id: string, @Req() request: Request): Promise<void> {
    const person = personOf(request);
    if (!(await this.preferences.revokeCalendar(person.id, uuidOf(id), actorOf(person)))) throw new Problem('not-found');
  }

  @Get('calendars/:secret')
  @Allow('open')
  @ApiOperation({ summary: 'The feed itself, for a calendar program, which has no sign-in', security: [] })
  @ApiProduces('text/calendar')
  @ApiOkResponse({ schema: { type: 'string' } })
  async read(@Param('secret') secret: string, @Res({ passthrough: true }) reply: Reply): Promise<string> {
    const token = SECRET.exec(secret)?.[1];
    const found = token === undefined ? undefined : await findByCalendarToken(this.options.dataSource, secretHash(token));
    if (found === undefined) throw new Problem('not-found');
    const { party, constituency, team, state, id, roles } = found;
    const reader: Reader = {
      id,
      roles,
      ...(party === null ? {} : { party }),
      ...(constituency === null ? {} : { constituency }),
      ...(team === null ? {} : { team }),
      ...(state === null ? {} : { state }),
    };
    const deadlines = await calendarDeadlines(this.options.dataSource, reader);
    void reply.headers({ 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': 'inline; filename="tregua.ics"' });
    return calendarText(deadlines, await nowMs(this.options.dataSource));
  }
}
