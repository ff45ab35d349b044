import { BUNDLE_LIMITS, fromHex, pathProblem, planBag, toHex, type ExpectedDigests, type Paths, type TagPieces } from '@tregua/ledger';
import type { Findings, Place } from '../finding.js';
import type { Tools } from '../tools.js';
import { Pages, type Room } from '../zip/pages.js';
import { checkAround } from '../zip/read-zip.js';
import { Window, WINDOW_BYTES, type Source } from '../zip/source.js';
import type { ZipFile, ZipFiles } from '../zip/zip-files.js';
import { LineCursor } from './line-cursor.js';

const TAG_MANIFEST = 'tagmanifest-sha256.txt';
const TAG_FILES = ['bag-info.txt', 'bagit.txt', 'manifest-sha256.txt'];
/** What is known of a file: nothing; it was read (or its reading has begun); it was read, and is what the one manifest that names it says. */
const [UNREAD, READ, AS_STATED] = [0, 1, 2];
const encoder = new TextEncoder();

/** What hangs together was mostly made at one time, and stands near each other in each part of the bundle. */
const NEAR: Room = { pages: 64, pageBytes: 64 * 1024 };

type Parts = () => Uint8Array | undefined;

/**
 * The files of the bag in a bundle's zip. Each file is compared with its checksum and with the manifest in the moment in which it is read, so
 * that all bytes are read once; `checkRest` reads what nobody asked for.
 */
export class Bag {
  private readonly shared: Window;
  /** For what is read once more. */
  private readonly near: Pages;
  private readonly checked: Uint8Array;
  private readonly digests = new Map<string, string>();
  private expected: ExpectedDigests | undefined;

  constructor(
    private readonly source: Source,
    private readonly zip: ZipFiles,
    /** The folder at the root of the zip, without a slash. */
    readonly folder: string,
    private readonly tools: Tools,
    private readonly findings: Findings,
  ) {
    this.shared = new Window(source);
    this.near = new Pages(source, NEAR);
    this.checked = new Uint8Array(zip.length);
    for (const { index, offset } of zip) {
      const path = zip.pathAt(index);
      if (path.startsWith(`${folder}/`)) continue;
      findings.broken('fileIsOutsideTheBag', { file: path, offset }, `The zip holds a file outside the folder ${folder}.`);
    }
  }

  /** Declaration, manifests and their own digests. */
  open(): void {
    const { expected } = planBag(
      this.safePaths(),
      (path) => this.inPieces(path, BUNDLE_LIMITS.tagFileBytes, true) ?? new Uint8Array(0),
      ({ what, path, line, says }) => this.findings.broken(what, { ...this.placeOf(path), ...(line === undefined ? {} : { line }) }, says),
    );
    this.expected = expected;
    // The manifests were read before it was known what they must hash to.
    for (const [path, digest] of this.digests) this.compareWithManifest(path, digest);
    this.checkTagManifest();
  }

  has(path: string): boolean {
    return this.zip.indexOf(this.inZip(path)) >= 0;
  }

  *paths(): Generator<string> {
    for (let index = 0; index < this.zip.length; index += 1) {
      const path = this.pathAt(index);
      if (path !== undefined) yield path;
    }
  }

  *pathsIn(folder: string): Generator<string> {
    for (const path of this.paths()) if (path.startsWith(folder)) yield path;
  }

  /** Path in the bag of a file of the zip; none where it is no file of the bag. */
  private pathAt(index: number): string | undefined {
    if (this.zip.isReplaced(index)) return undefined;
    const path = this.zip.pathAt(index);
    return path.startsWith(`${this.folder}/`) ? path.slice(this.folder.length + 1) : undefined;
  }

  private safePaths(): Paths {
    const isSafe = (path: string): boolean => pathProblem(path) === undefined;
    return {
      size: this.zip.length,
      at: (index) => {
        const path = this.pathAt(index);
        return path !== undefined && isSafe(path) ? path : undefined;
      },
      indexOf: (path) => (isSafe(path) ? this.zip.indexOf(this.inZip(path)) : -1),
    };
  }

  private inZip(path: string): string {
    return `${this.folder}/${path}`;
  }

  private fileOf(path: string): ZipFile | undefined {
    const index = this.zip.indexOf(this.inZip(path));
    return index < 0 ? undefined : this.zip.at(index);
  }

