import { BUNDLE_FILES, canonicalBytes, streamFile, type BundleStream } from '@tregua/ledger';
import { rulebookOf } from '@tregua/casework';
import type { BundlePlan, ExportReading, PlannedStream, ValueFor } from '@tregua/store';
import type { StagedBag } from './bag/staged-bag.js';
import type { StagedFile } from './bag/staged-file.js';
import type { BundleLog } from './bundle-log.js';
import type { Chronicle } from './chronicle.js';
import { linesOf } from './stream-lines.js';
import { SubjectFold } from './subject-fold.js';

export interface StreamsPlan {
  readonly plan: BundlePlan;
  /** Every stream of the bundle, access streams included, sorted. */
  readonly streams: readonly PlannedStream[];
  /** Size of the tree that the proofs are in; undefined where there is no log. */
  readonly treeSize: number | undefined;
}

export interface StreamsParts {
  readonly bag: StagedBag;
  readonly reading: ExportReading;
  /** The sealed values of a stream that this audience may have. */
  readonly values: (planned: PlannedStream) => AsyncIterable<ValueFor>;
  readonly log: BundleLog | undefined;
  readonly chronicle: Chronicle | undefined;
  /** Told after each entry how many there were. */
  readonly onEntry: (done: number) => Promise<void>;
}

/** Writes the files of every stream, one after the other, a page of entries in memory at a time. Answers with what the statement says of them. */
export class StreamsWriter {
  private readonly rulebooks = new Set<string>();
  private done = 0;

  constructor(
    private readonly plan: StreamsPlan,
    private readonly parts: StreamsParts,
  ) {}

  async write(): Promise<readonly BundleStream[]> {
    const stated: BundleStream[] = [];
    for (const planned of this.plan.streams) stated.push(await this.writeStream(planned));
    for (const id of [...this.rulebooks].sort())
      await this.parts.bag.add(`${BUNDLE_FILES.rulebooks}${id}.json`, canonicalBytes(asJson(rulebookOf(id))));
    return stated;
  }

  private async writeStream(planned: PlannedStream): Promise<BundleStream> {
    const { stream, seq, hash, state, sight } = planned;
    const rulebook = await this.writeLines(planned);
    const nonce = await this.writeProofs(stream, seq);
    const file = streamFile(stream, 'events');
    return { stream, file, seq, hash, nonce, rulebook, process: planned.process, state, sight };
  }

  private async writeLines(planned: PlannedStream): Promise<string | null> {
    const { bag, chronicle, onEntry } = this.parts;
    const { stream } = planned;
    const kind = stream.slice(0, stream.indexOf('/'));
    const fold = kind === 'case' || kind === 'report' ? new SubjectFold(kind) : undefined;
    // Who reads a case only where it was served is told nothing that follows from the rest of it.
    const sees = planned.sight !== 'withheld' && planned.shown === null;
    const events = await bag.begin(streamFile(stream, 'events'));
    const disclosed = new LazyFile(bag, streamFile(stream, 'disclosed'));
    let rulebook: string | null = null;
    let seq = 0;
    const lines = linesOf(this.parts.reading.entries(stream, planned.seq), this.parts.values(planned), planned);
    for await (const { entry, line, disclosed: values, missing, shown } of lines) {
      seq += 1;
      if (entry.seq !== seq) throw new Error(`${stream}: entry ${seq} is not there.`);
      await writeLine(events.file, line);
      for (const value of values) await writeLine(await disclosed.file(), value);
      rulebook = entry.rulebook;
      if (rulebook !== null) this.rulebooks.add(rulebook);
      const ends = fold?.take(entry) ?? [];
      if (shown !== undefined) await chronicle?.entry(shown);
      for (const value of missing) await chronicle?.missing(value);
      if (sees) for (const end of ends) await chronicle?.deadline(stream, end);
      this.done += 1;
      await onEntry(this.done);
    }
    if (seq !== planned.seq) throw new Error(`${stream} ends at entry ${seq} and not at ${planned.seq}.`);
    await events.close();
    await disclosed.close();
    if (fold !== undefined) await this.endSubject(planned, fold, sees);
    return rulebook;
  }

  private async endSubject(planned: PlannedStream, fold: SubjectFold, sees: boolean): Promise<void> {
    const { bag, chronicle } = this.parts;
    const { stream, sight } = planned;
    if (sight === 'exact') await bag.add(streamFile(stream, 'state'), canonicalBytes(asJson(fold.state)));
    if (sees) for (const end of fold.running()) await chronicle?.deadline(stream, end);
    if (stream.startsWith('case/')) await chronicle?.endCase(planned, fold, sees);
  }

  private async writeProofs(stream: string, head: number): Promise<string | null> {
    const { log, bag } = this.parts;
    const { treeSize } = this.plan;
    if (log === undefined || treeSize === undefined) return null;
    const { file, close } = await bag.begin(streamFile(stream, 'proofs'));
    let expected = 1;
    for await (const { seq, index, proof } of log.proofs(stream, treeSize)) {
      if (seq > head) break;
      if (seq !== expected) throw new Error(`The log has no entry ${expected} of ${stream} before ${seq}.`);
      await writeLine(file, canonicalBytes({ index, proof: proof.map((node) => Buffer.from(node).toString('base64')), seq }));
      expected += 1;
    }
    if (expected !== head + 1) throw new Error(`The log holds ${stream} up to ${expected - 1} and not to ${head}.`);
    await close();
    return await log.nonceOf(stream);
  }
}

/** A file that is there only if something goes into it. */
class LazyFile {
  private begun: { readonly file: StagedFile; readonly close: () => Promise<void> } | undefined;

  constructor(
    private readonly bag: StagedBag,
    private readonly name: string,
  ) {}

  async file(): Promise<StagedFile> {
    this.begun ??= await this.bag.begin(this.name);
    return this.begun.file;
  }

  async close(): Promise<void> {
    await this.begun?.close();
  }
}

async function writeLine(file: StagedFile, line: Uint8Array): Promise<void> {
  await file.write(line);
  await file.write('\n');
}

/** As it is kept and read back: what JSON does not carry (keys that are undefined) is not there. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
