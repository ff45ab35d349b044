import {
  leafHash,
  parseCheckpoint,
  parseVerifierKey,
  toHex,
  TreeFrontier,
  TILE_WIDTH,
  verifyNote,
  writeEntryBundle,
  type Tile,
} from '@tregua/ledger';
import { crashPoint, ed25519, sha256 } from '@tregua/platform';
import type { LogCheckpoint, LogLeader, LogStand } from '@tregua/store';
import { LogIsDamaged } from './sequencer.js';
import type { SignerClient, SignerSays } from './signer-client.js';
import { treeAt } from './tree-at.js';

/** The signer remembers what the tables do not have: nothing is signed until somebody has looked (docs/decisions/012). */
export class LogIsElsewhere extends Error {}

/** Entries handed to the signer at once. */
const STEP = 2_000;

interface Step {
  readonly from: number;
  readonly size: number;
  /** 64 hex. */
  readonly root: string;
  readonly read?: readonly Uint8Array[];
}

/**
 * Brings the signer up to where the sequencer stands. What it hands over is read from the tables, as it will be served, and must give the root that the
 * sequencer worked out when it wrote them; the signer then computes all of it once more.
 */
export class TreeSigning {
  private constructor(
    private readonly leader: LogLeader,
    private readonly signer: SignerClient,
    private readonly says: SignerSays,
    private readonly tree: TreeFrontier,
    private at: LogStand,
  ) {}

  /**
   * Asks the signer where it stands, and holds the tables against it.
   *
   * @throws LogIsElsewhere when the tables are older than the signer, or another history.
   */
  static async begin(leader: LogLeader, signer: SignerClient): Promise<TreeSigning> {
    const says = await signer.state();
    const stand = await leader.stand();
    if (says.epoch < stand.epoch)
      throw new LogIsElsewhere(`The signer is in epoch ${says.epoch}, the database in ${stand.epoch}: the signer's folder is an old one.`);
    if (says.epoch > stand.epoch) await leader.enterEpoch(says.epoch);
    const tree = await treeAt(leader, says.size);
    if (tree === undefined)
      throw new LogIsElsewhere(
        `The signer has signed ${says.size} entries, and the database has fewer: it is an older one. If it was restored on purpose, declare it (signer declare-restore).`,
      );
    if (toHex(tree.root()) !== says.root)
      throw new LogIsElsewhere(`The first ${says.size} entries of the log are not those that the signer signed: run "admin fsck".`);
    return new TreeSigning(leader, signer, says, tree, { epoch: says.epoch, size: says.size, root: says.root });
  }

  get view(): SignerSays {
    return this.says;
  }

  /** Where the signer stands: what lies behind it may be sequenced anew. */
  get stand(): LogStand {
    return this.at;
  }

  /** Writes down what the signer signed before it or we were ended; undefined when that is written down already. */
  async keepLast(): Promise<LogCheckpoint | undefined> {
    const { note, size, root } = this.says;
    if (note === null || (await this.leader.hasCheckpoint(this.says.epoch, size))) return undefined;
    return await this.keep({ epoch: this.says.epoch, size, root }, note);
  }

  /**
   * Signs up to the sequencer's stand, and writes the last checkpoint down. Undefined: nothing is new. When it throws, this object is of no use any more.
   *
   * @throws LogIsDamaged when the tables do not give the sequencer's root, SignerRefused when the signer finds something.
   */
  async signTo(to: LogStand): Promise<LogCheckpoint | undefined> {
    if (to.size <= this.at.size) return undefined;
    const steps = await this.check(to);
    let note = '';
    for (const { from, size, root, read } of steps) {
      const entries = read ?? (await this.leader.entries(from, size));
      note = await this.signer.checkpoint({ epoch: this.says.epoch, from, size, root }, bundled(entries));
      this.believe(note, { epoch: this.says.epoch, size, root });
    }
    crashPoint('log-after-signing');
    this.at = { ...to, epoch: this.says.epoch };
    const kept = await this.keep(this.at, note);
    crashPoint('log-after-checkpoint');
    return kept;
  }

  /** Reads all that is to be signed before any of it is; says where the steps end and what their roots are. */
  private async check(to: LogStand): Promise<Step[]> {
    const steps: Step[] = [];
    for (let from = this.at.size; from < to.size;) {
      const size = Math.min(to.size, from + STEP);
      const entries = await this.leader.entries(from, size);
      for (const entry of entries) this.tree.append(leafHash(entry, sha256));
      // Of a log that is far behind only the hashes are kept; its entries are read again, and the signer checks them.
      steps.push({ from, size, root: toHex(this.tree.root()), ...(to.size - this.at.size <= STEP ? { read: entries } : {}) });
      from = size;
    }
    if (steps.at(-1)?.root !== to.root) throw new LogIsDamaged('The entries that are to be signed are not those that were sequenced.');
    for (const tile of this.tree.takeTiles()) await this.checkNodes(tile);
    return steps;
  }

  private async checkNodes({ level, index, width, bytes }: Tile): Promise<void> {
    if (level === 0) return;
    const kept = await this.leader.tile(level, index, width);
    if (!kept.equals(bytes)) throw new LogIsDamaged(`Tile ${level}/${index} is not what the entries give.`);
  }

  /** What came over the wire is the checkpoint that was asked for, signed by the log. */
  private believe(note: string, { size, root }: LogStand): void {
    const { note: parsed, checkpoint } = parseCheckpoint(note);
    const keys = this.says.keys.map((key) => parseVerifierKey(key, sha256));
    const right = checkpoint.origin === this.says.origin && checkpoint.size === size && toHex(checkpoint.root) === root;
    if (!right || !verifyNote(parsed, keys, ed25519).trusted)
      throw new Error('What the signer answered is not the checkpoint that was asked for.');
  }

  private async keep(stand: LogStand, note: string): Promise<LogCheckpoint> {
    this.believe(note, stand);
    const checkpoint = { ...stand, origin: this.says.origin, note, cosigned: false };
    return { ...checkpoint, id: await this.leader.keepCheckpoint(checkpoint) };
  }
}

function bundled(entries: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < entries.length; at += TILE_WIDTH) parts.push(writeEntryBundle(entries.slice(at, at + TILE_WIDTH)));
  return Buffer.concat(parts);
}
