import { Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { findLongJob, listLongJobs, LongJobs, type LongJobRecord } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { uuidOf } from '../http/ids.js';
import { jobView, JobView } from '../http/job.view.js';
import { positionOf, STREAM_HEADERS } from '../http/open-streams.js';
import { linkNext } from '../http/page.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { refused } from '../http/sentences.js';
import { readerOfRequest } from '../http/visibility.js';
import { JobStreams } from './job-streams.js';
import { ListJobsParams, ProgressParams } from './jobs.params.js';
import { JobsPage } from './jobs.view.js';

/** Work that takes long: watched, cancelled, resumed, and its result fetched, by the one who asked for it. */
@ApiTags('jobs')
@Controller('api/v1/jobs')
export class JobsController {
  private readonly jobs: LongJobs;

  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    private readonly streams: JobStreams,
  ) {
    this.jobs = new LongJobs(options.dataSource, options.keyring);
  }

  @Get()
  @Allow('signed-in')
  @ApiOperation({ summary: 'My jobs, newest first; administrators see everybody’s' })
  @ApiOkResponse({ type: JobsPage })
  async list(@Query() query: ListJobsParams, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<JobsPage> {
    const { kind, state, cursor, limit } = query;
    const page = await listLongJobs(this.options.dataSource, readerOfRequest(request), {
      ...(kind === undefined ? {} : { kind }),
      ...(state === undefined ? {} : { state }),
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    });
    const next = page.next ?? null;
    linkNext(request, reply, next);
    return { items: page.items.map((job) => jobView(job, personOf(request))), next };
  }

  @Get(':id')
  @Allow('signed-in')
  @ApiOperation({ summary: 'One job: how it stands' })
  @ApiOkResponse({ type: JobView })
  async get(@Param('id') id: string, @Req() request: Request): Promise<JobView> {
    return jobView(await this.jobOf(id, request), personOf(request));
  }

  @Get(':id/progress')
  @Allow('signed-in')
  @ApiOperation({ summary: 'How it goes, as server-sent events; with Last-Event-ID only what is newer' })
  @ApiHeader({ name: 'last-event-id', required: false, schema: { type: 'integer', minimum: 0 } })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({
    schema: { type: 'string' },
    description: 'Events named `progress`; id: the revision, data: a JobView. It ends when the job has.',
  })
  @ApiNoContentResponse({ description: 'The job has ended, and its end was seen: do not come again.' })
  async progress(
    @Param('id') id: string,
    @Query() { after }: ProgressParams,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: Request,
    @Res() reply: Reply,
  ): Promise<void> {
    const position = positionOf(lastEventId) ?? after ?? 0;
    const job = await this.jobOf(id, request);
    // Told 204, an EventSource does not connect again.
    if (job.endedAt !== null && position === job.revision) return void reply.code(204).send();
    void reply.headers(STREAM_HEADERS).send(this.streams.openFor(personOf(request), job, position));
  }

  @Get(':id/result')
  @Allow('signed-in')
  @ApiOperation({ summary: 'What was made, for the one who asked: what became of an import, or the export whose bundle can be fetched' })
  @ApiProduces('application/json')
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  async result(@Param('id') id: string, @Req() request: Request): Promise<object> {
    const job = await this.jobOf(id, request);
    if (job.askedBy !== personOf(request).id) throw new Problem('right-is-missing');
    if (job.state !== 'done') throw new Problem('state-does-not-allow', { errors: [refused('jobIsDone', {}, { state: job.state })] });
    if (job.forgotten) throw new Problem('not-found');
    return job.result ?? {};
  }

  @Post(':id/cancel')
  @HttpCode(202)
  @Allow('signed-in')
  @ApiOperation({ summary: 'Stop it. What waits is cancelled at once, what runs within two seconds; `kept` says what is set aside' })
  @ApiAcceptedResponse({ type: JobView })
  async cancel(@Param('id') id: string, @Req() request: Request): Promise<JobView> {
    const job = await this.jobOf(id, request);
    if (!(await this.jobs.cancel(job.id)))
      throw new Problem('state-does-not-allow', { errors: [refused('jobHasNotEnded', {}, { state: job.state })] });
    return await this.get(id, request);
  }

  @Post(':id/resume')
  @HttpCode(202)
  @Allow('signed-in')
  @ApiOperation({ summary: 'Go on with what failed or was cancelled, from where it stopped' })
  @ApiAcceptedResponse({ type: JobView })
  async resume(@Param('id') id: string, @Req() request: Request): Promise<JobView> {
    const job = await this.jobOf(id, request);
    if (!(await this.jobs.resume(job.id)))
      throw new Problem('state-does-not-allow', { errors: [refused('jobIsResumable', {}, { state: job.state })] });
    return await this.get(id, request);
  }

  private async jobOf(id: string, request: Request): Promise<LongJobRecord> {
    const found = await findLongJob(this.options.dataSource, readerOfRequest(request), uuidOf(id));
    if (found === undefined) throw new Problem('not-found');
    return found;
  }
}
