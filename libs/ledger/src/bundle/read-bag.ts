import { decodeBagPath, pathProblem } from './bag-path.js';

/** Something that is wrong with a bag's own files. */
export interface BagProblem {
  readonly what: string;
  /** Path of the file in the bag that is meant; the manifest where a line of it is. */
  readonly path: string;
  /** Line of the manifest, from 1. */
  readonly line?: number;
  readonly says: string;
}

/** What one file of the bag must hash to. */
export interface ExpectedDigest {
  readonly algorithm: string;
  /** Lower-case hexadecimal. */
  readonly hash: string;
  readonly manifest: string;
  readonly line: number;
}

export interface BagPlan {
  readonly problems: readonly BagProblem[];
  /** Every file that a manifest names, with what each manifest says of it. */
  readonly expected: ReadonlyMap<string, readonly ExpectedDigest[]>;
  /** Fields of `bag-info.txt`, in their order; a label may come more than once. */
  readonly info: readonly (readonly [label: string, value: string])[];
}

/** Bytes of a digest by the name that manifests use (RFC 8493, 2.4). */
const HEX_DIGITS: Readonly<Record<string, number>> = { md5: 32, sha1: 40, sha224: 56, sha256: 64, sha384: 96, sha512: 128 };

const MANIFEST = /^(tag)?manifest-([a-z0-9]+)\.txt$/;
const DECLARATION = /^BagIt-Version: (\d+\.\d+)\r?\nTag-File-Character-Encoding: (\S+)(?:\r?\n)?$/;

/**
 * Reads what a bag says of itself, by RFC 8493: declaration, manifests, tag manifests, `bag-info.txt`. It hashes nothing: the caller compares each
 * file with `expected`. Only version 1.0 in UTF-8 is taken. A bag with `fetch.txt` is refused: what is not in it cannot be verified.
 *
 * @param paths every file of the bag, from the bag's folder on.
 * @param readTag the bytes of one of them; asked for files at the top only.
 */
export function planBag(paths: readonly string[], readTag: (path: string) => Uint8Array): BagPlan {
  const reading = new BagReading(new Set(paths));
  for (const path of paths) reading.checkPath(path);
  reading.checkCase(paths);
  reading.takeDeclaration(readTag);
  for (const path of [...paths].sort()) if (MANIFEST.test(path)) reading.takeManifest(path, readTag(path));
  if (paths.includes('bag-info.txt')) reading.takeInfo(readTag('bag-info.txt'));
  reading.checkComplete();
  const { problems, expected, info } = reading;
  return { problems, expected, info };
}

class BagReading {
  readonly problems: BagProblem[] = [];
  readonly expected = new Map<string, ExpectedDigest[]>();
  readonly info: (readonly [string, string])[] = [];
  /** What each payload manifest names. */
  private readonly payloadManifests = new Map<string, Set<string>>();

  constructor(private readonly files: ReadonlySet<string>) {}

  checkPath(path: string): void {
    const problem = pathProblem(path);
    if (problem !== undefined) this.say('pathIsUnsafe', path, `The bag holds a file that must not be unpacked: ${problem}.`);
    if (path === 'fetch.txt') this.say('bagIsHoley', path, 'fetch.txt names files that are not in the bag; such a bag cannot be verified.');
  }

  /** On some systems two such files would be one, and one of them would never be seen. */
  checkCase(paths: readonly string[]): void {
    const seen = new Map<string, string>();
    for (const path of paths) {
      const folded = path.normalize('NFC').toLowerCase();
      const other = seen.get(folded);
      if (other === path) this.say('fileComesTwice', path, 'Two files of the bag have one name.');
      else if (other !== undefined) this.say('namesAreAlike', path, `Some systems cannot tell this file from ${other}.`);
      seen.set(folded, path);
    }
  }

  takeDeclaration(readTag: (path: string) => Uint8Array): void {
    if (!this.files.has('bagit.txt')) return this.say('declarationIsMissing', 'bagit.txt', 'There is no bagit.txt.');
    const found = DECLARATION.exec(textOf(readTag('bagit.txt')) ?? '');
    if (found === null)
      return this.say('declarationIsMalformed', 'bagit.txt', 'bagit.txt is not the two lines of RFC 8493, letter by letter.');
    if (found[1] !== '1.0') this.say('versionIsAnother', 'bagit.txt', `BagIt version ${found[1]}; only 1.0 is read.`);
    if (found[2] !== 'UTF-8') this.say('encodingIsAnother', 'bagit.txt', `Tag files in ${found[2]}; only UTF-8 is read.`);
  }

  takeManifest(path: string, bytes: Uint8Array): void {
    const [, tag, algorithm = ''] = MANIFEST.exec(path) ?? [];
    const digits = HEX_DIGITS[algorithm];
    if (digits === undefined) return this.say('algorithmIsUnknown', path, `No digest is called ${algorithm}.`);
    const text = textOf(bytes);
    if (text === undefined) return this.say('manifestIsMalformed', path, 'The manifest is no UTF-8.');
    const named = new Set<string>();
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    lines.forEach((line, index) => {
      const hash = this.takeLine({ manifest: path, line: index + 1, isTag: tag !== undefined, digits }, line.replace(/\r$/, ''), named);
      if (hash === undefined) return;
      const list = this.expected.get(hash.path);
      const digest = { algorithm, hash: hash.hash, manifest: path, line: index + 1 };
      if (list === undefined) this.expected.set(hash.path, [digest]);
      else list.push(digest);
    });
    if (tag === undefined) this.payloadManifests.set(path, named);
  }

  private takeLine(
    { manifest, line, isTag, digits }: { manifest: string; line: number; isTag: boolean; digits: number },
    text: string,
    named: Set<string>,
  ): { path: string; hash: string } | undefined {
    const [, hash = '', encoded = ''] = /^([0-9A-Fa-f]+)[ \t]+(.+)$/.exec(text) ?? [];
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
    if (named.has(path)) return say('fileIsNamedTwice', `${path} comes twice.`);
    named.add(path);
    if (!this.files.has(path)) return say('fileIsMissing', `${path} is named and is not there.`);
    return { path, hash: hash.toLowerCase() };
  }

  takeInfo(bytes: Uint8Array): void {
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
    for (const path of this.files) {
      if (!path.startsWith('data/')) continue;
      for (const [manifest, named] of this.payloadManifests) {
        if (!named.has(path)) this.say('fileIsNotNamed', path, `${path} is there, and ${manifest} does not name it.`);
      }
    }
  }

  private say(what: string, path: string, says: string): void {
    this.problems.push({ what, path, says });
  }
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
