import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  exportSight,
  ExportsWriter,
  findBuiltFile,
  findExport,
  findPlannedExport,
  listExports,
  LongJobs,
  mayStillHave,
  type ExportAsked,
  type ExportRecord,
} from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { actorOf } from '../http/actor.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { uuidOf } from '../http/ids.js';
import { acceptedJob } from '../http/job.view.js';
import { linkNext } from '../http/page.js';
import { idempotencyKey } from '../http/precondition.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { refused } from '../http/sentences.js';
import { readerOfRequest } from '../http/visibility.js';
import { AskExportRequest, ListExportsParams } from './exports.params.js';
import { ExportAskedView, exportView, ExportView, ExportsPage } from './exports.view.js';

const NOTICE = 'DEMONSTRATION – not a finding of any body';

/** Bundles to take home and to verify without us: asked for with a reason, entered where looks are entered, built as a job. */
@ApiTags('exports')
@Controller('api/v1/exports')
export class ExportsController {
  private readonly exports: ExportsWriter;
  private readonly jobs: LongJobs;

  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {
    this.exports = new ExportsWriter(options.dataSource, options.keyring);
    this.jobs = new LongJobs(options.dataSource, options.keyring);
  }

  @Post()
  @HttpCode(202)
  @Allow('signed-in')
  @ApiOperation({ summary: 'Ask for the bundle of cases for an audience; it is entered, and built as a job' })
  @ApiAcceptedResponse({ type: ExportAskedView })
  async ask(@Body() body: AskExportRequest, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<ExportAskedView> {
    const key = idempotencyKey(request);
    const person = personOf(request);
    const sight = exportSight(readerOfRequest(request), body.audience);
    if (sight === undefined) throw new Problem('right-is-missing', { errors: [refused('isMine', { pointer: '/audience' })] });
    const asked = await this.exports.request({
      sight,
      actor: actorOf(person),
      audience: body.audience,
      content: body.format,
      cases: body.scope.cases,
      reason: body.reason,
      notice: this.options.settings.demonstration ? NOTICE : '',
      idempotencyKey: key,
    });
    return await this.build(askedId(asked), key, request, reply);
  }

  @Get()
  @Allow('signed-in')
  @ApiOperation({ summary: 'Bundles that I asked for, newest first; auditors see everybody’s' })
  @ApiOkResponse({ type: ExportsPage })
  async list(@Query() query: ListExportsParams, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<ExportsPage> {
    const { case: caseId, cursor, limit } = query;
    const page = await listExports(this.options.dataSource, readerOfRequest(request), {
      ...(caseId === undefined ? {} : { caseId }),
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    });
    const next = page.next ?? null;
    linkNext(request, reply, next);
    return { items: page.items.map(exportView), next };
  }

  @Get(':id')
  @Allow('signed-in')
  @ApiOperation({ summary: 'One export, with the digest of its bundle once it is built' })
  @ApiOkResponse({ type: ExportView })
  async get(@Param('id') id: string, @Req() request: Request): Promise<ExportView> {
    return exportView(await this.exportOf(id, request));
  }

  @Post(':id/build')
  @HttpCode(202)
  @Allow('signed-in')
  @ApiOperation({ summary: 'Build it again: the same bytes, unless something of it was erased' })
  @ApiAcceptedResponse({ type: ExportAskedView })
  async again(@Param('id') id: string, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<ExportAskedView> {
    const key = idempotencyKey(request);
    return await this.build((await this.mine(id, request)).id, key, request, reply);
  }

  @Get(':id/file')
  @Allow('signed-in')
  @ApiOperation({ summary: 'The bundle, for the one who asked for it; Repr-Digest (RFC 9530) is its SHA-256' })
  @ApiProduces('application/zip')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async file(@Param('id') id: string, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<StreamableFile> {
    const { dataSource, workFiles } = this.options;
    const record = await this.mine(id, request);
    const found = await findBuiltFile(dataSource, record.id);
    if (found === undefined || workFiles === undefined) throw new Problem('state-does-not-allow', { errors: [refused('bundleIsBuilt')] });
    void reply.header('repr-digest', `sha-256=:${Buffer.from(found.sha256, 'hex').toString('base64')}:`);
    const disposition = `attachment; filename="${found.name}"`;
    return new StreamableFile(await workFiles.open(found.sha256), { type: found.mediaType, disposition, length: found.size });
  }

  private async build(id: string, key: string, request: Request, reply: Reply): Promise<ExportAskedView> {
    const person = personOf(request);
    const asked = await this.jobs.ask({ kind: 'bundle', actor: actorOf(person), asked: { export: id }, idempotencyKey: key });
    const job = acceptedJob(asked, person, reply);
    return { ...exportView(await this.exportOf(id, request)), job };
  }

  private async exportOf(id: string, request: Request): Promise<ExportRecord> {
    const found = await findExport(this.options.dataSource, readerOfRequest(request), uuidOf(id));
    if (found === undefined) throw new Problem('not-found');
    return found;
  }

  /** Only the one in whose name it was entered takes it home, and only as long as they may still see what is in it. */
  private async mine(id: string, request: Request): Promise<ExportRecord> {
    const record = await this.exportOf(id, request);
    if (record.askedBy !== personOf(request).id) throw new Problem('right-is-missing');
    const planned = await findPlannedExport(this.options.dataSource, record.id);
    if (planned === undefined || !(await mayStillHave(this.options.dataSource, readerOfRequest(request), planned)))
      throw new Problem('not-found');
    return record;
  }
}

function askedId(asked: ExportAsked): string {
  if (asked.status === 'keyUsed') throw new Problem('key-was-used');
  if (asked.status === 'tooLarge')
    throw new Problem('shape-is-wrong', {
      errors: [refused('isNotTooLarge', { pointer: '/scope/cases' }, { streams: asked.streams })],
    });
  if (asked.status === 'unknown') {
    // A case that is restricted and one that is not there are refused alike: the grant comes first, by somebody who may know.
    const errors = asked.indexes.map((index) => refused('isReadable', { pointer: `/scope/cases/${index}` }));
    throw new Problem('not-found', { errors });
  }
  return asked.id;
}
