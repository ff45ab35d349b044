import { closeSync, openSync, writeSync } from 'node:fs';
import {
  BAG_DECLARATION,
  bagFolder,
  bagInfoText,
  canonicalBytes,
  checkpointText,
  commitmentOf,
  cosign,
  inclusionSpans,
  instantText,
  leafHash,
  manifestLine,
  nodeHash,
  sealEntry,
  signText,
  streamFile,
  toBase64,
  toHex,
  writeLogEntry,
  writeNote,
  ZERO_HASH,
  type BundleStatement,
  type BundleStream,
} from '@tregua/ledger';
import { currentRulebookId, rulebookOf } from '@tregua/casework';
import { openCase, Walk } from '../../libs/casework/src/process/walk.testing.js';
import type { World } from '../../libs/casework/src/process/world.testing.js';
import { splitOf } from '../../libs/ledger/src/log/merkle-tree.js';
import { crc32 } from '../../apps/verifier/src/zip/crc32.js';
import { centralRecord, dataDescriptor, endRecords, localHeader, type ZipMember } from '../../apps/verifier/src/zip/zip-form.js';
import type { Loose } from '../tamper/history.js';
import { worldHistory } from '../tamper/world-history.js';
import { ed25519, keysOf, nonceOf, sha256, tagOf } from './make-bundle.js';
import { NamedWorld } from './scene.js';

const TEMPLATES = 24;
const STEPS = 60;
const EXPORT = '0190aaaa-0000-7000-8000-000000000001';

interface Kept {
  readonly stream: string;
  readonly events: Buffer;
  readonly indexes: number[];
  readonly hash: string;
  readonly rulebook: string | null;
  readonly state: Uint8Array | undefined;
}

/** Writes a bundle of at least so many entries under the Commission's own law: many cases, each with its reports, ballots, motions and access stream. For measuring. */
export function writeLargeBundle(file: string, entries: number): { readonly entries: number; readonly streams: number } {
  const templates = Array.from({ length: TEMPLATES }, (_, seed) => templateOf(seed + 1));
  const kept: Kept[] = [];
  const leaves: Uint8Array[] = [];
  const at = Math.max(...templates.map((template) => template.at));
  for (let copy = 0; leaves.length < entries; copy += 1) seal(copyOf(templates[copy % TEMPLATES] as Template, copy), at, kept, leaves);
  kept.sort((one, other) => (one.stream < other.stream ? -1 : 1));
  const tree = new Tree(leaves);
  writeZip(file, kept, tree, at);
  return { entries: leaves.length, streams: kept.length };
}

interface Template {
  readonly text: string;
  readonly ids: readonly string[];
  readonly at: number;
}

/** What worldHistory reads of a world, as text, so that a copy under other ids costs little. */
function templateOf(seed: number): Template {
  const walk = new Walk(new NamedWorld(seed), seed);
  openCase(walk.world, walk.random);
  for (let step = 0; step < STEPS; step += 1) walk.step();
  const { log, ballots, at } = walk.world;
  const last = Math.max(at, ...log.map(({ recorded }) => recorded.at));
  return { text: JSON.stringify({ log, ballots: [...ballots] }), ids: (walk.world as NamedWorld).ids, at: last };
}

function copyOf({ text, ids }: Template, copy: number): ReturnType<typeof worldHistory> {
  const mark = copy.toString(16).padStart(8, '0');
  const names = new Map(ids.map((id) => [id, `${mark}${id.slice(8)}`]));
  const copied = text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}/g, (id) => names.get(id) ?? id);
  const { log, ballots } = JSON.parse(copied) as { log: World['log']; ballots: [string, never][] };
  return worldHistory({ log, ballots: new Map(ballots), rulebook: rulebookOf(currentRulebookId) } as unknown as World);
}

