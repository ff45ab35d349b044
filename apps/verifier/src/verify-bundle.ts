import {
  BUNDLE_FILES,
  BUNDLE_LIMITS,
  streamTagOf,
  toHex,
  type BundleStatement,
  type Head,
  type Policy,
  type VerifierKey,
} from '@tregua/ledger';
import { Bag } from './bag/read-bag.js';
import { checkRequests, checkRulebooksOf, checkScope, checkEvidence, checkStreamFiles } from './bundle/check-statement.js';
import { checkStream, type CheckedStream } from './bundle/check-stream.js';
import { Groups } from './bundle/groups.js';
import { InclusionCheck } from './bundle/inclusion.js';
import { References } from './bundle/references.js';
import { isOfTheLaw, replayBundle } from './bundle/replay-bundle.js';
import { readStatement, type Statement } from './bundle/statement.js';
import type { Heads, StreamTable } from './bundle/stream-table.js';
import { Findings, type WeighedFinding } from './finding.js';
import type { Law } from './law/law.js';
import { judge, type JudgedCheckpoint } from './roots/checkpoint.js';
import { compareWithLog } from './roots/compare-with-log.js';
import { readReceipt, type HeldReceipt, type ReceiptFile } from './roots/receipt.js';
import { checkTimestamps, type CheckedStamp } from './roots/timestamps.js';
import type { WholeLog } from './roots/whole-log.js';
import type { Tools } from './tools.js';
import { blindSpotsOf, verdictOfBundle, type Verdict } from './verdict.js';
import { readZip } from './zip/read-zip.js';
import type { Source } from './zip/source.js';

/** What is known from outside the bundle. Nothing of it ever comes from the bundle. */
export interface Roots {
  readonly policy?: Policy;
  /** Keys of receipts, besides those that the policy names as logs. */
  readonly receiptKeys?: readonly VerifierKey[];
  readonly receipts?: readonly ReceiptFile[];
  readonly heads?: readonly Head[];
  /** PEM certificates of time-stamping authorities that are trusted. */
  readonly tsaRoots?: readonly string[];
  /** A log that was read whole, with the roots at `size` of the bundle's checkpoint and of each proof among the receipts. */
  readonly log?: WholeLog;
}

export interface BundleOptions {
  readonly tools: Tools;
  readonly law: Law;
  readonly roots: Roots;
  /** False leaves the replay out, for measuring. */
  readonly replay?: boolean;
  /** Findings that were made before, about the roots themselves. */
  readonly findings?: Findings;
  readonly progress?: (done: number, of: number) => void;
}

export interface BundleCounts {
  readonly files: number;
  readonly streams: number;
  readonly entries: number;
  readonly withheld: number;
  readonly replayed: number;
  readonly disclosed: number;
  readonly proven: number;
  readonly receipts: number;
}

export interface BundleVerification {
  readonly verdict: Verdict;
  /** Absent where bundle.json could not be read. */
  readonly statement: Omit<BundleStatement, 'streams'> | undefined;
  /** Of each stream, as stated. They are read from the bundle when they are gone through. */
  readonly heads: Heads;
  readonly checkpoint:
    { readonly origin: string; readonly size: number; readonly root: string; readonly cosigned: readonly string[] } | undefined;
  /** Time stamps on the checkpoint that are well made: when, by whom, and whether the authority leads to a given root. */
  readonly timestamps: readonly CheckedStamp[];
  readonly counts: BundleCounts;
  readonly findings: readonly WeighedFinding[];
  readonly leftOff: number;
  readonly cannotSee: readonly string[];
}

/**
 * Verifies an auditor's bundle, in this order: the zip and the bag; canonical bytes; seq and prev; sealed values against commitments; inclusion in the log;
 * the checkpoint's signature and cosignatures by a policy from outside; completeness up to the export; and the law, replayed. Reads the source piece by piece; never throws on
 * what is in it.
 */
export function verifyBundle(source: Source, options: BundleOptions): BundleVerification {
  return new Verifying(source, options).run();
}

class Verifying {
  private readonly findings: Findings;
  private readonly broken = new Map<string, number>();
  private readonly counts = { files: 0, streams: 0, entries: 0, withheld: 0, replayed: 0, disclosed: 0, proven: 0, receipts: 0 };
  private timestamps: readonly CheckedStamp[] = [];
  private read = 0;

  constructor(
    private readonly source: Source,
    private readonly options: BundleOptions,
  ) {
    this.findings = options.findings ?? new Findings();
  }