  sizeOf(path: string): number {
    return this.fileOf(path)?.size ?? 0;
  }

  /** What the manifest says of a file; `checkRest` compares. */
  manifestDigestOf(path: string): string | undefined {
    return this.expected?.get(path)?.find(({ algorithm }) => algorithm === 'sha256')?.hash;
  }

  /** A path, and where its contents begin in the zip. */
  placeOf(path: string, from = 0): Place {
    const file = this.fileOf(path);
    return file === undefined ? { file: path } : { file: path, offset: file.start + from };
  }

  /** The whole contents; none where there is no such file, or a larger one than the limit (which is a finding). */
  bytes(path: string, limit: number, isTag = false): Uint8Array | undefined {
    const file = this.fileWithin(path, limit);
    if (file === undefined) return undefined;
    const whole = this.source.read(file.start, file.size);
    const pieces = this.pieces(path, file, once(whole), isTag);
    while (pieces() !== undefined);
    return whole;
  }

  /** As `bytes`, but never more than a piece at a time; they can be gone through again, and read in parts. */
  inPieces(path: string, limit: number, isTag = false): TagPieces | undefined {
    const file = this.fileWithin(path, limit);
    if (file === undefined) return undefined;
    const pages = new Pages(this.source);
    return {
      [Symbol.iterator]: () => each(this.pieces(path, file, this.partsOf(file), isTag)),
      read: (offset, length) => pages.read(file.start + offset, length),
    };
  }

  private fileWithin(path: string, limit: number): ZipFile | undefined {
    const file = this.fileOf(path);
    if (file === undefined || file.size <= limit) return file;
    this.findings.broken('fileIsTooLarge', this.placeOf(path), `This file has ${file.size} bytes, more than the ${limit} that are read.`);
    return undefined;
  }

  /** Reads a file for its checksum and its digest alone, while what stands beside it in the zip is read anyway. */
  readBeside(path: string): void {
    const file = this.fileOf(path);
    if (file === undefined || this.checked[file.index] !== UNREAD) return;
    const pieces = this.pieces(path, file, this.partsOf(file));
    while (pieces() !== undefined);
  }

  /** Was this file read, and is this the SHA-256 of what was there? A no may also come from a bag that says more than one thing of it. */
  isKnownAs(path: string, sha256: string): boolean {
    const file = this.fileOf(path);
    return file !== undefined && this.checked[file.index] === AS_STATED && this.expected?.isJust(file.index, fromHex(sha256)) === true;
  }

  /** The whole contents once more. */
  again(path: string): Uint8Array | undefined {
    const file = this.fileOf(path);
    return file === undefined || file.size > BUNDLE_LIMITS.stateBytes ? undefined : this.near.read(file.start, file.size);
  }

  /** The lines of a file; none where there is no such file. It is compared with the manifest when the cursor comes to its end. */
  lines(path: string): LineCursor | undefined {
    const file = this.fileOf(path);
    if (file === undefined) return undefined;
    return new LineCursor(this.pieces(path, file, this.partsOf(file)), {
      lineBytes: BUNDLE_LIMITS.lineBytes,
      lines: BUNDLE_LIMITS.linesPerStream,
    });
  }

  /** The lines once more, when the file has been compared already. */
  linesAgain(path: string): LineCursor | undefined {
    const file = this.fileOf(path);
    if (file === undefined) return undefined;
    const parts = file.size <= WINDOW_BYTES ? once(this.near.read(file.start, file.size)) : this.partsOf(file);
    return new LineCursor(parts, { lineBytes: BUNDLE_LIMITS.lineBytes, lines: BUNDLE_LIMITS.linesPerStream });
  }

  /** Reads every file that was not read. */
  checkRest(progress: (read: number) => void): void {
    const { zip } = this;
    for (let index = 0; index < zip.length; index += 1) {
      const path = this.checked[index] === UNREAD ? this.pathAt(index) : undefined;
      if (path === undefined) continue;
      const file = zip.at(index);
      const pieces = this.pieces(path, file, this.partsOf(file));
      for (let piece = pieces(); piece !== undefined; piece = pieces()) progress(piece.length);
    }
  }

