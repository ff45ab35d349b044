import { decodeBagPath, pathProblem } from './bag-path.js';
import { pathsOf, type Paths } from './bag-paths.js';
import { ExpectedDigests, type ManifestPlaces } from './expected-digests.js';
import { NameTable } from './name-table.js';

/** Something that is wrong with a bag's own files. */
export interface BagProblem {
  readonly what: string;
  /** Path of the file in the bag that is meant; the manifest where a line of it is. */
  readonly path: string;
  /** Line of the manifest, from 1. */
  readonly line?: number;
  readonly says: string;
}

export interface BagPlan {
  readonly problems: readonly BagProblem[];
  /** Every file that a manifest names, with what each manifest says of it. */
  readonly expected: ExpectedDigests;
  /** Fields of `bag-info.txt`, in their order; a label may come more than once. */
  readonly info: readonly (readonly [label: string, value: string])[];
}

/** Bytes of a digest by the name that manifests use (RFC 8493, 2.4). */
const HEX_DIGITS: Readonly<Record<string, number>> = { md5: 32, sha1: 40, sha224: 56, sha256: 64, sha384: 96, sha512: 128 };

/** A path that is as small as it can be. */
const LOWER = /^[a-z0-9._/-]*$/;
const MANIFEST = /^(tag)?manifest-([a-z0-9]+)\.txt$/;
const DECLARATION = /^BagIt-Version: (\d+\.\d+)\r?\nTag-File-Character-Encoding: (\S+)(?:\r?\n)?$/;

/**
 * The bytes of a file, whole, or in pieces that can be gone through more than once: a manifest may be large, and then parts of it are read again when they are
 * asked for.
 */
export type TagBytes = Uint8Array | TagPieces;

export interface TagPieces extends Iterable<Uint8Array> {
  read(offset: number, length: number): Uint8Array;
}

/**
 * Reads what a bag says of itself, by RFC 8493: declaration, manifests, tag manifests, `bag-info.txt`. It hashes nothing: the caller compares each
 * file with `expected`. Only version 1.0 in UTF-8 is taken. A bag with `fetch.txt` is refused: what is not in it cannot be verified.
 *
 * @param paths every file of the bag, from the bag's folder on.
 * @param readTag the bytes of one of them; asked for files at the top only. What it gives must stay readable as long as `expected` is asked.
 * @param onProblem takes each problem as it is found, for callers that keep no long list; `problems` then stays empty.
 */
export function planBag(
  paths: Paths | readonly string[],
  readTag: (path: string) => TagBytes,
  onProblem?: (problem: BagProblem) => void,
): BagPlan {
  const problems: BagProblem[] = [];
  const reading = new BagReading(paths, onProblem ?? ((problem): void => void problems.push(problem)));
  const manifests = reading.takePaths();
  reading.takeDeclaration(readTag);
  for (const path of manifests.sort()) reading.takeManifest(path, readTag(path));
  if (reading.has('bag-info.txt')) reading.takeInfo(readTag('bag-info.txt'));
  reading.checkComplete();
  const { expected, info } = reading;
  return { problems, expected, info };
}

class BagReading {
  readonly expected: ExpectedDigests;
  readonly info: (readonly [string, string])[] = [];
  private readonly paths: Paths;
  private readonly payloadManifests: ManifestPlaces[] = [];
  private payloadFiles = 0;

  constructor(
    paths: Paths | readonly string[],
    private readonly onProblem: (problem: BagProblem) => void,
  ) {
    this.paths = isList(paths) ? pathsOf(paths, (path) => this.say('fileComesTwice', path, 'Two files of the bag have one name.')) : paths;
    this.expected = new ExpectedDigests(this.paths);
  }

  has(path: string): boolean {
    return this.paths.indexOf(path) >= 0;
  }

  /** Goes through the files once; gives the manifests among them. */
  takePaths(): string[] {
    const manifests: string[] = [];
    const folds = new Folds(this.paths);
    for (let index = 0; index < this.paths.size; index += 1) {
      const path = this.paths.at(index);
      if (path === undefined) continue;
      this.checkPath(path);
      folds.take(path);
      if (path.startsWith('data/')) this.payloadFiles += 1;
      else if (MANIFEST.test(path)) manifests.push(path);
    }
    if (folds.areAlike) this.checkCase(folds);
    return manifests;
  }