  run(): BundleVerification {
    const { source, findings, options } = this;
    const files = readZip(source, findings);
    const folder = files?.pathAt(0).split('/')[0] ?? '';
    if (files === undefined || folder === '') return this.result(undefined, undefined);
    this.counts.files = files.length;
    const bag = new Bag(source, files, folder, options.tools, findings);
    bag.open();
    const statement = this.statementOf(bag, folder);
    const judged = statement === undefined ? undefined : this.checkpointOf(bag, statement);
    const { tools, roots } = options;
    this.timestamps = checkTimestamps({ bag, tools, roots: roots.tsaRoots ?? [], findings });
    if (statement !== undefined) this.checkStreams(bag, statement, judged);
    bag.checkRest((bytes) => this.progress(bytes));
    return this.result(statement, judged);
  }

  private statementOf(bag: Bag, folder: string): Statement | undefined {
    const path = `data/${BUNDLE_FILES.statement}`;
    const file = bag.inPieces(path, BUNDLE_LIMITS.statementBytes);
    const statement = file === undefined ? 'It is not there.' : readStatement(file);
    if (typeof statement === 'string') {
      this.findings.broken(
        'statementIsMalformed',
        bag.placeOf(path),
        `bundle.json says what the bundle is, and cannot be read: ${statement}`,
      );
      return undefined;
    }
    if (folder !== `tregua-${statement.export}`) {
      this.findings.broken('folderIsAnother', bag.placeOf(path), `The folder is called ${folder}, the export ${statement.export}.`);
    }
    return statement;
  }

  private checkpointOf(bag: Bag, { log }: Statement): JudgedCheckpoint | undefined {
    const path = `data/${BUNDLE_FILES.checkpoint}`;
    const { policy } = this.options.roots;
    const place = bag.placeOf(path);
    const bytes = bag.bytes(path, BUNDLE_LIMITS.checkpointBytes);
    if (log === null) {
      if (policy !== undefined)
        this.findings.add('unproven', 'logIsMissing', place, 'The bundle comes without a log: the given policy vouches for nothing of it.');
      if (bytes !== undefined) this.findings.broken('logDiffers', place, 'bundle.json names no log, and a checkpoint is here.');
      return undefined;
    }
    if (bytes === undefined) {
      this.findings.broken('checkpointIsMissing', place, 'bundle.json names a log, and its checkpoint is not there.');
      return undefined;
    }
    const judged = judge(bytes, policy, place, this.options.tools, this.findings);
    if (judged !== undefined && (judged.checkpoint.origin !== log.origin || judged.checkpoint.size !== log.size)) {
      this.findings.broken('logDiffers', place, `bundle.json names the log ${log.origin} at size ${log.size}, the checkpoint another.`);
    }
    return judged;
  }

  private checkStreams(bag: Bag, statement: Statement, judged: JudgedCheckpoint | undefined): void {
    const { tools, law, roots } = this.options;
    const { findings } = this;
    const receipts = this.receiptsOf();
    const { streams } = statement;
    const groups = new Groups(statement.streams.length);
    const { checkpoint } = judged ?? {};
    const inclusion = checkpoint === undefined ? undefined : new InclusionCheck(checkpoint.size, checkpoint.root, tools.digest);
    const known = this.knownHeads(statement, receipts);
    const references = this.options.replay === false ? undefined : new References(streams);
    for (let index = 0; index < streams.length; index += 1) {
      const stream = streams.at(index);
      const join = (other: number): void => groups.join(index, other);
      if (references !== undefined && stream.stream.startsWith('ballot/')) joinCase(stream.stream, streams, join);
      const onEntry =
        references === undefined || !isOfTheLaw(stream.stream)
          ? undefined
          : (bytes: Uint8Array, from: number, to: number): void => references.in(bytes, from, to, join);
      const checked = checkStream(stream, {
        bag,
        tools,
        findings,
        inclusion,
        known: known.get(stream.stream) ?? [],
        at: statement.at,
        onEntry,
      });
      if (Number.isFinite(checked.brokenFrom)) this.broken.set(stream.stream, checked.brokenFrom);
      this.add(checked);
    }
    this.missingHeads(statement, roots.heads ?? []);
    checkStreamFiles(statement, bag, findings);
    checkScope(statement, bag, findings);
    checkRequests(statement, bag, findings);
    checkRulebooksOf(statement, bag, law, findings);
    checkEvidence(statement, bag, findings);
    if (roots.log !== undefined) compareWithLog({ statement, checkpoint, log: roots.log, receipts, tools, findings });
    const indexOf = (stream: string): number | undefined => {
      const index = streams.indexOf(stream);
      return index < 0 ? undefined : index;
    };
    const progress = (entries: number): void => this.progress(entries);
    if (this.options.replay !== false) {
      this.counts.replayed = replayBundle({ bag, statement, law, tools, findings, groups, indexOf, broken: this.broken, progress });
    }
  }

