import { createHash } from 'node:crypto';
import { canonicalBytes } from '../canonical/canonical-bytes.js';
import { commitmentOf, valueAt } from './commitment.js';
import { entryOf, eventHash, sealEntry, ZERO_HASH, type Entry } from './entry.js';
import { instantOf, instantText } from './instant.js';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

const first: Entry = {
  v: 1,
  stream: 'case/0190a1b2-0000-7000-8000-000000000001',
  seq: 1,
  prev: ZERO_HASH,
  at: '2026-01-06T12:00:00.000Z',
  actor: { id: 'system', role: 'system' },
  command: 'OpenCase',
  type: 'CaseOpened',
  rulebook: 'paris-2026-draft-1',
  data: { as: 'system', facts: {}, outcome: {}, payload: { n: 1 } },
};

describe('sealEntry', () => {
  it('hashes "tregua-event/v1", a zero byte and the canonical bytes', () => {
    const { bytes, hash } = sealEntry(first, sha256);
    const expected =
      '{"actor":{"id":"system","role":"system"},"at":"2026-01-06T12:00:00.000Z","command":"OpenCase",' +
      '"data":{"as":"system","facts":{},"outcome":{},"payload":{"n":1}},' +
      `"prev":"${ZERO_HASH}","rulebook":"paris-2026-draft-1","seq":1,"stream":"case/0190a1b2-0000-7000-8000-000000000001","type":"CaseOpened","v":1}`;
    expect(new TextDecoder().decode(bytes)).toBe(expected);
    expect(hash).toBe(createHash('sha256').update('tregua-event/v1').update(Buffer.of(0)).update(expected).digest('hex'));
    expect(eventHash(bytes, sha256)).toBe(hash);
    expect(entryOf(bytes)).toEqual(first);
  });

  it('leaves out whatever else the caller has in the object', () => {
    const more = { ...first, password: 'x' };
    expect(sealEntry(more, sha256).hash).toBe(sealEntry(first, sha256).hash);
  });

  it.each<[string, Partial<Record<keyof Entry, unknown>>]>([
    ['another version', { v: 2 }],
    ['a stream without a name', { stream: 'case' }],
    ['a stream that climbs', { stream: 'case/../x y' }],
    ['seq 0', { seq: 0 }],
    ['a first entry with a predecessor', { prev: 'a'.repeat(64) }],
    ['a second entry without one', { seq: 2 }],
    ['a hash in capitals', { seq: 2, prev: 'A'.repeat(64) }],
    ['a time without milliseconds', { at: '2026-01-06T12:00:00Z' }],
    ['a day that does not exist', { at: '2026-02-30T12:00:00.000Z' }],
    ['an actor without a role', { actor: { id: 'x' } }],
    ['a command with a space', { command: 'Open Case' }],
    ['a rulebook without a name', { rulebook: '' }],
    ['data that is a list', { data: [] }],
    ['a float in data', { data: { a: 0.5 } }],
  ])('refuses %s, to seal and to read', (_, change) => {
    const wrong = { ...first, ...change } as Entry;
    expect(() => sealEntry(wrong, sha256)).toThrow(expect.objectContaining({ name: 'NotCanonicalError' }));
    expect(() => entryOf(new TextEncoder().encode(JSON.stringify(wrong)))).toThrow(expect.objectContaining({ name: 'NotCanonicalError' }));
  });

  it('refuses to read an entry with one key more', () => {
    expect(() => entryOf(canonicalBytes({ ...first, zeal: 1 }))).toThrow('exactly the keys');
  });
});

describe('instants', () => {
  it('are written with milliseconds and read back', () => {
    expect(instantText(1767700800000)).toBe('2026-01-06T12:00:00.000Z');
    expect(instantOf('2026-01-06T12:00:00.000Z')).toBe(1767700800000);
  });

  it('reads every instant that it writes, and no day and no hour that does not exist', () => {
    const yearNought = -62_167_219_200_000;
    for (let ms = yearNought; ms < Date.UTC(2500, 0, 1); ms += 13 * 86_400_000 + 3_599_999)
      expect(instantOf(new Date(ms).toISOString())).toBe(ms);
    for (const date of ['2026-02-29', '2100-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '2026-01-32'])
      expect(() => instantOf(`${date}T12:00:00.000Z`)).toThrow(RangeError);
    for (const time of ['24:00:00.000', '12:60:00.000', '12:00:60.000', '1a:00:00.000', '12:00:00,000', '-1:00:00.000'])
      expect(() => instantOf(`2026-01-06T${time}Z`)).toThrow(RangeError);
    expect(instantOf('2000-02-29T23:59:59.999Z')).toBe(951868799999);
    expect(instantOf('0000-01-01T00:00:00.000Z')).toBe(yearNought);
  });

  it.each([0.5, Number.NaN, 8.64e15, -8.64e15])('refuse %s', (ms) => {
    expect(() => instantText(ms)).toThrow(RangeError);
  });
});

describe('commitmentOf', () => {
  const sealed = { stream: first.stream, seq: 3, field: '/payload/reasons', value: 'Because.', salt: '11'.repeat(32) };

  it('hashes "tregua-field/v1", a zero byte, the salt and the canonical list of place and value', () => {
    expect(commitmentOf(sealed, sha256)).toBe(
      createHash('sha256')
        .update('tregua-field/v1\0')
        .update(Buffer.alloc(32, 0x11))
        .update(`["${first.stream}",3,"/payload/reasons","Because."]`)
        .digest('hex'),
    );
  });

  it.each([{ stream: 'case/x' }, { seq: 4 }, { field: '/payload/note' }, { value: 'Because' }, { salt: '12'.repeat(32) }])(
    'binds %p',
    (change) => {
      expect(commitmentOf({ ...sealed, ...change }, sha256)).not.toBe(commitmentOf(sealed, sha256));
    },
  );

  it.each(['11', '11'.repeat(33), 'zz'.repeat(32), ''])('refuses a salt that is not 32 bytes: %p', (salt) => {
    expect(() => commitmentOf({ ...sealed, salt }, sha256)).toThrow(RangeError);
  });
});

describe('valueAt', () => {
  const value = { payload: { reasons: { sealed: 'x' }, 'a/b': [1, { '~': 2 }] } };
  it.each([
    ['', value],
    ['/payload/reasons', { sealed: 'x' }],
    ['/payload/a~1b/0', 1],
    ['/payload/a~1b/1/~0', 2],
    ['/payload/none', undefined],
    ['/payload/a~1b/length', undefined],
    ['/constructor', undefined],
    ['payload', undefined],
  ])('%p', (pointer, expected) => {
    expect(valueAt(value, pointer)).toEqual(expected);
  });
});