function seal({ streams, states }: ReturnType<typeof worldHistory>, at: number, kept: Kept[], leaves: Uint8Array[]): void {
  const sealed = new Map<string, { readonly lines: Uint8Array[]; readonly indexes: number[]; hash: string; rulebook: string | null }>();
  const all: { readonly entry: Loose; readonly stream: string; readonly seq: number; readonly order: number }[] = [];
  for (const [stream, list] of withAccess(streams, at))
    list.forEach((entry, index) => all.push({ entry, stream, seq: index + 1, order: all.length }));
  all.sort((one, other) => (one.entry.at < other.entry.at ? -1 : Number(one.entry.at > other.entry.at)) || one.order - other.order);
  for (const { entry, stream, seq } of all) {
    const chain = sealed.get(stream) ?? { lines: [], indexes: [], hash: ZERO_HASH, rulebook: null };
    sealed.set(stream, chain);
    const { bytes, hash } = sealEntry({ ...entry, stream, seq, prev: chain.hash }, sha256);
    chain.lines.push(bytes, Buffer.of(10));
    chain.indexes.push(leaves.length);
    leaves.push(leafHash(writeLogEntry({ v: 1, tag: tagOf(stream), seq, prev: chain.hash, eventHash: hash, at: entry.at }), sha256));
    chain.hash = hash;
    chain.rulebook = entry.rulebook;
  }
  for (const [stream, { lines, indexes, hash, rulebook }] of sealed) {
    const state = states.get(stream);
    kept.push({
      stream,
      events: Buffer.concat(lines),
      indexes,
      hash,
      rulebook,
      state: state === undefined ? undefined : canonicalBytes(JSON.parse(JSON.stringify(state))),
    });
  }
}

/** Each case was looked at some times and exported; motions of one world get names of their own. */
function withAccess(streams: ReadonlyMap<string, readonly Loose[]>, at: number): Map<string, readonly Loose[]> {
  const [first = ''] = [...streams.keys()].filter((stream) => stream.startsWith('case/'));
  const renamed = new Map(
    [...streams].map(([stream, list]) => [stream.startsWith('motion/') ? `${stream}-${first.slice('case/'.length)}` : stream, list]),
  );
  for (const stream of streams.keys()) {
    if (!stream.startsWith('case/')) continue;
    const access = stream.replace('case/', 'access/');
    const reason = {
      sealed: commitmentOf({ stream: access, seq: 1, field: '/payload/reason', value: 'x', salt: 'ab'.repeat(32) }, sha256),
    };
    const payload = { audience: 'auditor', cases: [], content: 'bundle', export: EXPORT, heads: [], plan: 'ab'.repeat(32), reason };
    const entry: Loose = {
      v: 1,
      stream: access,
      at: instantText(at),
      actor: { id: 'a', role: 'auditor' },
      command: 'RequestExport',
      type: 'ExportRequested',
      rulebook: null,
      data: { payload },
    };
    renamed.set(access, [entry]);
  }
  return renamed;
}

/** Complete subtrees by level, and the ragged right edge as it is asked for. */
class Tree {
  readonly size: number;
  private readonly levels: Uint8Array[][];
  private readonly ragged = new Map<number, Uint8Array>();

  constructor(leaves: Uint8Array[]) {
    this.size = leaves.length;
    this.levels = [leaves];
    for (let row = leaves; row.length > 1;) {
      const above: Uint8Array[] = [];
      for (let index = 0; index + 1 < row.length; index += 2)
        above.push(nodeHash(row[index] as Uint8Array, row[index + 1] as Uint8Array, sha256));
      this.levels.push(above);
      row = above;
    }
  }

  root(): Uint8Array {
    return this.hashOf(0, this.size);
  }

  proof(index: number): Uint8Array[] {
    return inclusionSpans(index, this.size).map(({ start, end }) => this.hashOf(start, end));
  }

  private hashOf(start: number, end: number): Uint8Array {
    const length = end - start;
    const level = Math.round(Math.log2(length));
    if (2 ** level === length) return this.levels[level]?.[start / length] as Uint8Array;
    const known = this.ragged.get(start);
    if (known !== undefined) return known;
    const middle = start + splitOf(length);
    const hash = nodeHash(this.hashOf(start, middle), this.hashOf(middle, end), sha256);
    this.ragged.set(start, hash);
    return hash;
  }
}

