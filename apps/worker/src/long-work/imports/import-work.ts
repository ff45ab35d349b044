import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Agreement, JsonObject, RowResult } from '@tregua/casework';
import { ImportDrafts, ImportWriter, listAgreements, LongJobs, type ImportCounts, type ImportKept, type ImportManner } from '@tregua/store';
import { WORKER_OPTIONS, type WorkerOptions } from '../../worker-options.js';
import { LongWorkRefused, type LongJob, type LongWork, type LongWorkResult, type Report } from '../long-work.js';
import { workFilesOf } from '../work-files.js';
import { FileRefused } from './csv-rows.js';
import { judgeFile, NewKeys } from './judged-file.js';

/** Rows that the result names one by one. The others are read from the import itself. */
const SHOWN_RESULTS = 500;
const WAIT_FOR_OTHERS_MS = 250;

/** What an upload asks for. */
interface Asked {
  readonly agreement: string;
  readonly dryRun: boolean;
  readonly sha256: string;
  readonly bytes: number;
}

/** How far the reading is: rows that were judged and set aside, and whether these are all. */
interface Checkpoint {
  readonly rows: number;
  readonly dataset: string;
  readonly read: boolean;
}

/**
 * Imports an uploaded file in two steps. Reading judges row by row and sets the results aside, 500 at a time with the checkpoint: whoever takes over
 * reads on behind the last of them. Keeping writes the whole import in one transaction, under the job's own id: broken off, nothing of it is
 * there; done twice, the second finds the first.
 */
@Injectable()
export class ImportWork implements LongWork {
  readonly kind = 'import';
  private readonly drafts: ImportDrafts;
  private readonly jobs: LongJobs;

  constructor(@Inject(WORKER_OPTIONS) private readonly options: WorkerOptions) {
    this.drafts = new ImportDrafts(options.dataSource);
    this.jobs = new LongJobs(options.dataSource, options.keyring);
  }

  async run(job: LongJob, report: Report, cancelled: AbortSignal): Promise<LongWorkResult> {
    const before = await this.keptBefore(job);
    if (before !== undefined) return { result: before };
    if (!job.reader.roles.includes('registrar')) throw new LongWorkRefused('right-is-missing');
    const checkpoint = await this.read(job, report, cancelled);
    const result = await this.keep(job, checkpoint, report, cancelled);
    await this.drafts.forget(job.id);
    return { result };
  }

  async forget({ id }: { readonly id: string }): Promise<void> {
    await this.drafts.forget(id);
  }

  /** Reads on behind what was read before, and sets the results aside. */
  private async read(job: LongJob, report: Report, cancelled: AbortSignal): Promise<Checkpoint> {
    const before = job.checkpoint as unknown as Checkpoint | undefined;
    if (before?.read === true) return before;
    const { agreement, sha256 } = askedOf(job);
    const source = await workFilesOf(this.options).open(sha256);
    try {
      const file = await judgeFile(source, await this.agreementOf(agreement), before?.rows ?? 0);
      const { dataset } = file;
      let rows = before?.rows ?? 0;
      for await (const results of file.batches()) {
        cancelled.throwIfAborted();
        rows += results.length;
        await this.options.dataSource.transaction(async (manager) => {
          await this.drafts.add(manager, job.id, results);
          await report({ phase: 'reading', done: rows, checkpoint: { rows, dataset, read: false } }, manager);
        });
      }
      const all = { rows, dataset, read: true };
      await report({ phase: 'reading', done: rows, total: rows, checkpoint: all });
      return all;
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      throw new LongWorkRefused('shape-is-wrong', [{ pointer: '/file', code: error.code, params: error.params }]);
    } finally {
      source.destroy();
    }
  }

  private async keep(job: LongJob, { dataset, rows }: Checkpoint, report: Report, cancelled: AbortSignal): Promise<JsonObject> {
    const { dataSource, keyring } = this.options;
    const { agreement, dryRun, sha256, bytes } = askedOf(job);
    const shown: JsonObject[] = [];
    const manner: ImportManner = {
      dry: dryRun,
      id: job.id,
      pause: async (step) => {
        if (step === 'others') await pause(WAIT_FOR_OTHERS_MS);
        else await report({ phase: step, done: rows, total: rows });
        cancelled.throwIfAborted();
      },
      beforeCommit: (manager) => report({ phase: 'keeping', done: rows, total: rows }, manager),
    };
    const about = { dataset, agreement, fileName: (await this.jobs.fileNameOf(job.id)) ?? 'file', by: job.actor };
    const { kept, counts } = await new ImportWriter(dataSource, keyring).keep(about, manner, async (session) => {
      const keys = new NewKeys((asked) => session.known(asked));
      for await (const drafts of this.drafts.batches(job.id)) {
        cancelled.throwIfAborted();
        const results = await keys.sift(drafts);
        await session.keepResults(results);
        shown.push(
          ...results
            .filter(isNotAccepted)
            .slice(0, SHOWN_RESULTS - shown.length)
            .map(shownResult),
        );
        await report({ phase: 'keeping', done: session.counts.rows, total: rows });
      }
      return { digest: sha256, bytes };
    });
    return imported(job, { dataset, counts, kept, results: shown });
  }

  /** The import was kept, and whoever did it was killed before the job could say so. */
  private async keptBefore(job: LongJob): Promise<JsonObject | undefined> {
    const entry = (await this.drafts.keptUnder(job.id)) as unknown as (ImportCounts & ImportKept & { dataset: string }) | undefined;
    if (entry === undefined) return undefined;
    const { rows, accepted, inadmissible, duplicate, refused, incidents, grown, candidates, dataset } = entry;
    const counts = { rows, accepted, inadmissible, duplicate, refused };
    const results = await this.drafts.notAccepted(job.id, SHOWN_RESULTS);
    return imported(job, { dataset, counts, kept: { id: job.id, incidents, grown, candidates }, results });
  }

  private async agreementOf(id: string): Promise<Agreement> {
    const agreements = await listAgreements(this.options.dataSource);
    const found = agreements.find((agreement) => agreement.id === id);
    if (found !== undefined) return found;
    const known = agreements.map((agreement) => agreement.id).join(', ');
    throw new LongWorkRefused('shape-is-wrong', [{ pointer: '/agreement', code: 'isListed', params: { known } }]);
  }
}

function askedOf(job: LongJob): Asked {
  return job.asked as unknown as Asked;
}

function isNotAccepted({ outcome }: RowResult): boolean {
  return outcome !== 'accepted';
}

function shownResult(result: RowResult): JsonObject {
  return {
    row: result.row,
    sourceKey: result.sourceKey,
    outcome: result.outcome,
    ground: result.outcome === 'inadmissible' ? result.ground : null,
    remarks: result.outcome === 'refused' ? result.problems.map(({ field, rule }) => ({ field, rule })) : [],
  };
}

interface Found {
  readonly dataset: string;
  readonly counts: ImportCounts;
  readonly kept: ImportKept | undefined;
  readonly results: readonly JsonObject[];
}

/** What the asker is shown in the end. */
function imported(job: LongJob, { dataset, counts, kept, results }: Found): JsonObject {
  const { sha256, dryRun } = askedOf(job);
  return {
    id: kept?.id ?? null,
    dataset,
    fileDigest: sha256,
    dryRun,
    counts: { ...counts },
    incidents: kept?.incidents ?? 0,
    grown: kept?.grown ?? 0,
    candidates: kept?.candidates ?? 0,
    results: [...results],
  };
}
