import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leafHash, parseCheckpoint, toHex, TreeFrontier, writeEntryBundle, writeLogEntry, ZERO_HASH } from '@tregua/ledger';
import { SignerKeys } from '../../apps/signer/src/signer-keys.js';
import { SignerState } from '../../apps/signer/src/signer-state.js';
import { Signer, SignerRefuses } from '../../apps/signer/src/signer.js';
import type { Chance } from './chance.js';
import { sha256 } from './make-bundle.js';

export interface FlipOutcome {
  readonly flips: number;
  readonly wrongTreesSigned: number;
  /** Flips after which the log did not go on. */
  readonly stuck: number;
}

const ORIGIN = 'log.test/flips';

const entryOf = (index: number): Uint8Array =>
  writeLogEntry({
    v: 1,
    tag: toHex(sha256(Buffer.from(`tag ${index}`))),
    seq: 1,
    prev: ZERO_HASH,
    eventHash: toHex(sha256(Buffer.from(`event ${index}`))),
    at: '2026-01-06T12:00:00.000Z',
  });

/**
 * One bit flipped between the sequencer, which knows the root of what it took, and the signer: in the entries, or in the root. The signer must refuse, and must
 * sign the same batch when it comes as it is. (A flip in the stored rows themselves is tried on a real database, see columns.ts.)
 */
export function tryFlips(count: number, chance: Chance): FlipOutcome {
  const folder = mkdtempSync(join(tmpdir(), 'tregua-flips-'));
  let wrongTreesSigned = 0;
  let stuck = 0;
  try {
    const state = SignerState.open(folder, ORIGIN);
    const signer = new Signer(state, SignerKeys.open(folder, state.current.origin));
    const truth = new TreeFrontier(sha256);
    for (let flip = 0; flip < count; flip += 1) {
      const from = truth.size;
      const entries = Array.from({ length: 1 + chance.below(6) }, (_, index) => entryOf(from + index));
      for (const entry of entries) truth.append(leafHash(entry, sha256));
      const root = toHex(truth.root());
      const bytes = Buffer.concat(entries.map((entry) => writeEntryBundle([entry])));
      const request = { epoch: 1, from, size: truth.size, root, entries: bytes };
      const flipped =
        flip % 4 === 3 ? { ...request, root: flippedHex(root, chance) } : { ...request, entries: flippedBytes(bytes, chance) };
      try {
        const { checkpoint } = parseCheckpoint(signer.checkpoint(flipped));
        if (toHex(checkpoint.root) !== root || flip % 4 === 3) wrongTreesSigned += 1;
      } catch (error) {
        if (!(error instanceof SignerRefuses)) throw error;
      }
      try {
        if (toHex(parseCheckpoint(signer.checkpoint(request)).checkpoint.root) !== root) wrongTreesSigned += 1;
      } catch {
        stuck += 1;
      }
    }
    return { flips: count, wrongTreesSigned, stuck };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function flippedBytes(bytes: Uint8Array, chance: Chance): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const at = chance.below(changed.length);
  changed[at] = (changed[at] as number) ^ (1 << chance.below(8));
  return changed;
}

function flippedHex(hex: string, chance: Chance): string {
  return Buffer.from(flippedBytes(Buffer.from(hex, 'hex'), chance)).toString('hex');
}
