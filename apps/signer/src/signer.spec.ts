import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  leafHash,
  parseCheckpoint,
  parseVerifierKey,
  rootOf,
  toHex,
  verifyNote,
  writeEntryBundle,
  writeLogEntry,
  ZERO_HASH,
  type VerifierKey,
} from '@tregua/ledger';
import { ed25519, sha256 } from '@tregua/platform';
import { SignerKeys } from './signer-keys.js';
import { SignerState } from './signer-state.js';
import { Signer, SignerRefuses, type CheckpointRequest } from './signer.js';

const ORIGIN = 'example.org/log';
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tregua-signer-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (): Signer => {
  const state = SignerState.open(folder, ORIGIN);
  return new Signer(state, SignerKeys.open(folder, state.current.origin));
};
const entry = (number: number): Uint8Array =>
  writeLogEntry({
    v: 1,
    tag: toHex(sha256(Uint8Array.of(number & 255, number >> 8))),
    seq: 1,
    prev: ZERO_HASH,
    eventHash: toHex(sha256(Uint8Array.of(1, number & 255, number >> 8))),
    at: '2026-01-06T12:00:00.000Z',
  });
const entries = (to: number): Uint8Array[] => Array.from({ length: to }, (_, index) => entry(index));
const rootAt = (size: number): string =>
  toHex(
    rootOf(
      entries(size).map((bytes) => leafHash(bytes, sha256)),
      sha256,
    ),
  );
const bundle = (list: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat(list.length === 0 ? [] : [...chunks(list)].map((chunk) => writeEntryBundle(chunk)));
function* chunks(list: readonly Uint8Array[]): Generator<readonly Uint8Array[]> {
  for (let at = 0; at < list.length; at += 256) yield list.slice(at, at + 256);
}
const ask = (from: number, size: number, change: Partial<CheckpointRequest> = {}): CheckpointRequest => ({
  epoch: 1,
  from,
  size,
  root: rootAt(size),
  entries: bundle(entries(size).slice(from)),
  ...change,
});
const keysOf = (signer: Signer): VerifierKey[] => signer.view().keys.map((key) => parseVerifierKey(key, sha256));
const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof SignerRefuses) return error.why;
    throw error;
  }
  return 'signed';
};