class ZipWriter {
  private readonly file: number;
  private readonly members: ZipMember[] = [];
  private readonly manifest: string[] = [];
  private readonly tags: string[] = [];
  private offset = 0;

  constructor(path: string) {
    this.file = openSync(path, 'w');
  }

  add(path: string, bytes: Uint8Array): void {
    const member = { name: Buffer.from(`${bagFolder(EXPORT)}/${path}`), size: bytes.length, crc32: crc32(bytes), offset: this.offset };
    this.members.push(member);
    for (const part of [localHeader(member), bytes, dataDescriptor(member)]) this.put(part);
    const line = manifestLine(path, toHex(sha256(bytes)));
    if (path.startsWith('data/')) this.manifest.push(line);
    else this.tags.push(line);
  }

  end(): void {
    this.add('manifest-sha256.txt', Buffer.from(this.manifest.join('')));
    this.add('tagmanifest-sha256.txt', Buffer.from(this.tags.join('')));
    const directory = this.offset;
    for (const member of this.members) this.put(centralRecord(member));
    this.put(endRecords(this.members.length, { offset: directory, size: this.offset - directory }));
    closeSync(this.file);
  }

  private put(bytes: Uint8Array): void {
    writeSync(this.file, bytes);
    this.offset += bytes.length;
  }
}

function writeZip(path: string, kept: readonly Kept[], tree: Tree, at: number): void {
  const zip = new ZipWriter(path);
  const text = (value: string): Buffer => Buffer.from(value);
  const rulebook = rulebookOf(currentRulebookId);
  const keys = keysOf();
  const head = checkpointText({ origin: keys.origin, size: tree.size, root: tree.root() });
  const seconds = Math.floor(at / 1000);
  const checkpoint = writeNote({
    text: head,
    signatures: [signText(head, keys.log, ed25519), ...keys.witnesses.map((key) => cosign(head, key, seconds, ed25519))],
  });
  zip.add('bag-info.txt', text(bagInfoText([['External-Identifier', EXPORT]])));
  zip.add('bagit.txt', text(BAG_DECLARATION));
  zip.add('data/bundle.json', canonicalBytes(statementOf(kept, tree.size, at, keys.origin)));
  zip.add('data/log/checkpoint', text(checkpoint));
  zip.add(`data/rulebooks/${rulebook.id}.json`, canonicalBytes(JSON.parse(JSON.stringify(rulebook))));
  for (const { stream, events, indexes, state } of kept) {
    const lines = indexes.map(
      (index, seq) =>
        `{"index":${index},"proof":[${tree
          .proof(index)
          .map((hash) => `"${toBase64(hash)}"`)
          .join()}],"seq":${seq + 1}}\n`,
    );
    zip.add(`data/${streamFile(stream, 'events')}`, events);
    zip.add(`data/${streamFile(stream, 'proofs')}`, text(lines.join('')));
    if (state !== undefined) zip.add(`data/${streamFile(stream, 'state')}`, state);
  }
  zip.end();
}

function statementOf(kept: readonly Kept[], size: number, at: number, origin: string): BundleStatement {
  const streams = kept.map(({ stream, indexes, hash, rulebook, state }): BundleStream => {
    const digest = state === undefined ? null : toHex(sha256(state));
    const process = state === undefined ? null : 1;
    return {
      stream,
      seq: indexes.length,
      hash,
      file: streamFile(stream, 'events'),
      nonce: nonceOf(stream),
      rulebook,
      process,
      state: digest,
      sight: 'exact',
    };
  });
  return {
    v: 1,
    format: 'tregua-bundle/1',
    export: EXPORT,
    at: instantText(at),
    audience: 'auditor',
    redacted: false,
    scope: { cases: [] },
    content: 'records',
    notice: 'Made for measuring.',
    cosigned: '',
    requests: [],
    streams,
    evidence: [],
    log: { origin, size },
  };
}
