import { encodeBagPath, decodeBagPath, pathProblem } from './bag-path.js';
import { BAG_DECLARATION, bagInfoText, manifestLine } from './bag-text.js';
import { planBag } from './read-bag.js';

const hash = 'a'.repeat(64);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function plan(files: Readonly<Record<string, string>>) {
  return planBag(Object.keys(files), (path) => bytes(files[path] ?? ''));
}

const good = {
  'bagit.txt': BAG_DECLARATION,
  'bag-info.txt': bagInfoText([['External-Identifier', 'x']]),
  'manifest-sha256.txt': manifestLine('data/a', hash),
  'tagmanifest-sha256.txt': manifestLine('bagit.txt', hash),
  'data/a': '',
};
const found = (change: Readonly<Record<string, string | undefined>>): string[] => {
  const files = Object.fromEntries(Object.entries({ ...good, ...change }).filter(([, text]) => text !== undefined)) as Record<
    string,
    string
  >;
  return plan(files).problems.map(({ what }) => what);
};

describe('planBag', () => {
  it('says of a good bag what each file must hash to', () => {
    const { problems, expected, info } = plan(good);
    expect(problems).toEqual([]);
    expect([...expected]).toEqual([
      ['data/a', [{ algorithm: 'sha256', hash, manifest: 'manifest-sha256.txt' }]],
      ['bagit.txt', [{ algorithm: 'sha256', hash, manifest: 'tagmanifest-sha256.txt' }]],
    ]);
    expect(info).toEqual([['External-Identifier', 'x']]);
  });

  it.each<[string, Readonly<Record<string, string | undefined>>]>([
    ['declarationIsMissing', { 'bagit.txt': undefined }],
    ['declarationIsMalformed', { 'bagit.txt': BAG_DECLARATION.replace(':', ' :') }],
    ['declarationIsMalformed', { 'bagit.txt': `\ufeff${BAG_DECLARATION}` }],
    ['versionIsAnother', { 'bagit.txt': BAG_DECLARATION.replace('1.0', '0.97') }],
    ['encodingIsAnother', { 'bagit.txt': BAG_DECLARATION.replace('UTF-8', 'UTF-16') }],
    ['manifestIsMissing', { 'manifest-sha256.txt': undefined }],
    ['algorithmIsUnknown', { 'manifest-crc32.txt': '' }],
    ['manifestLineIsMalformed', { 'manifest-sha256.txt': `${hash}\n` }],
    ['manifestLineIsMalformed', { 'manifest-sha256.txt': manifestLine('data/a', 'a'.repeat(63)) }],
    ['manifestLineIsMalformed', { 'manifest-sha256.txt': `${hash}  data/a%2F\n` }],
    ['pathIsUnsafe', { 'manifest-sha256.txt': `${hash}  data/../../etc/passwd\n` }],
    ['pathIsUnsafe', { 'data/../x': '' }],
    ['manifestNamesTheWrongFile', { 'manifest-sha256.txt': `${manifestLine('data/a', hash)}${manifestLine('bagit.txt', hash)}` }],
    ['manifestNamesTheWrongFile', { 'tagmanifest-sha256.txt': manifestLine('data/a', hash) }],
    ['fileIsNamedTwice', { 'manifest-sha256.txt': manifestLine('data/a', hash).repeat(2) }],
    ['fileIsMissing', { 'manifest-sha256.txt': `${manifestLine('data/a', hash)}${manifestLine('data/b', hash)}` }],
    ['fileIsNotNamed', { 'data/b': '' }],
    ['namesAreAlike', { 'data/A': '', 'manifest-sha256.txt': `${manifestLine('data/a', hash)}${manifestLine('data/A', hash)}` }],
    ['bagIsHoley', { 'fetch.txt': '' }],
    ['infoIsMalformed', { 'bag-info.txt': 'no label\n' }],
  ])('names %s', (what, change) => {
    expect(found(change)).toContain(what);
  });

  it('takes lines that end in CR LF and hashes in capitals', () => {
    const files = { ...good, 'manifest-sha256.txt': `${hash.toUpperCase()}\tdata/a\r\n` };
    expect(plan(files).problems).toEqual([]);
    expect(plan(files).expected.get('data/a')?.[0]?.hash).toBe(hash);
  });
});

describe('paths of a bag', () => {
  it.each(['', '/a', '~a', 'a\\b', 'c:a', 'a//b', 'a/./b', 'a/../b', '..', 'a/', 'a\u0000', 'a\nb', 'ä'.repeat(300), '\ud800'])(
    'are refused when they are %j',
    (path) => {
      expect(pathProblem(path)).toBeDefined();
      expect(() => manifestLine(path, hash)).toThrow(RangeError);
    },
  );

  it('percent-encode CR, LF and the percent sign, and nothing else', () => {
    expect(encodeBagPath('a%b\r\nc d ä')).toBe('a%25b%0D%0Ac d ä');
    expect(decodeBagPath('a%25b%0d%0Ac d ä')).toBe('a%b\r\nc d ä');
    expect(decodeBagPath('a%20b')).toBeUndefined();
  });
});

describe('bag-info.txt', () => {
  it('holds one line a field', () => {
    expect(() => bagInfoText([['Label', 'two\nlines']])).toThrow(RangeError);
    expect(() => bagInfoText([['La:bel', 'x']])).toThrow(RangeError);
  });
});
