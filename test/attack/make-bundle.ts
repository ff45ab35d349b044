import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
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
  receiptText,
  sealEntry,
  signNote,
  signText,
  SIGNATURE_TYPES,
  streamFile,
  streamTagOf,
  toBase64,
  toHex,
  valueAt,
  verifierKeyOf,
  writeLogEntry,
  writeNote,
  writeVerifierKey,
  ZERO_HASH,
  type BundleStatement,
  type LogEntry,
  type SealedValue,
  type SigningKey,
  type Span,
} from '@tregua/ledger';
import type { Subject } from '@tregua/casework';
import { splitOf } from '../../libs/ledger/src/log/merkle-tree.js';
import { nodeTools } from '../../apps/verifier/src/node/node-tools.js';
import { Findings } from '../../apps/verifier/src/finding.js';
import { readZip } from '../../apps/verifier/src/zip/read-zip.js';
import { sourceOfBytes } from '../../apps/verifier/src/zip/source.js';
import { crc32 } from '../../apps/verifier/src/zip/crc32.js';
import { centralRecord, dataDescriptor, endRecords, localHeader, type ZipMember } from '../../apps/verifier/src/zip/zip-form.js';
import type { Loose } from '../tamper/history.js';

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const hex = (text: string): string => toHex(sha256(Buffer.from(text)));
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
export const ed25519 = {
  sign: (seed: Uint8Array, message: Uint8Array): Uint8Array =>
    sign(null, message, createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })),
  verify: nodeTools.signatures.verify,
};

/** A key that follows from a name, so that each run has the same. */
export function keyNamed(name: string, type: number = SIGNATURE_TYPES.ed25519, seedOf = name): SigningKey {
  const privateKey = sha256(Buffer.from(`key of ${seedOf}`));
  const pem = createPublicKey(createPrivateKey({ key: Buffer.concat([PKCS8, privateKey]), format: 'der', type: 'pkcs8' }));
  const publicKey = new Uint8Array(pem.export({ format: 'der', type: 'spki' }).subarray(-32));
  return { ...verifierKeyOf(name, type, publicKey, sha256), privateKey };
}

/** Everything that a test's operator has, and the witnesses beside it. */
export interface Keys {
  readonly origin: string;
  readonly log: SigningKey;
  readonly receipt: SigningKey;
  readonly witnesses: readonly SigningKey[];
}

export function keysOf(origin = 'log.test/tregua', salt = ''): Keys {
  return {
    origin,
    log: keyNamed(origin, SIGNATURE_TYPES.ed25519, `${origin}${salt}`),
    receipt: keyNamed(`${origin}/receipt`, SIGNATURE_TYPES.ed25519, `${origin}/receipt${salt}`),
    witnesses: [1, 2, 3].map((n) => keyNamed(`witness-${n}`, SIGNATURE_TYPES.cosignatureV1, `witness-${n}${salt}`)),
  };
}

export const vkeyOf = ({ log }: Keys): string => writeVerifierKey(log);

/** Two of three witnesses, from outside. */
export function policyText({ log, witnesses }: Keys): string {
  const lines = witnesses.map((key, index) => `witness w${index + 1} ${writeVerifierKey(key)}`);
  return [`log ${writeVerifierKey(log)}`, ...lines, 'group two-of-three 2 w1 w2 w3', 'quorum two-of-three', ''].join('\n');
}

/** One sealed entry of a stream, before it is in a log. */
export interface Sealed {
  readonly stream: string;
  readonly seq: number;
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly prev: string;
  readonly at: string;
}

/** Chains every stream. */
export function sealedStreams(streams: ReadonlyMap<string, readonly Loose[]>): Map<string, Sealed[]> {
  return new Map(
    [...streams].map(([stream, list]) => {
      let prev = ZERO_HASH;
      const sealed = list.map((loose, index) => {
        const { bytes, hash } = sealEntry({ ...loose, seq: index + 1, prev }, sha256);
        const one = { stream, seq: index + 1, bytes, hash, prev, at: loose.at };
        prev = hash;
        return one;
      });
      return [stream, sealed];
    }),
  );
}

export const nonceOf = (stream: string): string => hex(`nonce of ${stream}`);
export const tagOf = (stream: string): string => streamTagOf(stream, nonceOf(stream), sha256);

/** A log of entries in the order in which they are given; gives proofs in whatever tree size is asked. */
export class TestLog {
  readonly entries: Uint8Array[] = [];
  readonly lines: LogEntry[] = [];
  private readonly leaves: Uint8Array[] = [];
  private readonly places = new Map<string, number>();
  private readonly nodes = new Map<string, Uint8Array>();

