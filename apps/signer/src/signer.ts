import {
  checkpointText,
  edgeTiles,
  fromHex,
  leafHash,
  LogFormatError,
  readEntryBundle,
  readLogEntry,
  signNote,
  toBase64,
  toHex,
  writeVerifierKey,
  type Tile,
} from '@tregua/ledger';
import { crashPoint, ed25519, sha256 } from '@tregua/platform';
import type { SignerKeys } from './signer-keys.js';
import { freshEpoch, rootBytes, treeOf, type Epoch, type SignerState } from './signer-state.js';

/** What the sequencer asks: sign the tree of `size`, which goes on from `from` by these entries, and has this root. */
export interface CheckpointRequest {
  readonly epoch: number;
  readonly from: number;
  readonly size: number;
  /** 64 hex. */
  readonly root: string;
  /** Entries `from` to `size` - 1, each behind its length in two bytes (as in an entry bundle of c2sp.org/tlog-tiles). */
  readonly entries: Uint8Array;
}

/** Why nothing was signed. */
export type Refusal = 'epoch' | 'shrinks' | 'forks' | 'gap' | 'entries' | 'root' | 'size';

export class SignerRefuses extends Error {
  constructor(
    readonly why: Refusal,
    says: string,
  ) {
    super(says);
  }
}

/** What anybody who knows the secret may read. */
export interface SignerView {
  readonly epoch: number;
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly note: string | null;
  readonly keys: readonly string[];
  readonly handOvers: readonly string[];
  readonly begunBy: string | null;
  readonly previous: { readonly origin: string; readonly size: number; readonly root: string } | null;
}

/** Entries in one request at most: a log that fell behind is caught up with step by step. */
export const MOST_ENTRIES = 4_096;

/**
 * Holds the log's key, and a memory of its own: how large the log was and what its root was. It signs only what grows out of that by entries whose
 * bytes it has seen, so that neither a flipped bit nor whoever holds the database gets a second history signed.
 */
export class Signer {
  constructor(
    private readonly state: SignerState,
    private readonly keys: SignerKeys,
  ) {}

  view(): SignerView {
    const { epoch, origin, size, root, note, handOvers, begunBy } = this.state.current;
    const before = this.state.all.at(-2);
    return {
      ...{ epoch, origin, size, root, handOvers },
      note: note ?? null,
      begunBy: begunBy ?? null,
      keys: this.keys.verifierKeys(origin),
      previous: before === undefined ? null : { origin: before.origin, size: before.size, root: before.root },
    };
  }

  /**
   * Signs a checkpoint. When it returns, the new size and root are on the disk.
   *
   * @throws SignerRefuses, and nothing is signed or remembered.
   */
  checkpoint({ epoch, from, size, root, entries }: CheckpointRequest): string {
    const known = this.state.current;
    if (epoch !== known.epoch) throw new SignerRefuses('epoch', `The log is in epoch ${known.epoch}, not in ${epoch}.`);
    if (size < known.size) throw new SignerRefuses('shrinks', `The log had ${known.size} entries and cannot have ${size}.`);
    if (size === known.size && root !== known.root) {
      throw new SignerRefuses('forks', `The log of ${size} entries has the root ${known.root}, and no other.`);
    }
    if (from !== known.size) throw new SignerRefuses('gap', `Entries are needed from ${known.size}, not from ${from}.`);
    if (size - from > MOST_ENTRIES) throw new SignerRefuses('size', `At most ${MOST_ENTRIES} entries are taken at once.`);
    const tree = treeOf(known);
    for (const [index, entry] of entriesOf(entries, size - from).entries()) {
      readable(entry, from + index);
      tree.append(leafHash(entry, sha256));
    }
    const computed = toHex(tree.root());
    if (computed !== root) throw new SignerRefuses('root', `The entries give the root ${computed}, not ${root}.`);
    const note = this.sign({ ...known, size, root });
    const edge = edgeAt(size, [...tree.takeTiles(), ...known.edge]);
    crashPoint('signer-before-state');
    this.state.replace({ ...known, size, root, edge, note });
    crashPoint('signer-after-state');
    return note;
  }

  /** Makes a new key. The statement is signed by both; checkpoints bear both signatures until the old key is retired. */
  handOver(): string {
    const known = this.state.current;
    const old = this.keys.of(known.origin)[0];
    if (old === undefined) throw new Error('There is no key to hand over from.');
    const fresh = this.keys.add(known.origin);
    const lines = [`${known.origin}/hand-over`, writeVerifierKey(old), writeVerifierKey(fresh), known.size, toBase64(rootBytes(known))];
    const statement = signNote(`${lines.join('\n')}\n`, [old, fresh], ed25519);
    this.state.replace({ ...known, handOvers: [...known.handOvers, statement] });
    return statement;
  }

  retire(): number {
    return this.keys.retire(this.state.current.origin);
  }

  /** After an older database was restored: a new epoch, under an origin and a key of its own, that names the old one by size and root. */
  declareRestore(): string {
    const old = this.state.current;
    const first = this.state.all[0] as Epoch;
    const origin = `${first.origin}/${old.epoch + 1}`;
    const oldKey = this.keys.of(old.origin)[0];
    if (oldKey === undefined) throw new Error('There is no key of the old epoch.');
    const key = this.keys.add(origin);
    const lines = [`${origin}/restore`, old.origin, old.size, toBase64(rootBytes(old)), writeVerifierKey(key)];
    const statement = signNote(`${lines.join('\n')}\n`, [oldKey, key], ed25519);
    this.state.begin(freshEpoch(old.epoch + 1, origin, statement));
    return statement;
  }

  private sign({ origin, size, root }: Pick<Epoch, 'origin' | 'size' | 'root'>): string {
    const before = this.state.all.at(-2);
    const extensions = before === undefined ? [] : [`previous ${before.origin} ${before.size} ${toBase64(rootBytes(before))}`];
    return signNote(checkpointText({ origin, size, root: fromHex(root), extensions }), this.keys.of(origin), ed25519);
  }
}

/** The tiles of the right edge, of those that grew now and those that stayed. */
function edgeAt(size: number, tiles: readonly Tile[]): Tile[] {
  return edgeTiles(size).map(({ level, index, width }) => {
    const tile = tiles.find((one) => one.level === level && one.index === index && one.width === width);
    if (tile === undefined) throw new Error(`The tree does not have its tile ${level}/${index}.`);
    return tile;
  });
}

function entriesOf(bytes: Uint8Array, count: number): Uint8Array[] {
  try {
    return readEntryBundle(bytes, count);
  } catch (error) {
    throw new SignerRefuses('entries', error instanceof LogFormatError ? error.message : 'The entries cannot be read.');
  }
}

function readable(entry: Uint8Array, index: number): void {
  try {
    readLogEntry(entry);
  } catch (error) {
    throw new SignerRefuses('entries', `Entry ${index}: ${error instanceof LogFormatError ? error.message : 'cannot be read'}.`);
  }
}
