import { fromHex, toHex } from '../hex.js';
import { NameTable } from './name-table.js';

/** What one file of the bag must hash to. */
export interface ExpectedDigest {
  readonly algorithm: string;
  /** Lower-case hexadecimal. */
  readonly hash: string;
  readonly manifest: string;
  readonly line: number;
}

const BYTES = 32;

/** What the manifests of a bag say of each file. A bag may have a million files, nearly all named once and with SHA-256: of those only digest and line are kept. */
export class ExpectedDigests implements Iterable<[string, readonly ExpectedDigest[]]> {
  readonly names = new NameTable();
  /** Files of which a manifest says something. */
  size = 0;
  private hashes = new Uint8Array(BYTES << 6);
  /** From 1; 0: nothing is kept in short. */
  private lines = new Int32Array(1 << 6);
  private manifests = new Uint8Array(1 << 6);
  private readonly manifestNames: string[] = [];
  private readonly more = new Map<number, ExpectedDigest[]>();

  add(path: string, digest: ExpectedDigest): void {
    const index = this.names.add(path);
    this.makeRoom(index);
    if (this.lines[index] === 0 && !this.more.has(index)) this.size += 1;
    const manifest = this.manifestOf(digest.manifest);
    if (digest.algorithm === 'sha256' && manifest < 0x100 && this.lines[index] === 0 && !this.more.has(index)) {
      this.hashes.set(fromHex(digest.hash), index * BYTES);
      this.lines[index] = digest.line;
      this.manifests[index] = manifest;
      return;
    }
    const list = this.more.get(index);
    if (list === undefined) this.more.set(index, [digest]);
    else list.push(digest);
  }

  get(path: string): readonly ExpectedDigest[] | undefined {
    const index = this.names.indexOf(path);
    return index < 0 ? undefined : this.at(index);
  }

  /** Is this file named once, and with this SHA-256? The quick question of a verifier that has just hashed it. */
  isJust(path: string, hash: Uint8Array): boolean {
    const index = this.names.indexOf(path);
    if (index < 0 || index >= this.lines.length || this.lines[index] === 0 || this.more.has(index)) return false;
    const from = index * BYTES;
    for (let at = 0; at < BYTES; at += 1) if (this.hashes[from + at] !== hash[at]) return false;
    return true;
  }

  *[Symbol.iterator](): Iterator<[string, readonly ExpectedDigest[]]> {
    for (let index = 0; index < this.names.size; index += 1) {
      const list = this.at(index);
      if (list !== undefined) yield [this.names.at(index), list];
    }
  }

  private at(index: number): readonly ExpectedDigest[] | undefined {
    const more = this.more.get(index);
    const line = this.lines[index] ?? 0;
    if (line === 0) return more;
    const hash = toHex(this.hashes.subarray(index * BYTES, (index + 1) * BYTES));
    const manifest = this.manifestNames[this.manifests[index] as number] as string;
    return [{ algorithm: 'sha256', hash, manifest, line }, ...(more ?? [])];
  }

  private manifestOf(name: string): number {
    const known = this.manifestNames.lastIndexOf(name);
    return known >= 0 ? known : this.manifestNames.push(name) - 1;
  }

  private makeRoom(index: number): void {
    if (index < this.lines.length) return;
    const room = 2 * (index + 1);
    const { hashes, lines, manifests } = this;
    (this.hashes = new Uint8Array(room * BYTES)).set(hashes);
    (this.lines = new Int32Array(room)).set(lines);
    (this.manifests = new Uint8Array(room)).set(manifests);
  }
}
