import { Controller, Get, Inject, Param, Req, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import { rulebookOf } from '@tregua/casework';
import { EXPORT_FORMAT, exportLines, instantText, type SealedValue } from '@tregua/ledger';
import { entriesOf, planExport, type ExportPlan, type Reader } from '@tregua/store';
import { actorOf } from '../http/actor.js';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { nowMs } from '../http/clock.js';
import { uuidOf } from '../http/ids.js';
import { recordLook } from '../http/look.js';
import { Problem } from '../http/problem.js';
import type { Request } from '../http/request.js';
import { readerOfRequest } from '../http/visibility.js';

const NOTICE = 'DEMONSTRATION – not a finding of any body';

/** A case to take home and to verify offline: JSON Lines of the exact entries (docs/export-format.md). */
@ApiTags('cases')
@Controller('api/v1')
export class ExportController {
  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

  @Get('cases/:id/export')
  @Allow('signed-in')
  @ApiOperation({ summary: 'The whole case with the texts that are disclosed to me; the export is recorded' })
  @ApiProduces('application/jsonl')
  @ApiOkResponse({ schema: { type: 'string' } })
  async export(@Param('id') id: string, @Req() request: Request): Promise<StreamableFile> {
    const { dataSource, keyring } = this.options;
    const reader = readerOfRequest(request);
    const plan = await planExport(dataSource, reader, 'case', uuidOf(id));
    if (plan === undefined) throw new Problem('not-found');
    if (request.method === 'GET') {
      const actor = actorOf(personOf(request));
      const heads = plan.heads.map(({ stream, seq, hash }) => ({ stream, seq, hash }));
      await recordLook(dataSource, keyring, {
        stream: `access/${id}`,
        command: 'ExportCase',
        type: 'CaseExported',
        actor,
        payload: { heads },
      });
    }
    const lines = await this.lines(plan, reader, personOf(request).roles.join(' '));
    return new StreamableFile(Readable.from(lines), {
      type: 'application/jsonl; charset=utf-8',
      disposition: `attachment; filename="case-${id}.jsonl"`,
    });
  }

  private async lines(plan: ExportPlan, reader: Reader, audience: string): Promise<Iterable<string>> {
    const { dataSource, keyring, settings } = this.options;
    const entries: Uint8Array[] = [];
    const sealed: SealedValue[] = [];
    for await (const { stream, seq, bytes, texts } of entriesOf(dataSource, keyring, reader, plan.heads)) {
      entries.push(bytes);
      for (const [field, { value, salt }] of Object.entries(texts)) sealed.push({ stream, seq, field, value, salt });
    }
    const subject = plan.states[0]?.state;
    if (subject === undefined) throw new Error('An export without its subject.');
    return exportLines({
      header: {
        format: EXPORT_FORMAT,
        madeAt: instantText(await nowMs(dataSource)),
        subject: plan.subject,
        rulebook: subject.rulebook,
        processVersion: subject.processVersion,
        heads: plan.heads,
        notice: settings.demonstration ? NOTICE : '',
        audience,
      },
      rulebooks: [...new Set(plan.states.map(({ state }) => state.rulebook))].map(rulebookOf),
      entries,
      sealed,
      states: plan.states,
    });
  }
}
