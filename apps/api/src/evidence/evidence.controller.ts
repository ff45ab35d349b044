import { Controller, Get, Inject, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
  type ApiBodyOptions,
} from '@nestjs/swagger';
import type { Role } from '@tregua/casework';
import type { EvidenceStore } from '@tregua/evidence-store';
import { EvidenceWriter, findBrought, findEvidence, isRestricted, listEvidence, listHistory, mayKnowStream } from '@tregua/store';
import { actorOf } from '../http/actor.js';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { uuidOf } from '../http/ids.js';
import { HistoryParams, PageParams } from '../http/list.params.js';
import { isoOf } from '../http/instant.js';
import { recordLook, recordReading } from '../http/look.js';
import { linkNext } from '../http/page.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { historyEntryView, HistoryPageView } from '../http/subject.view.js';
import { readerOfRequest } from '../http/visibility.js';
import { EvidencePage, EvidenceReceivedView, evidenceView, EvidenceView } from './evidence.view.js';
import { takeUpload } from './upload.js';

/** Who brings evidence: those who report, investigate, keep it, and the parties. */
export const BRINGS: readonly Role[] = ['monitor', 'team_lead', 'registrar', 'investigator', 'custodian', 'party_agent', 'public'];

const FORM: ApiBodyOptions = {
  schema: {
    type: 'object',
    required: ['kind', 'file'],
    additionalProperties: false,
    properties: {
      kind: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,40}$' },
      sha256: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'What it should be: another digest is refused.' },
      file: { type: 'string', format: 'binary' },
    },
  },
};

@ApiTags('evidence')
@Controller('api/v1')
export class EvidenceController {
  private readonly writer: EvidenceWriter;

  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {
    this.writer = new EvidenceWriter(options.dataSource, options.keyring);
  }

