import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { rulebookOf, type JsonObject } from '@tregua/casework';
import { EXPORT_FORMAT, exportLines, instantText, type SealedValue } from '@tregua/ledger';
import { appendEntry, entriesOf, inOwnTransaction, planExport, readClock, type ExportPlan } from '@tregua/store';
import { WORKER_OPTIONS, type WorkerOptions } from '../worker-options.js';
import { LongWorkRefused, type LongJob, type LongWork, type LongWorkResult, type Report } from './long-work.js';
import { workFilesOf } from './work-files.js';

/** What no export is larger than. */
const MOST_BYTES = 1024 ** 3;

/** One case as one file of JSON Lines (docs/export-format.md), with the texts that are disclosed to the asker. Asked: `{case: id}`. */
@Injectable()
export class CaseExportWork implements LongWork {
  readonly kind = 'export';

  constructor(@Inject(WORKER_OPTIONS) private readonly options: WorkerOptions) {}

  async run(job: LongJob, report: Report, cancelled: AbortSignal): Promise<LongWorkResult> {
    const { dataSource, keyring } = this.options;
    const id = String(job.asked['case']);
    if (job.checkpoint !== undefined) return madeOf(id, job.checkpoint as unknown as Made);
    const plan = await planExport(dataSource, job.reader, 'case', id);
    if (plan === undefined)
      throw new LongWorkRefused('not-found', [{ pointer: '/case', code: 'isKnown', detail: 'There is no such case.' }]);
    const lines = await this.lines(job, plan, report, cancelled);
    const { sha256, size } = await workFilesOf(this.options).receive(Readable.from(lines), MOST_BYTES);
    const heads = plan.heads.map(({ stream, seq, hash }) => ({ stream, seq, hash }));
    await inOwnTransaction(dataSource, async (manager) => {
      const look = { command: 'ExportCase', type: 'CaseExported', actor: job.actor, payload: { heads, export: job.id } };
      await appendEntry(manager, keyring, { stream: `access/${id}`, ...look });
      // The file is there and the look is recorded: whoever takes over from here has nothing left to do.
      await report({ phase: 'writing', done: total(plan), total: total(plan), checkpoint: { sha256, size, heads } }, manager);
    });
    return madeOf(id, { sha256, size, heads });
  }

  private async lines(job: LongJob, plan: ExportPlan, report: Report, cancelled: AbortSignal): Promise<Iterable<string>> {
    const { dataSource, keyring } = this.options;
    const entries: Uint8Array[] = [];
    const sealed: SealedValue[] = [];
    for await (const { stream, seq, bytes, texts } of entriesOf(dataSource, keyring, job.reader, plan.heads)) {
      cancelled.throwIfAborted();
      entries.push(bytes);
      for (const [field, { value, salt }] of Object.entries(texts)) sealed.push({ stream, seq, field, value, salt });
      await report({ phase: 'reading', done: entries.length, total: total(plan) });
    }
    const subject = plan.states[0]?.state;
    if (subject === undefined) throw new Error('An export without its subject.');
    const { now } = await readClock(dataSource);
    return exportLines({
      header: {
        format: EXPORT_FORMAT,
        madeAt: instantText(now),
        subject: plan.subject,
        rulebook: subject.rulebook,
        processVersion: subject.processVersion,
        heads: plan.heads,
        notice: '',
        audience: job.reader.roles.join(' '),
      },
      rulebooks: [...new Set(plan.states.map(({ state }) => state.rulebook))].map(rulebookOf),
      entries,
      sealed,
      states: plan.states,
    });
  }
}

interface Made {
  readonly sha256: string;
  readonly size: number;
  readonly heads: JsonObject[];
}

function madeOf(id: string, { sha256, size, heads }: Made): LongWorkResult {
  const file = { sha256, size, name: `case-${id}.jsonl`, mediaType: 'application/jsonl; charset=utf-8' };
  return { result: { case: id, sha256, size, heads }, file };
}

function total(plan: ExportPlan): number {
  return plan.heads.reduce((sum, { seq }) => sum + seq, 0);
}
