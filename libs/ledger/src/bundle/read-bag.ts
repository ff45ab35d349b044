import { decodeBagPath, pathProblem } from './bag-path.js';
import { ExpectedDigests } from './expected-digests.js';
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

/** The files of a bag. Who can say quickly whether one is there spares the plan a list of its own. */
export type Paths = Iterable<string> & { readonly has?: (path: string) => boolean };

/** The bytes of a file, whole, or in pieces that can be gone through more than once: a manifest may be large. */
export type TagBytes = Uint8Array | Iterable<Uint8Array>;

/**
 * Reads what a bag says of itself, by RFC 8493: declaration, manifests, tag manifests, `bag-info.txt`. It hashes nothing: the caller compares each
 * file with `expected`. Only version 1.0 in UTF-8 is taken. A bag with `fetch.txt` is refused: what is not in it cannot be verified.
 *
 * @param paths every file of the bag, from the bag's folder on. They are gone through more than once.
 * @param readTag the bytes of one of them; asked for files at the top only.
 */
export function planBag(paths: Paths, readTag: (path: string) => TagBytes): BagPlan {
  const reading = new BagReading(paths);
  const manifests: string[] = [];
  for (const path of paths) {
    reading.checkPath(path);
    if (MANIFEST.test(path)) manifests.push(path);
  }
  reading.checkCase(paths);
  reading.takeDeclaration(readTag);
  for (const path of manifests.sort()) reading.takeManifest(path, piecesOf(readTag(path)));
  if (reading.has('bag-info.txt')) reading.takeInfo(readTag('bag-info.txt'));
  reading.checkComplete();
  const { problems, expected, info } = reading;
  return { problems, expected, info };
}

class BagReading {
  readonly problems: BagProblem[] = [];
  readonly expected = new ExpectedDigests();
  readonly info: (readonly [string, string])[] = [];
  /** What each payload manifest names, by the index of the name in `expected`. */
  private readonly payloadManifests = new Map<string, Named>();
  readonly has: (path: string) => boolean;

  constructor(private readonly paths: Paths) {
    this.has = paths.has ?? this.listed();
  }

  private listed(): (path: string) => boolean {
    const files = new NameTable();
    for (const path of this.paths) {
      const size = files.size;
      files.add(path);
      if (files.size === size) this.say('fileComesTwice', path, 'Two files of the bag have one name.');
    }
    return (path) => files.indexOf(path) >= 0;
  }

  checkPath(path: string): void {
    const problem = pathProblem(path);
    if (problem !== undefined) this.say('pathIsUnsafe', path, `The bag holds a file that must not be unpacked: ${problem}.`);
    if (path === 'fetch.txt') this.say('bagIsHoley', path, 'fetch.txt names files that are not in the bag; such a bag cannot be verified.');
  }

  /** On some systems two such files would be one, and one of them would never be seen. */
  checkCase(paths: Iterable<string>): void {
    // Most paths are as small as they can be: only where another one is folded to the same they are of interest.
    const fold = (path: string): string => path.normalize('NFC').toLowerCase();
    const folds = new Set<string>();
    for (const path of paths) if (!LOWER.test(path)) folds.add(fold(path));
    const seen = new Map<string, string>();
    for (const path of paths) {
      const folded = LOWER.test(path) ? path : fold(path);
      if (!folds.has(folded)) continue;
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

  takeManifest(path: string, pieces: Iterable<Uint8Array>): void {
    const [, tag, algorithm = ''] = MANIFEST.exec(path) ?? [];
    const digits = HEX_DIGITS[algorithm];
    if (digits === undefined) return this.say('algorithmIsUnknown', path, `No digest is called ${algorithm}.`);
    if (!isUtf8(pieces)) return this.say('manifestIsMalformed', path, 'The manifest is no UTF-8.');
    const named = new Named();
    let number = 0;
    for (const line of linesOf(pieces)) {
      number += 1;
      const hash = this.takeLine(
        { manifest: path, line: number, isTag: tag !== undefined, digits },
        line.endsWith('\r') ? line.slice(0, -1) : line,
        named,
      );
      if (hash !== undefined) this.expected.add(hash.path, { algorithm, hash: hash.hash, manifest: path, line: number });
    }
    if (tag === undefined) this.payloadManifests.set(path, named);
  }

  private takeLine(
    { manifest, line, isTag, digits }: { manifest: string; line: number; isTag: boolean; digits: number },
    text: string,
    named: Named,
  ): { path: string; hash: string } | undefined {
    const [hash, encoded] = partsOf(text, digits);
    const say = (what: string, says: string): undefined => {
      this.problems.push({ what, path: manifest, line, says });
    };
    if (hash.length !== digits) return say('manifestLineIsMalformed', 'A line is a digest of the right length, blanks, and a path.');
    const path = decodeBagPath(encoded);
    if (path === undefined) return say('manifestLineIsMalformed', 'A percent sign in the path stands for neither CR, LF nor itself.');
    const problem = pathProblem(path);
    if (problem !== undefined) return say('pathIsUnsafe', `The manifest names ${JSON.stringify(path)}: ${problem}.`);
    if (path.startsWith('data/') === isTag)
      return say('manifestNamesTheWrongFile', `${path} does not belong into ${isTag ? 'a tag manifest' : 'a payload manifest'}.`);
    if (!named.add(this.expected.names.add(path))) return say('fileIsNamedTwice', `${path} comes twice.`);
    if (!this.has(path)) return say('fileIsMissing', `${path} is named and is not there.`);
    return { path, hash: hash.toLowerCase() };
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
    if (this.payloadManifests.size === 0) this.say('manifestIsMissing', 'manifest-sha256.txt', 'The bag has no payload manifest.');
    for (const path of this.paths) {
      if (!path.startsWith('data/')) continue;
      const index = this.expected.names.indexOf(path);
      for (const [manifest, named] of this.payloadManifests) {
        if (!named.has(index)) this.say('fileIsNotNamed', path, `${path} is there, and ${manifest} does not name it.`);
      }
    }
  }

  private say(what: string, path: string, says: string): void {
    this.problems.push({ what, path, says });
  }
}

/** Indexes of names. */
class Named {
  private bits = new Uint8Array(1 << 6);

  /** False: it was there already. */
  add(index: number): boolean {
    if (index >= this.bits.length) {
      const { bits } = this;
      (this.bits = new Uint8Array(2 * (index + 1))).set(bits);
    }
    if (this.bits[index] === 1) return false;
    this.bits[index] = 1;
    return true;
  }

  has(index: number): boolean {
    return this.bits[index] === 1;
  }
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

/** Lines without their line feeds; none behind the last one. */
function* linesOf(pieces: Iterable<Uint8Array>): Generator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let carried = '';
  for (const bytes of pieces) {
    let from = 0;
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, from)) {
      yield carried + decoder.decode(bytes.subarray(from, at));
      carried = '';
      from = at + 1;
    }
    // A character may stand half in this piece and half in the next one.
    carried += decoder.decode(bytes.subarray(from), { stream: true });
  }
  carried += decoder.decode();
  if (carried !== '') yield carried;
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
