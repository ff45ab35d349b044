import type { Readable } from 'node:stream';
import {
  Controller,
  Delete,
  Get,
  Head,
  HttpCode,
  Inject,
  Options,
  Param,
  Patch,
  Post,
  Req,
  Res,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { UploadSpool } from '@tregua/evidence-store';
import { findEvidence, IntakeKeys, mayKnowStream, Uploads, type UploadRecord } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { actorOf } from '../http/actor.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { uuidOf } from '../http/ids.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { refused } from '../http/sentences.js';
import { readerOfRequest } from '../http/visibility.js';
import { BRINGS } from './evidence.controller.js';
import { evidenceView } from './evidence.view.js';
import { aboutAsJson, finishUpload, type UploadRoom } from './finish-upload.js';
import { SEALED_PIECE_BYTES } from './sealed-file.js';
import { declaredUpload } from './upload-metadata.js';
import { UploadView, uploadView } from './upload.view.js';

const VERSION = '1.0.0';
const OFFSET = /^(0|[1-9]\d{0,14})$/;
const SWEEP_EVERY_MS = 600_000;
/** A piece whose row is not written after this long never will be. */
const UNKNOWN_FOR_MS = 3_600_000;
const METADATA =
  'report or case, sha256, and kind, filename, filetype; or, of a file that the device sealed: report, sha256, key, enc, sealed';

/**
 * Files that come in pieces over lines that break: tus 1.0 (https://tus.io/protocols/resumable-upload) with creation, expiration and termination. An
 * upload is its owner's alone: for everybody else there is none.
 */
@ApiTags('evidence')
@Controller('api/v1/uploads')
export class UploadsController implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly uploads: Uploads;
  private readonly keys: IntakeKeys;
  private readonly spool: UploadSpool | undefined;
  private sweeping: NodeJS.Timeout | undefined;

  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {
    this.uploads = new Uploads(options.dataSource, options.keyring);
    this.keys = new IntakeKeys(options.keyring.masters);
    this.spool = options.spool === undefined ? undefined : new UploadSpool(options.spool);
  }

  onApplicationBootstrap(): void {
    this.sweeping = setInterval(() => void this.sweep(), SWEEP_EVERY_MS).unref();
    void this.sweep();
  }

  onModuleDestroy(): void {
    clearInterval(this.sweeping);
  }

  @Options()
  @HttpCode(204)
  @Allow('signed-in')
  @ApiOperation({ summary: 'What of tus is spoken here', operationId: 'DescribeUploads' })
  describe(@Res({ passthrough: true }) reply: Reply): void {
    void reply.headers({
      'tus-resumable': VERSION,
      'tus-version': VERSION,
      'tus-extension': 'creation,expiration,termination',
      'tus-max-size': String(this.options.settings.uploadLimitBytes),
    });
  }

  @Post()
  @HttpCode(201)
  @Allow(BRINGS)
  @ApiOperation({ summary: 'Begin to send a file in pieces; the same file again is the same upload', operationId: 'BeginUpload' })
  @ApiHeader({ name: 'Upload-Length', description: 'Bytes that will come.' })
  @ApiHeader({ name: 'Upload-Metadata', description: METADATA })
  async begin(@Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<void> {
    this.speak(request, reply);
    const { spool } = this.room();
    await spool.remove(await this.uploads.dropExpired(10));
    const { dataSource, settings } = this.options;
    const person = personOf(request);
    const declared = await declaredUpload(request, this.keys, person.id, settings.uploadLimitBytes);
    const { home, homeId, kind, mediaType, size, sha256, about } = declared;
    if (!(await mayKnowStream(dataSource, readerOfRequest(request), `${home}/${homeId}`))) throw new Problem('not-found');
    const of = home === 'case' ? { caseId: homeId } : { reportId: homeId };
    const created = await this.uploads.create({ owner: person.id, ...of, kind, mediaType, size, sha256, about: aboutAsJson(about) });
    if (created.status === 'full')
      throw new Problem('uploads-are-full', {
        errors: [refused(created.what === 'bytes' ? 'fewBytesAreUnderWay' : 'fewUploadsAreUnderWay')],
      });
    void reply.header('location', `/api/v1/uploads/${created.upload.id}`);
    stand(reply, created.upload);
  }

  @Head(':id')
  @HttpCode(200)
  @Allow('signed-in')
  @ApiOperation({ summary: 'How many bytes of my upload are here', operationId: 'ReadUploadOffset' })
  async offset(@Param('id') id: string, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<void> {
    this.speak(request, reply);
    const upload = await this.settled(await this.mine(id, request), request);
    stand(reply, upload);
    void reply.header('upload-length', String(upload.size));
  }

  @Get(':id')
  @Allow('signed-in')
  @ApiOperation({ summary: 'My upload, and the evidence that it became', operationId: 'ReadUpload' })
  @ApiOkResponse({ type: UploadView })
  async get(@Param('id') id: string, @Req() request: Request): Promise<UploadView> {
    const upload = await this.settled(await this.mine(id, request), request);
    const item =
      upload.evidenceId === null ? undefined : await findEvidence(this.options.dataSource, readerOfRequest(request), upload.evidenceId);
    return uploadView(upload, item === undefined ? null : evidenceView(item));
  }

  @Patch(':id')
  @HttpCode(204)
  @Allow(BRINGS, { pieces: true })
  @ApiOperation({ summary: 'Send the next bytes; with the last one the file is compared and becomes evidence', operationId: 'SendPiece' })
  @ApiConsumes('application/offset+octet-stream')
  @ApiHeader({ name: 'Upload-Offset', description: 'Where the bytes belong: as many as are here.' })
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiNoContentResponse({ description: 'Upload-Offset says how many are here now.' })
  async send(@Param('id') id: string, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<void> {
    this.speak(request, reply);
    if (request.headers['content-type'] !== 'application/offset+octet-stream') throw new Problem('media-type-is-not-taken');
    const given = String(request.headers['upload-offset'] ?? '');
    if (!OFFSET.test(given))
      throw new Problem('shape-is-wrong', {
        errors: [refused('isInteger', { header: 'upload-offset' })],
      });
    const upload = await this.mine(id, request);
    if (Number(given) !== upload.received) throw offsetIsAnother(upload.received);
    if (upload.received + Number(request.headers['content-length'] ?? 0) > upload.size) throw new Problem('body-is-too-large');
    await this.take(upload, request.body as Readable);
    const now = await this.settled(await this.mine(id, request), request);
    stand(reply, now);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('signed-in')
  @ApiOperation({ summary: 'End my upload: what came of it is thrown away', operationId: 'EndUpload' })
  async end(@Param('id') id: string, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<void> {
    this.speak(request, reply);
    const { spool } = this.room();
    const upload = await this.mine(id, request);
    await spool.remove(await this.uploads.drop(upload.id));
  }

  /** Each piece counts as soon as it is on the disk, so that whatever breaks next, it need not be sent again. */
  private async take(upload: UploadRecord, body: Readable): Promise<void> {
    const { spool } = this.room();
    let start = upload.received;
    for await (const part of spool.receive(body, SEALED_PIECE_BYTES, upload.size - upload.received)) {
      if (!(await this.uploads.append(upload.id, { ...part, start }))) {
        await spool.remove([part.file]);
        throw offsetIsAnother((await this.uploads.find(upload.id, upload.owner))?.received ?? 0);
      }
      start += part.size;
    }
  }

  /** An upload whose bytes are all here becomes evidence now: the answer to the last piece may have been lost, or the server with it. */
  private async settled(upload: UploadRecord, request: Request): Promise<UploadRecord> {
    if (upload.received < upload.size || upload.evidenceId !== null) return upload;
    await finishUpload(this.room(), upload, actorOf(personOf(request)), readerOfRequest(request));
    return await this.mine(upload.id, request);
  }

  private async mine(id: string, request: Request): Promise<UploadRecord> {
    const upload = await this.uploads.find(uuidOf(id), personOf(request).id);
    if (upload === undefined) throw new Problem('not-found');
    return upload;
  }

  private speak(request: Request, reply: Reply): void {
    void reply.header('tus-resumable', VERSION);
    if (request.headers['tus-resumable'] !== VERSION)
      throw new Problem('tus-version-is-not-spoken', { headers: { 'tus-version': VERSION } });
  }

  private room(): UploadRoom {
    const { evidence } = this.options;
    if (this.spool === undefined || evidence === undefined) throw new Problem('not-found');
    return { options: this.options, uploads: this.uploads, spool: this.spool, store: evidence };
  }

  /** What was left behind goes: uploads that nobody went on with, and pieces that a crash left without a row. */
  private async sweep(): Promise<void> {
    if (this.spool === undefined) return;
    try {
      await this.spool.remove(await this.uploads.dropExpired(100));
      await this.spool.removeUnknown(await this.uploads.spooled(), UNKNOWN_FOR_MS);
    } catch (error) {
      this.options.logger.warn({ error: (error as Error).name }, 'Uploads that were left could not be swept; it is tried again.');
    }
  }
}

function stand(reply: Reply, { received, expiresAt }: UploadRecord): void {
  void reply.headers({ 'upload-offset': String(received), 'upload-expires': new Date(expiresAt).toUTCString() });
}

function offsetIsAnother(received: number): Problem {
  return new Problem('offset-is-another', { headers: { 'upload-offset': String(received) } });
}