  append({ stream, seq, hash, prev, at }: Pick<Sealed, 'stream' | 'seq' | 'hash' | 'prev' | 'at'>): void {
    this.appendLine({ v: 1, tag: tagOf(stream), seq, prev, eventHash: hash, at });
  }

  appendLine(line: LogEntry): void {
    const bytes = writeLogEntry(line);
    if (!this.places.has(`${line.tag} ${line.seq}`)) this.places.set(`${line.tag} ${line.seq}`, this.entries.length);
    this.entries.push(bytes);
    this.lines.push(line);
    this.leaves.push(leafHash(bytes, sha256));
  }

  get size(): number {
    return this.entries.length;
  }

  indexOf(stream: string, seq: number): number | undefined {
    return this.places.get(`${tagOf(stream)} ${seq}`);
  }

  proof(index: number, size = this.size): Uint8Array[] {
    return inclusionSpans(index, size).map((span) => this.hashOf(span));
  }

  root(size = this.size): Uint8Array {
    return size === 0 ? sha256(new Uint8Array()) : this.hashOf({ start: 0, end: size });
  }

  private hashOf({ start, end }: Span): Uint8Array {
    if (end - start === 1) return this.leaves[start] as Uint8Array;
    const name = `${start} ${end}`;
    const known = this.nodes.get(name);
    if (known !== undefined) return known;
    const middle = start + splitOf(end - start);
    const hash = nodeHash(this.hashOf({ start, end: middle }), this.hashOf({ start: middle, end }), sha256);
    this.nodes.set(name, hash);
    return hash;
  }
}

/** A signed and cosigned checkpoint. @param witnesses how many cosign. @param seconds since 1970. */
export function checkpointOf(log: TestLog, keys: Keys, seconds: number, witnesses = 3, size = log.size): string {
  const body = checkpointText({ origin: keys.origin, size, root: log.root(size) });
  const signatures = [
    signText(body, keys.log, ed25519),
    ...keys.witnesses.slice(0, witnesses).map((key) => cosign(body, key, seconds, ed25519)),
  ];
  return writeNote({ text: body, signatures });
}

export function receiptOf(keys: Keys, { stream, seq, hash, at }: Sealed): string {
  return signNote(receiptText({ origin: keys.origin, tag: tagOf(stream), seq, eventHash: hash, at }), [keys.receipt], ed25519);
}

export interface Making {
  readonly exportId: string;
  readonly at: number;
  readonly cases: readonly string[];
  readonly streams: ReadonlyMap<string, readonly Sealed[]>;
  readonly values: readonly SealedValue[];
  /** What the system itself holds, which may be another thing than the entries give. */
  readonly states: ReadonlyMap<string, Subject>;
  readonly rulebook: { readonly id: string; readonly processVersion: number };
  readonly log: { readonly log: TestLog; readonly checkpoint: string; readonly size: number } | undefined;
  readonly more?: ReadonlyMap<string, Uint8Array>;
}

const bytesOfState = (state: Subject): Uint8Array => canonicalBytes(JSON.parse(JSON.stringify(state)));

/** The files of a bundle as docs/export-format.md has them, without the system: for tests of the verifier, and for a forger who holds everything. */
export function bundleFiles(making: Making): Map<string, Uint8Array> {
  const { exportId, at, cases, streams, values, states, rulebook, log } = making;
  const files = new Map<string, Uint8Array>(making.more ?? []);
  const list = [...streams].sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [stream, entries] of list) {
    files.set(streamFile(stream, 'events'), joinedLines(entries.map(({ bytes }) => bytes)));
    const opened = values
      .filter((value) => value.stream === stream && isSealed(value, entries))
      .sort((one, other) => one.seq - other.seq || (one.field < other.field ? -1 : 1));
    if (opened.length > 0)
      files.set(
        streamFile(stream, 'disclosed'),
        joinedLines(opened.map(({ field, salt, seq, value }) => canonicalBytes({ field, salt, seq, value }))),
      );
    if (log !== undefined)
      files.set(streamFile(stream, 'proofs'), joinedLines(entries.map((entry) => proofLine(entry, log.log, log.size))));
    const state = states.get(stream);
    if (state !== undefined) files.set(streamFile(stream, 'state'), bytesOfState(state));
  }
  const statement: BundleStatement = {
    v: 1,
    format: 'tregua-bundle/1',
    export: exportId,
    at: instantText(at),
    audience: 'auditor',
    redacted: false,
    scope: { cases: [...cases].sort() },
    content: 'bundle',
    notice: 'A bundle made by a test.',
    cosigned: '',
    requests: cases.map((id) => requestOf(`access/${id}`, streams)).sort((one, other) => (one.stream < other.stream ? -1 : 1)),
    streams: list.map(([stream, entries]) => {
      const last = entries.at(-1) as Sealed;
      const state = states.get(stream);
      const isLaw = /^(case|report)\//.test(stream);
      return {
        stream,
        seq: last.seq,
        hash: last.hash,
        file: streamFile(stream, 'events'),
        nonce: log === undefined ? null : nonceOf(stream),
        rulebook: (JSON.parse(Buffer.from(last.bytes).toString()) as { rulebook: string | null }).rulebook,
        process: isLaw ? rulebook.processVersion : null,
        state: state === undefined ? null : toHex(sha256(bytesOfState(state))),
        sight: 'exact' as const,
      };
    }),
    evidence: [],
    log: log === undefined ? null : { origin: log.checkpoint.split('\n')[0] ?? '', size: log.size },
  };
  files.set('bundle.json', canonicalBytes(statement));
  files.set(`rulebooks/${rulebook.id}.json`, canonicalBytes(JSON.parse(JSON.stringify(rulebook))));
  files.set('VERIFY.md', text('How to verify.\n'));
  if (log !== undefined) files.set('log/checkpoint', text(log.checkpoint));
  return files;
}