describe('the signer', () => {
  it('signs what grows, and remembers it over a restart', () => {
    const first = open();
    expect(parseCheckpoint(first.checkpoint(ask(0, 3))).checkpoint).toMatchObject({ origin: ORIGIN, size: 3 });
    const again = open();
    expect(again.view()).toMatchObject({ size: 3, root: rootAt(3) });
    const { note, checkpoint } = parseCheckpoint(again.checkpoint(ask(3, 700)));
    expect(toHex(checkpoint.root)).toBe(rootAt(700));
    expect(verifyNote(note, keysOf(again), ed25519).trusted).toBe(true);
    expect(open().checkpoint(ask(700, 700))).toBe(again.view().note);
    expect(open().checkpoint(ask(700, 701))).toContain('\n701\n');
    expect(open().checkpoint(ask(701, 702))).toContain('\n702\n');
    expect(open().checkpoint(ask(702, 1024))).toContain('\n1024\n');
  });

  it.each<[string, (signer: Signer) => CheckpointRequest]>([
    ['shrinks', () => ask(2, 2)],
    ['shrinks', () => ask(0, 4)],
    ['forks', () => ask(5, 5, { root: rootAt(4) })],
    ['gap', () => ask(4, 7)],
    ['gap', () => ask(6, 7)],
    ['root', () => ask(5, 7, { root: rootAt(6) })],
    ['root', () => ask(5, 7, { entries: bundle([entry(5), entry(99)]) })],
    ['entries', () => ask(5, 7, { entries: bundle([entry(5)]) })],
    ['entries', () => ask(5, 7, { entries: bundle([entry(5), Uint8Array.of(123)]) })],
    ['entries', () => ask(5, 7, { entries: Uint8Array.of(1) })],
    ['epoch', () => ask(5, 7, { epoch: 2 })],
    ['size', () => ask(5, 6_000)],
  ])('refuses: %s', (why, request) => {
    const signer = open();
    signer.checkpoint(ask(0, 5));
    const before = readFileSync(join(folder, 'state.json'), 'utf8');
    expect(refusal(() => signer.checkpoint(request(signer)))).toBe(why);
    expect(readFileSync(join(folder, 'state.json'), 'utf8')).toBe(before);
    expect(parseCheckpoint(signer.checkpoint(ask(5, 7))).checkpoint.size).toBe(7);
  });

  it('signs no tree with any bit of its entries or root flipped', () => {
    const signer = open();
    signer.checkpoint(ask(0, 5));
    const good = ask(5, 7);
    for (let bit = 0; bit < good.entries.length * 8; bit += 7) {
      const flipped = Uint8Array.from(good.entries);
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(['root', 'entries']).toContain(refusal(() => signer.checkpoint({ ...good, entries: flipped })));
    }
    expect(refusal(() => signer.checkpoint(good))).toBe('signed');
  });

  it('keeps its key to itself, and refuses one that others may read', () => {
    open();
    expect(statSync(join(folder, 'key.json')).mode & 0o777).toBe(0o600);
    writeFileSync(join(folder, 'other.json'), '', { mode: 0o644 });
    rmSync(join(folder, 'key.json'));
    writeFileSync(join(folder, 'key.json'), '{"version":1,"keys":[]}', { mode: 0o644 });
    expect(() => open()).toThrow(/mode 600/);
  });

  it('does not start on a state whose edge does not give its root', () => {
    open().checkpoint(ask(0, 5));
    const file = join(folder, 'state.json');
    const state = JSON.parse(readFileSync(file, 'utf8')) as { epochs: { root: string }[] };
    (state.epochs[0] as { root: string }).root = rootAt(4);
    writeFileSync(file, JSON.stringify(state));
    expect(() => open()).toThrow(/damaged/);
  });

  it('hands its key over by a statement that both keys sign, and signs with both until the old one is retired', () => {
    const signer = open();
    signer.checkpoint(ask(0, 5));
    const [old] = keysOf(signer);
    const statement = signer.handOver();
    const [fresh] = keysOf(signer);
    expect(fresh?.keyId).not.toBe(old?.keyId);
    expect(verifyNote(parseCheckpoint(signer.checkpoint(ask(5, 6))).note, [old as VerifierKey], ed25519).trusted).toBe(true);
    expect(verifyNote(parseCheckpoint(signer.checkpoint(ask(6, 7))).note, [fresh as VerifierKey], ed25519).trusted).toBe(true);
    expect(statement.split('\n').slice(0, 3)).toEqual([`${ORIGIN}/hand-over`, expect.stringContaining('+'), expect.stringContaining('+')]);
    expect(open().retire()).toBe(1);
    const later = parseCheckpoint(open().checkpoint(ask(7, 8))).note;
    expect(verifyNote(later, [old as VerifierKey], ed25519).trusted).toBe(false);
    expect(verifyNote(later, [fresh as VerifierKey], ed25519).trusted).toBe(true);
  });

  it('begins a new epoch after a declared restore: another origin and key, and each checkpoint names the old one', () => {
    const signer = open();
    signer.checkpoint(ask(0, 5));
    const statement = signer.declareRestore();
    expect(statement.split('\n').slice(0, 3)).toEqual([`${ORIGIN}/2/restore`, ORIGIN, '5']);
    const next = open();
    expect(refusal(() => next.checkpoint(ask(5, 6)))).toBe('epoch');
    const { checkpoint } = parseCheckpoint(next.checkpoint(ask(0, 3, { epoch: 2 })));
    expect(checkpoint).toMatchObject({
      origin: `${ORIGIN}/2`,
      size: 3,
      extensions: [expect.stringMatching(/^previous example\.org\/log 5 \S{44}$/)],
    });
    expect(next.view().previous).toEqual({ origin: ORIGIN, size: 5, root: rootAt(5) });
  });
});
