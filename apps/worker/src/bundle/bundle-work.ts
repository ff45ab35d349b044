import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { JsonObject } from '@tregua/casework';
import { BUNDLE_LIMITS } from '@tregua/ledger';
import { ExportsWriter, findPlannedExport, mayStillHave, type PlannedExport } from '@tregua/store';
import { LongWorkRefused, type LongJob, type LongWork, type LongWorkResult, type Report } from '../long-work/long-work.js';
import { workFilesOf } from '../long-work/work-files.js';
import { WORKER_OPTIONS, type WorkerOptions } from '../worker-options.js';
import { buildBundle } from './build-bundle.js';
import type { BundleLog } from './bundle-log.js';
import { PostgresBundleLog } from './postgres-bundle-log.js';

/** The auditor's bundle of an export, first built or built again. Asked: `{export: id}`. It writes nothing but the file: the export is entered already. */
@Injectable()
export class BundleWork implements LongWork {
  readonly kind = 'bundle';

  constructor(@Inject(WORKER_OPTIONS) private readonly options: WorkerOptions) {}

  async run(job: LongJob, report: Report, cancelled: AbortSignal): Promise<LongWorkResult> {
    const { dataSource, keyring, evidence } = this.options;
    const id = job.asked['export'];
    const planned = typeof id === 'string' ? await findPlannedExport(dataSource, id) : undefined;
    // What the asker may no longer read must not be made for them, whatever they might read when it was planned.
    if (planned === undefined || !(await mayStillHave(dataSource, job.reader, planned)))
      throw new LongWorkRefused('not-found', [{ pointer: '/export', code: 'exportIsThere' }]);
    const exports = new ExportsWriter(dataSource, keyring);
    const log = this.log();
    const fixed = planned.fixed ?? (await exports.fix(planned.record.id, await log.fix(headsOf(planned), cancelled)));
    const folder = await mkdtemp(join(tmpdir(), 'tregua-bundle-'));
    try {
      const built = await buildBundle(
        { dataSource, keyring, log, ...(evidence === undefined ? {} : { evidence }) },
        { planned, fixed, folder, aborted: cancelled, onProgress: (phase, done, total) => report({ phase, done, total }) },
      );
      await report({ phase: 'packing', done: 0, total: built.files });
      const made = await workFilesOf(this.options).receive(built.zip(), BUNDLE_LIMITS.totalBytes);
      cancelled.throwIfAborted();
      const first = await exports.built(planned.record.id, made);
      return madeOf(planned, made, first);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private log(): BundleLog {
    const { dataSource, keyring, bundles } = this.options;
    return new PostgresBundleLog(dataSource, keyring, bundles ?? { policy: null, demonstration: false });
  }
}

function headsOf({ plan, requests }: PlannedExport): readonly { readonly stream: string; readonly seq: number }[] {
  return [...plan.streams, ...requests].map(({ stream, seq }) => ({ stream, seq }));
}

function madeOf({ record }: PlannedExport, made: { readonly sha256: string; readonly size: number }, first: string): LongWorkResult {
  // Another digest than the first one's means that values were erased since: the chain verifies all the same.
  const result: JsonObject = { export: record.id, sha256: made.sha256, size: made.size, asFirstBuilt: made.sha256 === first };
  return { result, file: { ...made, name: `tregua-${record.id}.zip`, mediaType: 'application/zip' } };
}