  private receiptsOf(): readonly HeldReceipt[] {
    const { receipts = [], policy, receiptKeys = [] } = this.options.roots;
    const held = receipts.flatMap((receipt) => readReceipt(receipt, policy, receiptKeys, this.options.tools, this.findings) ?? []);
    this.counts.receipts = held.length;
    return held;
  }

  /** Heads from outside, by stream: those that were given, and receipts of streams of this bundle. */
  private knownHeads({ streams }: Statement, receipts: readonly HeldReceipt[]): Map<string, Head[]> {
    const known = new Map<string, Head[]>();
    const add = (head: Head): void => void known.set(head.stream, [...(known.get(head.stream) ?? []), head]);
    for (const head of this.options.roots.heads ?? []) add(head);
    const byTag = new Map<string, HeldReceipt[]>();
    for (const receipt of receipts) byTag.set(receipt.tag, [...(byTag.get(receipt.tag) ?? []), receipt]);
    const met = new Set<HeldReceipt>();
    for (const { stream, nonce } of receipts.length === 0 ? [] : streams) {
      if (nonce === null) continue;
      for (const receipt of byTag.get(streamTagOf(stream, nonce, this.options.tools.digest)) ?? []) {
        met.add(receipt);
        add({ stream, seq: receipt.seq, hash: receipt.eventHash });
      }
    }
    for (const { file, tag, seq, eventHash } of receipts.filter((receipt) => !met.has(receipt))) {
      const inTheLog = this.options.roots.log?.asked.get(`${tag} ${seq}`) === eventHash;
      const says = `No stream of this bundle has the tag ${tag} of this receipt${inTheLog ? '; the log has its entry' : ''}.`;
      this.findings.add(inTheLog ? 'note' : 'unshown', 'receiptIsOfNoStream', { file }, says);
    }
    return known;
  }

  private missingHeads({ streams }: Statement, heads: readonly Head[]): void {
    for (const { stream, seq } of heads) {
      if (streams.has(stream)) continue;
      this.findings.broken('streamIsMissing', { stream, seq }, 'A known head names this stream, and the bundle does not hold it.');
    }
  }

  private add({ entries, withheld, disclosed, proven }: CheckedStream): void {
    this.counts.streams += 1;
    this.counts.entries += entries;
    this.counts.withheld += withheld;
    this.counts.disclosed += disclosed;
    this.counts.proven += proven;
    this.progress(entries);
  }

  private progress(more: number): void {
    this.read += more;
    this.options.progress?.(this.read, this.source.size);
  }

  private result(statement: Statement | undefined, judged: JudgedCheckpoint | undefined): BundleVerification {
    const { findings, counts } = this;
    const { roots } = this.options;
    const vouched = judged?.verdict?.holds === true && counts.proven === counts.entries;
    const { streams, ...rest } = statement ?? {};
    return {
      verdict: verdictOfBundle(findings, statement !== undefined && vouched),
      statement: statement === undefined ? undefined : (rest as Omit<BundleStatement, 'streams'>),
      heads: streams?.heads() ?? [],
      checkpoint:
        judged === undefined
          ? undefined
          : {
              origin: judged.checkpoint.origin,
              size: judged.checkpoint.size,
              root: toHex(judged.checkpoint.root),
              cosigned: judged.verdict?.cosigned.map(({ name }) => name) ?? [],
            },
      timestamps: this.timestamps,
      counts,
      findings: findings.sorted(),
      leftOff: findings.leftOff,
      cannotSee: blindSpotsOf({
        policy: roots.policy !== undefined,
        log: roots.log !== undefined,
        receipts: counts.receipts,
        stamps: this.timestamps.some(({ trusted }) => trusted),
        statement,
      }),
    };
  }
}

/** Ballots stand in streams that name their case. */
function joinCase(ballot: string, streams: StreamTable, join: (index: number) => void): void {
  const of = streams.indexOf(`case/${ballot.split('/')[1] ?? ''}`);
  if (of >= 0) join(of);
}
