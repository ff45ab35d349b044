import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64, fromHex, toBase64, toHex, TreeFrontier, type Tile } from '@tregua/ledger';
import { sha256, writeDurably } from '@tregua/platform';

/** One life of the log. A declared restore ends one and begins the next, which names it. */
export interface Epoch {
  readonly epoch: number;
  /** First line of its checkpoints. */
  readonly origin: string;
  readonly size: number;
  /** 64 hex. */
  readonly root: string;
  /** The right edge of the tree: enough to go on with it, and to know its root. */
  readonly edge: readonly Tile[];
  /** The last checkpoint that was signed; none before the first entry. */
  readonly note?: string;
  /** The statement by which it began, signed by the keys of both epochs; the first has none. */
  readonly begunBy?: string;
  /** Statements by which keys were handed over, oldest first. */
  readonly handOvers: readonly string[];
}

interface EpochOnFile extends Omit<Epoch, 'edge'> {
  readonly edge: readonly { readonly level: number; readonly index: number; readonly width: number; readonly bytes: string }[];
}

const EMPTY_ROOT = toHex(sha256(new Uint8Array()));

export function freshEpoch(epoch: number, origin: string, begunBy?: string): Epoch {
  return { epoch, origin, size: 0, root: EMPTY_ROOT, edge: [], handOvers: [], ...(begunBy === undefined ? {} : { begunBy }) };
}

/** The tree of an epoch, ready to be gone on with. @throws Error when its edge does not give its root. */
export function treeOf({ size, root, edge }: Epoch): TreeFrontier {
  const tree = TreeFrontier.at(
    size,
    (level, index, width) =>
      edge.find((tile) => tile.level === level && tile.index === index && tile.width === width)?.bytes ?? new Uint8Array(),
    sha256,
  );
  if (toHex(tree.root()) !== root) throw new Error('The edge of the tree does not give its root: the state of the signer is damaged.');
  return tree;
}

/** What the signer remembers, in a folder that nobody else writes. Each change is on the disk before anybody is answered. */
export class SignerState {
  private constructor(
    private readonly file: string,
    private epochs: readonly Epoch[],
  ) {}

  /** @param origin of the log, for the first start. @throws Error when the file is damaged or is of another log. */
  static open(folder: string, origin: string | undefined): SignerState {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, 'state.json');
    if (!existsSync(file)) {
      if (origin === undefined) throw new Error('TREGUA_LOG_ORIGIN: must name the log, such as example.org/tregua, on the first start');
      const state = new SignerState(file, [freshEpoch(1, origin)]);
      state.write();
      return state;
    }
    const { version, epochs } = JSON.parse(readFileSync(file, 'utf8')) as { version: number; epochs: readonly EpochOnFile[] };
    if (version !== 1) throw new Error(`${file} is of another version of the signer: nothing was touched.`);
    const read = epochs.map((epoch) => ({
      ...epoch,
      edge: epoch.edge.map((tile) => ({ ...tile, bytes: fromBase64(tile.bytes, 'edge') })),
    }));
    const state = new SignerState(file, read);
    if (origin !== undefined && read[0]?.origin !== origin) throw new Error(`${file} is of the log ${read[0]?.origin}, not of ${origin}.`);
    treeOf(state.current);
    return state;
  }

  get current(): Epoch {
    return this.epochs.at(-1) as Epoch;
  }

  get all(): readonly Epoch[] {
    return this.epochs;
  }

  /** The tree went on, or a key was handed over. Returns when it is on the disk. */
  replace(epoch: Epoch): void {
    this.epochs = [...this.epochs.slice(0, -1), epoch];
    this.write();
  }

  begin(epoch: Epoch): void {
    this.epochs = [...this.epochs, epoch];
    this.write();
  }

  private write(): void {
    const epochs: EpochOnFile[] = this.epochs.map((epoch) => ({
      ...epoch,
      edge: epoch.edge.map((tile) => ({ ...tile, bytes: toBase64(tile.bytes) })),
    }));
    writeDurably(this.file, `${JSON.stringify({ version: 1, epochs })}\n`);
  }
}

/** 32 bytes of a hexadecimal root. */
export function rootBytes(epoch: Epoch): Uint8Array {
  return fromHex(epoch.root);
}