  /** Gives the file in pieces, then nothing. */
  private partsOf(file: ZipFile): Parts {
    const window = file.size <= WINDOW_BYTES ? this.shared : this.source;
    let at = 0;
    return () => {
      if (at >= file.size) return undefined;
      const piece = window.read(file.start + at, Math.min(WINDOW_BYTES, file.size - at));
      at += piece.length;
      return piece;
    };
  }

  /** Hands pieces on, and compares at the end. */
  private pieces(path: string, file: ZipFile, parts: Parts, isTag = false): Parts {
    const first = this.checked[file.index] === UNREAD;
    if (first) this.checked[file.index] = READ;
    const hasher = first && file.size > WINDOW_BYTES ? this.tools.hasher() : undefined;
    let crc32 = 0;
    let digest: Uint8Array | undefined;
    return () => {
      const piece = parts();
      if (!first) return piece;
      if (piece !== undefined) {
        crc32 = this.tools.crc32(piece, crc32);
        if (hasher !== undefined) hasher.update(piece);
        else digest = this.tools.digest(piece);
        return piece;
      }
      digest ??= hasher?.digest() ?? this.tools.digest(new Uint8Array(0));
      this.compare(path, file, crc32, digest, isTag);
      return undefined;
    };
  }

  private compare(path: string, file: ZipFile, crc32: number, hash: Uint8Array, isTag: boolean): void {
    checkAround(this.shared, this.zip, this.inZip(path), file, this.findings);
    if (crc32 !== file.crc32) {
      const says = `The CRC-32 of the ${file.size} bytes from here on is not the one in the zip's directory.`;
      this.findings.broken('checksumDiffers', this.placeOf(path), says);
    }
    if (!isTag && !TAG_FILES.includes(path) && this.expected?.isJust(file.index, hash) === true) {
      this.checked[file.index] = AS_STATED;
      return;
    }
    const digest = toHex(hash);
    if (isTag || TAG_FILES.includes(path)) this.digests.set(path, digest);
    if (!isTag) this.compareWithManifest(path, digest);
  }

  private compareWithManifest(path: string, digest: string): void {
    const expected = this.expected?.get(path);
    if (expected === undefined) return;
    for (const { algorithm, hash, manifest } of expected) {
      if (algorithm !== 'sha256' || hash === digest) continue;
      const says = `The SHA-256 of the ${this.sizeOf(path)} bytes from here on is ${digest}; ${manifest} says ${hash}.`;
      this.findings.broken('fileDiffers', this.placeOf(path), says);
    }
  }

  /** No manifest speaks of the tag manifest: it is made again from the digests of the others, and must be the same. */
  private checkTagManifest(): void {
    for (const path of TAG_FILES) if (!this.digests.has(path)) this.bytes(path, BUNDLE_LIMITS.tagFileBytes, true);
    const missing = [...TAG_FILES, TAG_MANIFEST].filter((path) => !this.has(path));
    for (const path of missing) this.findings.broken('fileIsMissing', { file: path }, `Each bundle holds a file ${path}.`);
    for (const path of this.paths()) {
      if (path.startsWith('data/') || path === TAG_MANIFEST || TAG_FILES.includes(path)) continue;
      this.findings.broken('fileIsUnknown', this.placeOf(path), 'No such file belongs beside data/ in a bundle.');
    }
    if (missing.length > 0) return;
    const made = encoder.encode(TAG_FILES.map((path) => `${this.digests.get(path) ?? ''}  ${path}\n`).join(''));
    const found = this.bytes(TAG_MANIFEST, BUNDLE_LIMITS.tagFileBytes, true) ?? new Uint8Array(0);
    const length = Math.max(made.length, found.length);
    for (let at = 0; at < length; at += 1) {
      if (made[at] === found[at]) continue;
      const says = `Made again from the files that it lists, ${TAG_MANIFEST} has another byte here.`;
      return this.findings.broken('tagManifestDiffers', this.placeOf(TAG_MANIFEST, at), says);
    }
  }
}

/** To the end in any case: there it is compared. */
function* each(parts: Parts): Generator<Uint8Array> {
  try {
    for (let piece = parts(); piece !== undefined; piece = parts()) yield piece;
  } finally {
    while (parts() !== undefined);
  }
}

function once(whole: Uint8Array): Parts {
  let rest: Uint8Array | undefined = whole;
  return () => {
    const piece = rest;
    rest = undefined;
    return piece;
  };
}