  private checkPath(path: string): void {
    const problem = pathProblem(path);
    if (problem !== undefined) this.say('pathIsUnsafe', path, `The bag holds a file that must not be unpacked: ${problem}.`);
    if (path === 'fetch.txt') this.say('bagIsHoley', path, 'fetch.txt names files that are not in the bag; such a bag cannot be verified.');
  }

  /** On some systems two such files would be one, and one of them would never be seen. */
  private checkCase(folds: Folds): void {
    const seen = new Map<string, string>();
    for (let index = 0; index < this.paths.size; index += 1) {
      const path = this.paths.at(index);
      const folded = path === undefined ? undefined : folds.of(path);
      if (path === undefined || folded === undefined) continue;
      const other = seen.get(folded);
      if (other !== undefined && other !== path) this.say('namesAreAlike', path, `Some systems cannot tell this file from ${other}.`);
      seen.set(folded, path);
    }
  }

  takeDeclaration(readTag: (path: string) => TagBytes): void {
    if (!this.has('bagit.txt')) return this.say('declarationIsMissing', 'bagit.txt', 'There is no bagit.txt.');
    const found = DECLARATION.exec(textOf(readTag('bagit.txt')) ?? '');
    if (found === null)
      return this.say('declarationIsMalformed', 'bagit.txt', 'bagit.txt is not the two lines of RFC 8493, letter by letter.');
    if (found[1] !== '1.0') this.say('versionIsAnother', 'bagit.txt', `BagIt version ${found[1]}; only 1.0 is read.`);
    if (found[2] !== 'UTF-8') this.say('encodingIsAnother', 'bagit.txt', `Tag files in ${found[2]}; only UTF-8 is read.`);
  }

  takeManifest(path: string, bytes: TagBytes): void {
    const [, tag, algorithm = ''] = MANIFEST.exec(path) ?? [];
    const digits = HEX_DIGITS[algorithm];
    if (digits === undefined) return this.say('algorithmIsUnknown', path, `No digest is called ${algorithm}.`);
    const pieces = piecesOf(bytes);
    if (!isUtf8(pieces)) return this.say('manifestIsMalformed', path, 'The manifest is no UTF-8.');
    const read = (at: number, length: number): Uint8Array =>
      bytes instanceof Uint8Array ? bytes.subarray(at, at + length) : bytes.read(at, length);
    const places = this.expected.manifest(path, algorithm, digits, read);
    const missing = new NameTable();
    let line = 0;
    for (const { text, at } of linesOf(pieces)) {
      line += 1;
      const part = { places, missing, line, isTag: tag !== undefined, digits };
      this.takeLine(part, text.endsWith('\r') ? text.slice(0, -1) : text, at);
    }
    if (tag === undefined) this.payloadManifests.push(places);
  }

  private takeLine({ places, missing, line, isTag, digits }: ManifestPart, text: string, at: number): void {
    const [hash, encoded] = partsOf(text, digits);
    const say = (what: string, says: string): void => this.onProblem({ what, path: places.manifest, line, says });
    if (hash.length !== digits) return say('manifestLineIsMalformed', 'A line is a digest of the right length, blanks, and a path.');
    const path = decodeBagPath(encoded);
    if (path === undefined) return say('manifestLineIsMalformed', 'A percent sign in the path stands for neither CR, LF nor itself.');
    const problem = pathProblem(path);
    if (problem !== undefined) return say('pathIsUnsafe', `The manifest names ${JSON.stringify(path)}: ${problem}.`);
    if (path.startsWith('data/') === isTag)
      return say('manifestNamesTheWrongFile', `${path} does not belong into ${isTag ? 'a tag manifest' : 'a payload manifest'}.`);
    const file = this.paths.indexOf(path);
    const before = missing.size;
    const isFirst = file < 0 ? missing.add(path) === before : places.add(file, at);
    if (!isFirst) say('fileIsNamedTwice', `${path} comes twice.`);
    else if (file < 0) say('fileIsMissing', `${path} is named and is not there.`);
  }

  takeInfo(bytes: TagBytes): void {
    const text = textOf(bytes);
    if (text === undefined) return this.say('infoIsMalformed', 'bag-info.txt', 'bag-info.txt is no UTF-8.');
    for (const line of text.split(/\r?\n/)) {
      if (line === '') continue;
      const last = this.info.at(-1);
      if (/^[ \t]/.test(line) && last !== undefined) {
        this.info[this.info.length - 1] = [last[0], `${last[1]} ${line.trim()}`];
        continue;
      }
      const found = /^([^:]+?)[ \t]*:[ \t]*(.*)$/.exec(line);
      if (found === null) this.say('infoIsMalformed', 'bag-info.txt', `No label and value: ${JSON.stringify(line.slice(0, 80))}.`);
      else this.info.push([found[1] as string, found[2] as string]);
    }
  }