  @Get('cases/:id/evidence')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Evidence of a case and of its reports that I may see, newest first' })
  @ApiOkResponse({ type: EvidencePage })
  async listOfCase(
    @Param('id') id: string,
    @Query() query: PageParams,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<EvidencePage> {
    return await this.list('case', id, query, request, reply);
  }

  @Get('reports/:id/evidence')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Evidence of a report that I may see, newest first' })
  @ApiOkResponse({ type: EvidencePage })
  async listOfReport(
    @Param('id') id: string,
    @Query() query: PageParams,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<EvidencePage> {
    return await this.list('report', id, query, request, reply);
  }

  @Post('cases/:id/evidence')
  @Allow(BRINGS, { upload: true })
  @ApiOperation({ summary: 'Bring a file to a case; the same bytes again give the same item' })
  @ApiConsumes('multipart/form-data')
  @ApiBody(FORM)
  @ApiCreatedResponse({ type: EvidenceReceivedView })
  async bringToCase(
    @Param('id') id: string,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<EvidenceReceivedView> {
    return await this.bring('case', id, request, reply);
  }

  @Post('reports/:id/evidence')
  @Allow(BRINGS, { upload: true })
  @ApiOperation({ summary: 'Bring a file to a report; the same bytes again give the same item' })
  @ApiConsumes('multipart/form-data')
  @ApiBody(FORM)
  @ApiCreatedResponse({ type: EvidenceReceivedView })
  async bringToReport(
    @Param('id') id: string,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<EvidenceReceivedView> {
    return await this.bring('report', id, request, reply);
  }

  @Get('evidence/:id')
  @Allow('signed-in')
  @ApiOperation({ summary: 'One item, without its bytes' })
  @ApiOkResponse({ type: EvidenceView })
  async get(@Param('id') id: string, @Req() request: Request): Promise<EvidenceView> {
    const item = await findEvidence(this.options.dataSource, readerOfRequest(request), uuidOf(id));
    if (item === undefined) throw new Problem('not-found');
    if (isRestricted(item.level)) await recordReading(this.options, request, { kind: 'evidence', id: item.id }, 'item');
    return evidenceView(item);
  }

  @Get('evidence/:id/history')
  @Allow('signed-in')
  @ApiOperation({ summary: 'Custody of an item: each look is an entry' })
  @ApiOkResponse({ type: HistoryPageView })
  async history(@Param('id') id: string, @Query() { after, limit }: HistoryParams, @Req() request: Request): Promise<HistoryPageView> {
    const { dataSource, keyring } = this.options;
    const paging = { ...(after === undefined ? {} : { afterSeq: after }), ...(limit === undefined ? {} : { limit }) };
    const page = await listHistory(dataSource, keyring, readerOfRequest(request), `evidence/${uuidOf(id)}`, paging);
    if (page === undefined) throw new Problem('not-found');
    await recordReading(this.options, request, { kind: 'evidence', id }, 'history');
    return { items: page.items.map(historyEntryView), next: page.next ?? null };
  }

  /** Served so that a browser neither runs nor shows it; and looking is an entry of the item's own stream (proof.md, Evidence). */
  @Get('evidence/:id/content')
  @Allow('signed-in')
  @ApiOperation({ summary: 'The bytes as they came; the look is recorded' })
  @ApiProduces('application/octet-stream')
  async content(@Param('id') id: string, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<StreamableFile> {
    const { dataSource, keyring } = this.options;
    const item = await findEvidence(dataSource, readerOfRequest(request), uuidOf(id));
    if (item === undefined) throw new Problem('not-found');
    if (isRestricted(item.level)) await recordReading(this.options, request, { kind: 'evidence', id: item.id }, 'content');
    const bytes = await this.store().open(item.sha256);
    if (request.method === 'GET') {
      const actor = actorOf(personOf(request));
      const entry = {
        stream: `evidence/${item.id}`,
        command: 'ReadEvidence',
        type: 'EvidenceRead',
        actor,
        payload: { sha256: item.sha256 },
      } as const;
      await recordLook(dataSource, keyring, entry);
    }
    void reply.headers({
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    return new StreamableFile(bytes, {
      type: 'application/octet-stream',
      disposition: `attachment; filename="${item.id}"`,
      length: item.size,
    });
  }

  private async list(
    home: 'case' | 'report',
    id: string,
    { cursor, limit }: PageParams,
    request: Request,
    reply: Reply,
  ): Promise<EvidencePage> {
    const { dataSource } = this.options;
    const reader = readerOfRequest(request);
    if (!(await mayKnowStream(dataSource, reader, `${home}/${uuidOf(id)}`))) throw new Problem('not-found');
    const of = home === 'case' ? { caseId: id } : { reportId: id };
    const page = await listEvidence(dataSource, reader, {
      ...of,
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    });
    await recordReading(this.options, request, { kind: home, id }, 'evidence');
    linkNext(request, reply, page.next ?? null);
    return { items: page.items.map(evidenceView), next: page.next ?? null };
  }

  private async bring(home: 'case' | 'report', id: string, request: Request, reply: Reply): Promise<EvidenceReceivedView> {
    const { dataSource, settings } = this.options;
    const reader = readerOfRequest(request);
    if (!(await mayKnowStream(dataSource, reader, `${home}/${uuidOf(id)}`))) throw new Problem('not-found');
    const upload = await takeUpload(request, this.store(), settings.uploadLimitBytes);
    const of = home === 'case' ? { caseId: id } : { reportId: id };
    const same = await findBrought(dataSource, reader, of, { sha256: upload.sha256, receivedBy: reader.id });
    if (same !== undefined) {
      void reply.code(200).header('location', `/api/v1/evidence/${same.id}`);
      return { id: same.id, sha256: same.sha256, size: same.size, stream: null };
    }
    const received = await this.writer.receive({ ...of, ...upload, actor: actorOf(personOf(request)) });
    if (received === undefined) throw new Problem('not-found');
    void reply.header('location', `/api/v1/evidence/${received.id}`);
    const { id: itemId, stream, seq, hash, at } = received;
    return { id: itemId, sha256: upload.sha256, size: upload.size, stream, entry: { stream, seq, hash, at: isoOf(at) } };
  }

  private store(): EvidenceStore {
    if (this.options.evidence === undefined) throw new Problem('not-found');
    return this.options.evidence;
  }
}