function proofLine({ stream, seq }: Sealed, log: TestLog, size: number): Uint8Array {
  const index = log.indexOf(stream, seq);
  if (index === undefined || index >= size) throw new Error(`${stream} ${seq} is not in the log.`);
  return canonicalBytes({ index, proof: log.proof(index, size).map(toBase64), seq });
}

function requestOf(stream: string, streams: ReadonlyMap<string, readonly Sealed[]>): BundleStatement['requests'][number] {
  const last = streams.get(stream)?.at(-1);
  if (last === undefined) throw new Error(`${stream} is not there.`);
  const { data } = JSON.parse(Buffer.from(last.bytes).toString()) as { data: { payload: { reason: { sealed: string } } } };
  return { stream, seq: last.seq, hash: last.hash, reason: data.payload.reason.sealed };
}

function isSealed(value: SealedValue, entries: readonly Sealed[]): boolean {
  const entry = entries[value.seq - 1];
  if (entry === undefined) return false;
  const { data } = JSON.parse(Buffer.from(entry.bytes).toString()) as { data: never };
  return valueAt(data, `${value.field}/sealed`) === commitmentOf(value, sha256);
}

/** Puts files below data/ into a bag, and the bag into a zip. */
export function zipOf(exportId: string, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const all = new Map([...files].map(([path, bytes]) => [`data/${path}`, bytes]));
  const digest = (bytes: Uint8Array): string => toHex(sha256(bytes));
  const manifest = [...all].sort(([one], [other]) => (one < other ? -1 : 1)).map(([path, bytes]) => manifestLine(path, digest(bytes)));
  all.set('bagit.txt', text(BAG_DECLARATION));
  all.set('bag-info.txt', text(bagInfoText([['External-Identifier', exportId]])));
  all.set('manifest-sha256.txt', text(manifest.join('')));
  const tags = ['bag-info.txt', 'bagit.txt', 'manifest-sha256.txt'].map((path) => manifestLine(path, digest(all.get(path) as Uint8Array)));
  all.set('tagmanifest-sha256.txt', text(tags.join('')));
  return zipOfBag(bagFolder(exportId), all);
}

/** The files of a zip by their names in it. */
export function bundleFilesOf(zip: Uint8Array): Map<string, Uint8Array> {
  const files = readZip(sourceOfBytes(zip), new Findings());
  return new Map([...(files ?? [])].map(({ index, start, size }) => [files?.pathAt(index) ?? '', zip.subarray(start, start + size)]));
}

export function zipOfBag(folder: string, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const parts: Uint8Array[] = [];
  const members: ZipMember[] = [];
  let offset = 0;
  const put = (bytes: Uint8Array): void => {
    parts.push(bytes);
    offset += bytes.length;
  };
  for (const [path, bytes] of [...files].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const member = { name: text(folder === '' ? path : `${folder}/${path}`), size: bytes.length, crc32: crc32(bytes), offset };
    members.push(member);
    put(localHeader(member));
    put(bytes);
    put(dataDescriptor(member));
  }
  const directory = offset;
  for (const member of members) put(centralRecord(member));
  put(endRecords(members.length, { offset: directory, size: offset - directory }));
  return Buffer.concat(parts);
}

function joinedLines(lines: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(lines.flatMap((line) => [line, Buffer.of(10)]));
}
