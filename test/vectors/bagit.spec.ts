import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { planBag } from '@tregua/ledger';

/** The files of a tar archive (POSIX ustar, with GNU's long names), as the suite comes. Names are octets: some are no UTF-8. */
function filesOfTar(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let longName: string | undefined;
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const text = (from: number, length: number): string => archive.toString('latin1', at + from, at + from + length).split('\0')[0] as string;
    const size = Number.parseInt(text(124, 12), 8);
    const type = text(156, 1);
    const content = archive.subarray(at + 512, at + 512 + size);
    const prefix = text(345, 155);
    const name = longName ?? (prefix === '' || text(257, 6) === 'ustar ' ? text(0, 100) : `${prefix}/${text(0, 100)}`);
    longName = type === 'L' ? (content.toString('latin1').split('\0')[0]) : undefined;
    if (type === '0' || type === '') files.set(Buffer.from(name, 'latin1').toString('utf8'), content);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

const suite = filesOfTar(gunzipSync(readFileSync(join(import.meta.dirname, 'bagit-conformance-suite.tar.gz'))));

/** Every bag of the suite: `v1.0/valid/basicBag` to its files. */
const bags = new Map<string, Map<string, Buffer>>();
for (const [path, content] of suite) {
  const [, version = '', kind = '', bag = '', ...inside] = path.split('/');
  if (inside.length === 0) continue;
  const name = `${version}/${kind}/${bag}`;
  bags.set(name, (bags.get(name) ?? new Map<string, Buffer>()).set(inside.join('/'), content));
}

/** What is wrong with a bag: what its own files say, and each file that is not what a manifest says. */
function problemsOf(files: ReadonlyMap<string, Buffer>): string[] {
  const { problems, expected } = planBag([...files.keys()], (path) => files.get(path) as Buffer);
  const wrong = [...expected].flatMap(([path, digests]) =>
    digests
      .filter(({ algorithm, hash }) => createHash(algorithm).update(files.get(path) as Buffer).digest('hex') !== hash)
      .map(({ manifest }) => `digest of ${manifest}`),
  );
  return [...problems.map(({ what }) => what), ...wrong];
}

describe('the conformance suite of BagIt', () => {
  it('has five bags of version 1.0', () => {
    expect([...bags.keys()].filter((name) => name.startsWith('v1.0/')).sort()).toEqual([
      'v1.0/invalid/bagit-with-invalid-whitespace',
      'v1.0/invalid/notAllManifestsListAllFiles',
      'v1.0/invalid/same-filename-listed-twice-with-different-hashes',
      'v1.0/invalid/same-filename-listed-twice-with-the-same-hash',
      'v1.0/valid/basicBag',
    ]);
  });

  it.each([
    ['valid/basicBag', undefined],
    ['invalid/bagit-with-invalid-whitespace', 'declarationIsMalformed'],
    ['invalid/notAllManifestsListAllFiles', 'fileIsNotNamed'],
    ['invalid/same-filename-listed-twice-with-different-hashes', 'fileIsNamedTwice'],
    ['invalid/same-filename-listed-twice-with-the-same-hash', 'fileIsNamedTwice'],
  ])('1.0 %s: %s', (name, problem) => {
    const problems = problemsOf(bags.get(`v1.0/${name}`) as Map<string, Buffer>);
    if (problem === undefined) expect(problems).toEqual([]);
    else expect(problems).toContain(problem);
  });

  it('is read without a stumble where its bags are older, and none of them is taken for 1.0', () => {
    const older = [...bags].filter(([name]) => !name.startsWith('v1.0/'));
    expect(older.length).toBeGreaterThan(40);
    for (const [name, files] of older) expect([name, problemsOf(files).length > 0]).toEqual([name, true]);
  });
});
