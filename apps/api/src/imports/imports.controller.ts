import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags, type ApiBodyOptions } from '@nestjs/swagger';
import type { Agreement } from '@tregua/casework';
import { Docket } from '@tregua/docket';
import { findImport, findIncident, importResults, listAgreements, listImports, listIncidents, LongJobs } from '@tregua/store';
import { actorOf } from '../http/actor.js';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { uuidOf } from '../http/ids.js';
import { acceptedJob, JobView } from '../http/job.view.js';
import { PageParams } from '../http/list.params.js';
import { linkNext } from '../http/page.js';
import { idempotencyKey } from '../http/precondition.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { refused } from '../http/sentences.js';
import { readerOfRequest } from '../http/visibility.js';
import { fileIncidents } from './file-incidents.js';
import { takeImport } from './import-upload.js';
import { FileReportsRequest, ImportParams, ImportResultsParams } from './imports.params.js';
import {
  candidateView,
  FiledView,
  importView,
  ImportView,
  incidentView,
  IncidentsPage,
  IncidentWholeView,
  RowResultView,
} from './imports.view.js';

const FORM: ApiBodyOptions = {
  schema: {
    type: 'object',
    required: ['file'],
    additionalProperties: false,
    properties: {
      file: { type: 'string', format: 'binary', description: 'CSV in UTF-8 (UCDP events, or OSCE daily counts), plain or gzip.' },
    },
  },
};

/** Files of observations, and the incidents that they make. */
@ApiTags('imports')
@Controller('api/v1')
export class ImportsController {
  private readonly jobs: LongJobs;

  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    private readonly docket: Docket,
  ) {
    this.jobs = new LongJobs(options.dataSource, options.keyring);
  }

  @Post('imports')
  @HttpCode(202)
  @Allow(['registrar'], { upload: true })
  @ApiOperation({ summary: 'Import a file, as a job: one result a row; a file that was imported before changes nothing' })
  @ApiConsumes('multipart/form-data')
  @ApiBody(FORM)
  @ApiAcceptedResponse({
    type: JobView,
    headers: { location: { schema: { type: 'string' }, description: 'Where the job can be watched.' } },
  })
  async import(@Query() query: ImportParams, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<JobView> {
    const { workFiles, settings } = this.options;
    if (workFiles === undefined) throw new Problem('not-found');
    const person = personOf(request);
    const key = idempotencyKey(request);
    const agreement = await this.agreementOf(query.agreement);
    const { sha256, size, fileName } = await takeImport(request, workFiles, settings.uploadLimitBytes);
    const asked = await this.jobs.ask({
      kind: 'import',
      actor: actorOf(person, 'registrar'),
      asked: { agreement: agreement.id, dryRun: query.dryRun === 'true', sha256, bytes: size },
      fileName,
      idempotencyKey: key,
    });
    return acceptedJob(asked, person, reply);
  }

  @Get('imports')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Imports, newest first' })
  @ApiOkResponse({ type: [ImportView] })
  async list(@Req() request: Request): Promise<ImportView[]> {
    return (await listImports(this.options.dataSource, readerOfRequest(request))).map(importView);
  }

  @Get('imports/:id')
  @Allow('signed-in')
  @ApiOperation({ summary: 'One import' })
  @ApiOkResponse({ type: ImportView })
  async get(@Param('id') id: string, @Req() request: Request): Promise<ImportView> {
    const found = await findImport(this.options.dataSource, readerOfRequest(request), uuidOf(id));
    if (found === undefined) throw new Problem('not-found');
    return importView(found);
  }

  @Get('imports/:id/results')
  @Allow('signed-in')
  @ApiOperation({ summary: 'What became of each row, in the order of the file' })
  @ApiOkResponse({ type: [RowResultView] })
  async results(@Param('id') id: string, @Query() query: ImportResultsParams, @Req() request: Request): Promise<RowResultView[]> {
    await this.get(id, request);
    const { after, limit, outcome } = query;
    const rows = await importResults(this.options.dataSource, readerOfRequest(request), id, {
      ...(after === undefined ? {} : { after }),
      ...(limit === undefined ? {} : { limit }),
      ...(outcome === undefined ? {} : { outcome }),
    });
    return [...rows];
  }

  @Get('incidents')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Incidents, newest first' })
  @ApiOkResponse({ type: IncidentsPage })
  async incidents(@Query() query: PageParams, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<IncidentsPage> {
    const { cursor, limit } = query;
    const page = await listIncidents(this.options.dataSource, readerOfRequest(request), {
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    });
    linkNext(request, reply, page.next ?? null);
    return { items: page.items.map(incidentView), next: page.next ?? null };
  }

  @Get('incidents/:id')
  @Allow('signed-in')
  @ApiOperation({ summary: 'One incident with its records, and the incidents that may be the same' })
  @ApiOkResponse({ type: IncidentWholeView })
  async incident(@Param('id') id: string, @Req() request: Request): Promise<IncidentWholeView> {
    const found = await findIncident(this.options.dataSource, readerOfRequest(request), uuidOf(id));
    if (found === undefined) throw new Problem('not-found');
    return { ...incidentView(found), records: found.observations, mayBe: found.candidates.map(candidateView) };
  }

  @Post('incidents/reports')
  @HttpCode(200)
  @Allow(['monitor'])
  @ApiOperation({ summary: 'File a report of each incident that has none' })
  @ApiOkResponse({ type: FiledView })
  async file(@Body() { limit }: FileReportsRequest, @Req() request: Request): Promise<FiledView> {
    const by = actorOf(personOf(request), 'monitor');
    const { filed, refused } = await fileIncidents(this.options.dataSource, this.docket, { by, limit: limit ?? 100 });
    return { filed, refused: refused.length, ...(refused.length === 0 ? {} : { incidents: refused.map(({ incident }) => incident) }) };
  }

  private async agreementOf(id: string | undefined): Promise<Agreement> {
    const agreements = await listAgreements(this.options.dataSource);
    const found = id === undefined && agreements.length === 1 ? agreements[0] : agreements.find((agreement) => agreement.id === id);
    if (found === undefined) {
      const known = agreements.map((agreement) => agreement.id).join(', ');
      throw new Problem('shape-is-wrong', { errors: [refused('isListed', { parameter: 'agreement' }, { known: known || '–' })] });
    }
    return found;
  }
}