  /** RFC 8493, 3: at least one payload manifest, and each of them lists every payload file. */
  checkComplete(): void {
    if (this.payloadManifests.length === 0) this.say('manifestIsMissing', 'manifest-sha256.txt', 'The bag has no payload manifest.');
    const partial = this.payloadManifests.filter(({ count }) => count < this.payloadFiles);
    for (let index = 0; partial.length > 0 && index < this.paths.size; index += 1) {
      const path = this.paths.at(index);
      if (path?.startsWith('data/') !== true) continue;
      for (const places of partial)
        if (!places.has(index)) this.say('fileIsNotNamed', path, `${path} is there, and ${places.manifest} does not name it.`);
    }
  }

  private say(what: string, path: string, says: string): void {
    this.onProblem({ what, path, says });
  }
}

/** What is known where a line of a manifest is read. */
interface ManifestPart {
  readonly places: ManifestPlaces;
  /** Files that were named and are not there. */
  readonly missing: NameTable;
  readonly line: number;
  readonly isTag: boolean;
  readonly digits: number;
}

/** Paths that some systems would write alike. Most are as small as they can be: only where another one is folded to the same they are of interest. */
class Folds {
  /** Is there any? */
  areAlike = false;
  private readonly folds = new Set<string>();

  constructor(private readonly paths: Paths) {}

  take(path: string): void {
    if (LOWER.test(path)) return;
    const folded = fold(path);
    this.areAlike ||= this.folds.has(folded) || (folded !== path && this.paths.indexOf(folded) >= 0);
    this.folds.add(folded);
  }

  /** What a path is folded to, where another might be too. */
  of(path: string): string | undefined {
    const folded = LOWER.test(path) ? path : fold(path);
    return this.folds.has(folded) ? folded : undefined;
  }
}

function fold(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function isList(paths: Paths | readonly string[]): paths is readonly string[] {
  return Array.isArray(paths);
}

/** Digest and path of a line. As it is nearly always written, in lower case and with two blanks, it needs no expression. */
function partsOf(text: string, digits: number): readonly [hash: string, path: string] {
  const [first, path] = [text.slice(0, digits), text.slice(digits + 2)];
  if (text.startsWith('  ', digits) && path !== '' && !/^[ \t]/.test(path) && HEX.test(first)) return [first, path];
  const [, hash = '', encoded = ''] = /^([0-9A-Fa-f]+)[ \t]+(.+)$/.exec(text) ?? [];
  return [hash, encoded];
}

const HEX = /^[0-9a-f]+$/;
const LINE_FEED = 0x0a;

function piecesOf(bytes: TagBytes): Iterable<Uint8Array> {
  return bytes instanceof Uint8Array ? [bytes] : bytes;
}

/** Lines without their line feeds, each with its first byte's place; none behind the last one. */
function* linesOf(pieces: Iterable<Uint8Array>): Generator<{ readonly text: string; readonly at: number }> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let carried = '';
  let start = 0;
  let pieceAt = 0;
  for (const bytes of pieces) {
    let from = 0;
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, from)) {
      yield { text: carried + decoder.decode(bytes.subarray(from, at)), at: start };
      carried = '';
      from = at + 1;
      start = pieceAt + from;
    }
    // A character may stand half in this piece and half in the next one.
    carried += decoder.decode(bytes.subarray(from), { stream: true });
    pieceAt += bytes.length;
  }
  carried += decoder.decode();
  if (carried !== '') yield { text: carried, at: start };
}

function isUtf8(pieces: Iterable<Uint8Array>): boolean {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  try {
    for (const bytes of pieces) {
      let all = 0;
      for (let at = 0; at < bytes.length; at += 1) all |= bytes[at] as number;
      // From the first character on that is not ASCII all is decoded: one may stand half in one piece and half in the next.
      if (all >= 0x80) decoder ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
      decoder?.decode(bytes, { stream: true });
    }
    decoder?.decode();
    return true;
  } catch {
    return false;
  }
}

function textOf(bytes: TagBytes): string | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    let text = '';
    for (const piece of piecesOf(bytes)) text += decoder.decode(piece, { stream: true });
    return text + decoder.decode();
  } catch {
    return undefined;
  }
}
