import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { DataSource } from 'typeorm';
import {
  bagFolder,
  BUNDLE_FILES,
  BUNDLE_FORMAT,
  canonicalBytes,
  instantText,
  type BundleStatement,
  type BundleStream,
} from '@tregua/ledger';
import type { EvidenceStore } from '@tregua/evidence-store';
import {
  ExportReading,
  valuesFor,
  type FixedLog,
  type Keyring,
  type PlannedExport,
  type PlannedStream,
  type ValueFor,
} from '@tregua/store';
import { StagedBag } from './bag/staged-bag.js';
import { zipBag } from './bag/zip-bag.js';
import type { BundleLog } from './bundle-log.js';
import { Chronicle } from './chronicle.js';
import { compileDossier } from './dossier/compile-dossier.js';
import { dossierOf } from './dossier/dossier-of.js';
import { BundleTables } from './tables/bundle-tables.js';
import { verifyText } from './verify-text.js';
import { StreamsWriter } from './write-streams.js';

export interface BundleSources {
  readonly dataSource: DataSource;
  readonly keyring: Keyring;
  /** Where originals lie; needed only when some are included. */
  readonly evidence?: EvidenceStore;
  readonly log?: BundleLog;
}

export interface BundleOrder {
  readonly planned: PlannedExport;
  /** Chosen when it was first built. */
  readonly fixed: FixedLog;
  /** An empty folder with room for the bundle; the caller throws it away. */
  readonly folder: string;
  readonly aborted: AbortSignal;
  readonly onProgress: (phase: 'reading' | 'setting', done: number, total: number) => Promise<void>;
}

/** Everything but the zip's own bytes. `zip` streams them; it can be called once, while the folder is there. */
export interface BuiltBundle {
  readonly files: number;
  readonly zip: () => Readable;
}

/**
 * Builds the bundle of an export: reads every stream in one snapshot up to the heads of its plan, writes the bag's files into a folder, and
 * streams them as a zip. Memory does not grow with the history. The same plan gives the same bytes as long as nothing of it was erased.
 *
 * @throws Error where the database no longer holds what the plan names.
 */
export async function buildBundle(sources: BundleSources, order: BundleOrder): Promise<BuiltBundle> {
  const { planned, fixed, folder, aborted, onProgress } = order;
  const { plan, record } = planned;
  const bag = new StagedBag(join(folder, 'bag'));
  const streams = allStreams(planned);
  const total = streams.reduce((sum, { seq }) => sum + seq, 0);
  const told = plan.content === 'bundle';
  const tables = told ? await BundleTables.begin(bag) : undefined;
  const chronicle = tables === undefined ? undefined : new Chronicle(plan, tables);
  const stated = await ExportReading.within(sources.dataSource, async (reading) => {
    const onEntry = async (done: number): Promise<void> => {
      aborted.throwIfAborted();
      await onProgress('reading', done, total);
    };
    const writer = new StreamsWriter(
      { plan, streams, treeSize: fixed.log?.size },
      { bag, reading, values: valuesOf(sources, planned), log: fixed.log === null ? undefined : sources.log, chronicle, onEntry },
    );
    const all = await writer.write();
    for (const { case: caseId, number } of plan.rulings)
      await bag.add(`${BUNDLE_FILES.rulings}${caseId}/${number}.json`, await reading.ruling(caseId, number));
    return all;
  });
  await addLog(bag, fixed);
  await addEvidence(bag, sources, planned);
  for (const { stream, sha256, size, mediaType, included } of plan.evidence)
    await tables?.table('evidence').row([stream, sha256, size, mediaType, included ? 'yes' : 'no']);
  await tables?.close();
  await bag.add(BUNDLE_FILES.statement, canonicalBytes(statementOf(planned, fixed, stated)));
  await bag.add(BUNDLE_FILES.verify, await verifyText());
  if (chronicle !== undefined) {
    await onProgress('setting', 0, 1);
    await addDossier(bag, order, chronicle, stated);
  }
  const at = instantText(record.askedAt);
  const files = await bag.complete([
    ['Bag-Software-Agent', BUNDLE_FORMAT],
    ['Bagging-Date', at.slice(0, 10)],
    ['External-Identifier', record.id],
    ['External-Description', `Tregua bundle for ${plan.audience}, as of ${at}`],
  ]);
  return { files: files.length, zip: () => zipBag(bagFolder(record.id), files) };
}

