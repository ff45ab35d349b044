import { NIBBLES } from '../hex.js';
import type { Paths } from './bag-paths.js';

/** What one file of the bag must hash to. */
export interface ExpectedDigest {
  readonly algorithm: string;
  /** Lower-case hexadecimal. */
  readonly hash: string;
  readonly manifest: string;
}

/** So many bytes of a manifest, from an offset on. They need to hold until the next call only. */
export type ManifestReader = (offset: number, length: number) => Uint8Array;

const SHA256_DIGITS = 64;
/** So many files stand in one part of the places: a tag manifest names a few of many. */
const PART = 1 << 12;
const decoder = new TextDecoder();

/** Where each file stands in one manifest. */
export class ManifestPlaces {
  /** Files that are named. */
  count = 0;
  /** Of each file's line the first byte, from 1; 0: it is not named. A manifest has less than 4 GiB. */
  private readonly parts: Uint32Array[] = [];

  constructor(
    readonly manifest: string,
    readonly algorithm: string,
    private readonly digits: number,
    private readonly read: ManifestReader,
  ) {}

  /** False: it was named already. */
  add(file: number, at: number): boolean {
    if (this.has(file)) return false;
    const part = Math.floor(file / PART);
    while (this.parts.length <= part) this.parts.push(NOTHING);
    if (this.parts[part] === NOTHING) this.parts[part] = new Uint32Array(PART);
    (this.parts[part] as Uint32Array)[file % PART] = at + 1;
    this.count += 1;
    return true;
  }

  has(file: number): boolean {
    return this.placeOf(file) > 0;
  }

  digestOf(file: number): ExpectedDigest {
    const hash = decoder.decode(this.read(this.placeOf(file) - 1, this.digits)).toLowerCase();
    return { algorithm: this.algorithm, hash, manifest: this.manifest };
  }

  /** Is this the SHA-256 of a file that is named, written in lower case? */
  isSha256Of(file: number, hash: Uint8Array): boolean {
    if (this.digits !== SHA256_DIGITS) return false;
    const digits = this.read(this.placeOf(file) - 1, SHA256_DIGITS);
    for (let at = 0; at < hash.length; at += 1) {
      const byte = ((NIBBLES[digits[2 * at] as number] as number) << 4) | (NIBBLES[digits[2 * at + 1] as number] as number);
      if (byte !== hash[at]) return false;
    }
    return hash.length * 2 === SHA256_DIGITS;
  }

  private placeOf(file: number): number {
    return this.parts[Math.floor(file / PART)]?.[file % PART] ?? 0;
  }
}

const NOTHING = new Uint32Array(0);

/**
 * What the manifests of a bag say of each file. A bag may have a million files: of each only its place in a manifest is kept, and what stands there is read again when it is
 * asked for.
 */
export class ExpectedDigests implements Iterable<[string, readonly ExpectedDigest[]]> {
  private readonly manifests: ManifestPlaces[] = [];

  constructor(private readonly paths: Paths) {}

  /** Files of which a manifest says something. */
  get size(): number {
    let count = 0;
    for (let file = 0; file < this.paths.size; file += 1) if (this.manifests.some((places) => places.has(file))) count += 1;
    return count;
  }

  /** Begins one more manifest. */
  manifest(name: string, algorithm: string, digits: number, read: ManifestReader): ManifestPlaces {
    const places = new ManifestPlaces(name, algorithm, digits, read);
    this.manifests.push(places);
    return places;
  }

  get(path: string): readonly ExpectedDigest[] | undefined {
    const file = this.paths.indexOf(path);
    const digests = file < 0 ? [] : this.at(file);
    return digests.length === 0 ? undefined : digests;
  }

  /** Is this file, by its number, named once, and with this SHA-256? The quick question of a verifier that has just hashed it. */
  isJust(file: number, hash: Uint8Array): boolean {
    let only: ManifestPlaces | undefined;
    for (const places of this.manifests) {
      if (!places.has(file)) continue;
      if (only !== undefined) return false;
      only = places;
    }
    return only?.isSha256Of(file, hash) ?? false;
  }

  /** Each file once, those of the first manifest first. */
  *[Symbol.iterator](): Iterator<[string, readonly ExpectedDigest[]]> {
    for (const [number, places] of this.manifests.entries()) {
      for (let file = 0; file < this.paths.size; file += 1) {
        const path = places.has(file) ? this.paths.at(file) : undefined;
        if (path !== undefined && !this.manifests.slice(0, number).some((before) => before.has(file))) yield [path, this.at(file)];
      }
    }
  }

  private at(file: number): readonly ExpectedDigest[] {
    return this.manifests.filter((places) => places.has(file)).map((places) => places.digestOf(file));
  }
}
