import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { writeTlogProof } from '@tregua/ledger';
import { latestCheckpoint, logProof, mayKnowStream, placeOfEntry } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { Allow } from '../http/authorization.guard.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { refused } from '../http/sentences.js';
import { readerOfRequest } from '../http/visibility.js';
import { Receipts } from './receipts.js';

const KIND = /^[a-z][a-z-]{0,31}$/;
const PART = /^[A-Za-z0-9._-]{1,80}$/;
const SEQ = /^[1-9]\d{0,8}$/;

/** The proof that an entry stands in the log: a small file that verifies alone (c2sp.org/tlog-proof). */
@ApiTags('log')
@Controller('api/v1/receipts')
export class ReceiptsController {
  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    private readonly receipts: Receipts,
  ) {}

  @Get(':kind/:id/:seq')
  @Allow('signed-in')
  @ApiOperation({ summary: 'The proof of an entry in the log; until there is one, its receipt (202)', operationId: 'ReadReceipt' })
  @ApiProduces('text/plain')
  @ApiResponse({ status: 200, description: 'A tlog-proof; its extra data are the log entry, of which the leaf is the hash.' })
  @ApiResponse({ status: 202, description: 'The signed receipt: the log has the entry within seconds.' })
  async read(
    @Param('kind') kind: string,
    @Param('id') id: string,
    @Param('seq') seq: string,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    return await this.proofOf([kind, id], seq, request, reply);
  }

  @Get(':kind/:id/:part/:seq')
  @Allow('signed-in')
  @ApiOperation({ summary: 'The same for a stream of three parts, such as a ballot', operationId: 'ReadReceiptOfPart' })
  @ApiProduces('text/plain')
  async readPart(
    @Param('kind') kind: string,
    @Param('id') id: string,
    @Param('part') part: string,
    @Param('seq') seq: string,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<string> {
    return await this.proofOf([kind, id, part], seq, request, reply);
  }

  private async proofOf([kind = '', ...parts]: readonly string[], text: string, request: Request, reply: Reply): Promise<string> {
    const errors = [
      ...(KIND.test(kind) ? [] : [refused('isKindOfStream', { parameter: 'kind' })]),
      ...(parts.every((part) => PART.test(part)) ? [] : [refused('isId', { parameter: 'id' })]),
      ...(SEQ.test(text) ? [] : [refused('isSeq', { parameter: 'seq' })]),
    ];
    if (errors.length > 0) throw new Problem('shape-is-wrong', { errors });
    const { dataSource } = this.options;
    const place = { stream: [kind, ...parts].join('/'), seq: Number(text) };
    if (!(await mayKnowStream(dataSource, readerOfRequest(request), place.stream))) throw new Problem('not-found');
    const entry = await placeOfEntry(dataSource, place);
    if (entry === undefined) throw new Problem('not-found');
    const checkpoint = await latestCheckpoint(dataSource);
    const proof = checkpoint === undefined ? undefined : await logProof(dataSource, place, checkpoint.size);
    void reply.header('content-type', 'text/plain; charset=utf-8');
    if (checkpoint === undefined || proof === undefined) {
      void reply.code(202).header('retry-after', '2');
      return (await this.receipts.noteFor({ ...place, ...entry })) ?? '';
    }
    void reply.header('content-disposition', `attachment; filename="${[kind, ...parts, text].join('-')}.tlog-proof"`);
    return writeTlogProof({ extra: Uint8Array.from(proof.entry), index: proof.index, proof: proof.proof, checkpoint: checkpoint.note });
  }
}