/** Redactions and disclosures count as they stood when the export was asked for. */
function valuesOf(
  { dataSource, keyring }: BundleSources,
  { plan, record }: PlannedExport,
): (planned: PlannedStream) => AsyncIterable<ValueFor> {
  return ({ stream, seq, shown, texts }) =>
    valuesFor(dataSource, keyring, { audience: plan.audience, asOf: record.askedAt, streams: [{ stream, seq, shown, texts }] });
}

/** The streams of the plan and the access streams, whose heads are the export's own entries. */
function allStreams({ plan, requests }: PlannedExport): readonly PlannedStream[] {
  const forAuditors = plan.audience === 'auditor';
  const access = requests.map(({ stream, seq, hash }): PlannedStream => ({
    stream,
    seq,
    hash,
    sight: forAuditors ? 'exact' : 'withheld',
    shown: null,
    texts: forAuditors,
    state: null,
    process: null,
  }));
  return [...plan.streams, ...access].sort((one, other) => (one.stream < other.stream ? -1 : 1));
}

function statementOf({ plan, record, requests }: PlannedExport, { log }: FixedLog, streams: readonly BundleStream[]): BundleStatement {
  return {
    v: 1,
    format: BUNDLE_FORMAT,
    export: record.id,
    at: instantText(record.askedAt),
    audience: plan.audience,
    redacted: plan.audience !== 'auditor' && plan.audience !== 'commission',
    scope: { cases: plan.cases.map(({ id }) => id).sort() },
    content: plan.content,
    notice: plan.notice,
    cosigned: log?.cosigned ?? '',
    requests: requests.map(({ stream, seq, hash, reason }) => ({ stream, seq, hash, reason })),
    streams,
    evidence: plan.evidence,
    log: log === null ? null : { origin: log.origin, size: log.size },
  };
}

async function addLog(bag: StagedBag, { log }: FixedLog): Promise<void> {
  if (log === null) return;
  await bag.add(BUNDLE_FILES.checkpoint, log.note);
  if (log.policy !== null) await bag.add(BUNDLE_FILES.policy, log.policy);
  for (const [index, token] of log.timestamps.entries())
    await bag.add(`${BUNDLE_FILES.timestamps}${index + 1}.tsr`, Buffer.from(token, 'base64'));
}

async function addEvidence(bag: StagedBag, { evidence }: BundleSources, { plan }: PlannedExport): Promise<void> {
  const originals = new Map(plan.evidence.filter(({ included }) => included).map((item) => [item.sha256, item]));
  for (const { sha256, size } of originals.values()) {
    if (evidence === undefined) throw new Error('This worker has no store of evidence, and the bundle needs originals.');
    if ((await evidence.sizeOf(sha256)) !== size) throw new Error(`The original ${sha256} is not there, or is of another size.`);
    bag.refer(`${BUNDLE_FILES.evidence}${sha256}`, { sha256, size, open: () => evidence.open(sha256) });
  }
}

async function addDossier(
  bag: StagedBag,
  { planned, fixed, folder, aborted }: BundleOrder,
  chronicle: Chronicle,
  streams: readonly BundleStream[],
): Promise<void> {
  const statement = bag.sha256Of(BUNDLE_FILES.statement) ?? '';
  const workspace = join(folder, 'typst');
  await mkdir(workspace, { recursive: true, mode: 0o700 });
  const out = join(folder, BUNDLE_FILES.dossier);
  const data = dossierOf({ planned, fixed, streams, statement, told: chronicle.told });
  await compileDossier(data, planned.record.askedAt, { workspace, out }, aborted);
  await bag.take(BUNDLE_FILES.dossier, out);
}
