import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keyring } from './keyring.js';

const place = { stream: 'case/x', seq: 2, field: '/payload/reasons' };
const content = { salt: '11'.repeat(32), value: 'Because of what was seen.' };
const key = (byte: number): Buffer => Buffer.alloc(32, byte);

describe('the keyring', () => {
  const ring = Keyring.of('one', { one: key(1) });

  it('opens what it sealed, and hides it', () => {
    const sealed = ring.seal(place, content);
    expect(ring.open(place, sealed)).toEqual(content);
    expect(sealed.ciphertext.includes('Because')).toBe(false);
    expect(sealed.keyId).toBe('one');
  });

  it('knows a value again by its tag, also one of an earlier key, and no other value', () => {
    const tag = ring.tag(['person', 'route', 'body']);
    const rotated = Keyring.of('two', { one: key(1), two: key(2) });
    expect(ring.isTagOf(tag, ['person', 'route', 'body'])).toBe(true);
    expect(rotated.isTagOf(tag, ['person', 'route', 'body'])).toBe(true);
    expect(rotated.tag(['person', 'route', 'body'])).not.toEqual(tag);
    expect(ring.isTagOf(tag, ['person', 'route', 'other'])).toBe(false);
    expect(Keyring.of('two', { two: key(2) }).isTagOf(tag, ['person', 'route', 'body'])).toBe(false);
    expect(ring.isTagOf(tag.subarray(1), ['person', 'route', 'body'])).toBe(false);
  });

  it('seals the same differently each time', () => {
    expect(ring.seal(place, content).ciphertext).not.toEqual(ring.seal(place, content).ciphertext);
  });

  it.each([{ stream: 'case/y' }, { seq: 3 }, { field: '/payload/note' }])('does not open it at another place: %p', (change) => {
    expect(() => ring.open({ ...place, ...change }, ring.seal(place, content))).toThrow();
  });

  it('does not open what was changed, nor with another key, nor with none', () => {
    const sealed = ring.seal(place, content);
    const flipped = Buffer.from(sealed.ciphertext);
    flipped.writeUInt8(flipped.readUInt8(0) ^ 1, 0);
    expect(() => ring.open(place, { ...sealed, ciphertext: flipped })).toThrow();
    expect(() => Keyring.of('one', { one: key(2) }).open(place, sealed)).toThrow();
    expect(() => Keyring.of('two', { two: key(1) }).open(place, sealed)).toThrow('There is no key one');
  });

  it('opens with an old key what was sealed before the new one', () => {
    const rotated = Keyring.of('two', { one: key(1), two: key(2) });
    expect(rotated.open(place, ring.seal(place, content))).toEqual(content);
    expect(rotated.seal(place, content).keyId).toBe('two');
  });

  it('takes no short key and no missing one', () => {
    expect(() => Keyring.of('one', { one: Buffer.alloc(16) })).toThrow('32 bytes');
    expect(() => Keyring.of('two', { one: key(1) })).toThrow('There is no key two');
  });
});

describe('the key file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tregua-keys-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is made once, for its owner alone, and opens the same again', () => {
    const file = join(folder, 'deep', 'keys.json');
    const sealed = Keyring.open(file).seal(place, content);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file, 'utf8');
    expect(Keyring.open(file).open(place, sealed)).toEqual(content);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it.each([0o640, 0o604, 0o660])('is refused when others may read it: %o', (mode) => {
    const file = join(folder, 'keys.json');
    Keyring.open(file);
    chmodSync(file, mode);
    expect(() => Keyring.open(file)).toThrow('mode 600');
  });
});
