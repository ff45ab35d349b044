import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyIsDestroyed, KeysAreElsewhere } from './data-keys.js';
import { KeySegments } from './key-segments.js';
import { encrypt, Keyring, valueKeysOf } from './keyring.js';
import { MasterKeys } from './master-keys.js';

const place = { stream: 'case/x', seq: 2, field: '/payload/reasons' };
const content = { salt: '11'.repeat(32), value: 'Because of what was seen.' };
const key = (byte: number): Buffer => Buffer.alloc(32, byte);

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tregua-keys-'));
  file = join(folder, 'deep', 'keys.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Every byte of every file of keys. */
const bytesOfKeys = (): Buffer => Buffer.concat(readdirSync(valueKeysOf(file)).map((name) => readFileSync(join(valueKeysOf(file), name))));

describe('the keyring', () => {
  it('opens what it sealed, and hides it', () => {
    const ring = Keyring.open(file);
    const sealed = ring.seal(place, content);
    expect(ring.open(place, sealed)).toEqual(content);
    expect(sealed.ciphertext.includes('Because')).toBe(false);
  });

  it('gives each value a key of its own, and another process opens them all', () => {
    const ring = Keyring.open(file);
    const sealed = Array.from({ length: 300 }, (_, seq) => ring.seal({ ...place, seq }, content));
    expect(new Set(sealed.map(({ keyId }) => keyId)).size).toBe(300);
    const other = Keyring.open(file);
    expect(sealed.map((bytes, seq) => other.open({ ...place, seq }, bytes))).toEqual(sealed.map(() => content));
    expect(other.seal(place, content).keyId.slice(0, 16)).not.toBe(sealed[0]?.keyId.slice(0, 16));
    expect(sealed.every(({ keyId }) => /^[A-Za-z0-9._-]{1,32}$/.test(keyId))).toBe(true);
  });

  it.each([{ stream: 'case/y' }, { seq: 3 }, { field: '/payload/note' }])('does not open it at another place: %p', (change) => {
    const ring = Keyring.open(file);
    expect(() => ring.open({ ...place, ...change }, ring.seal(place, content))).toThrow();
  });

  it('does not open what was changed, nor with the key of another value', () => {
    const ring = Keyring.open(file);
    const [sealed, other] = [ring.seal(place, content), ring.seal(place, content)];
    const flipped = Buffer.from(sealed.ciphertext);
    flipped.writeUInt8(flipped.readUInt8(0) ^ 1, 0);
    expect(() => ring.open(place, { ...sealed, ciphertext: flipped })).toThrow();
    expect(() => ring.open(place, { ...sealed, keyId: other.keyId })).toThrow();
  });

  it('knows a value again by its tag, also one of an earlier master and of one that is gone, and no other value', () => {
    const ring = Keyring.open(file);
    const tag = ring.tag(['person', 'route', 'body']);
    const before = ring.masters.current;
    ring.masters.rotate();
    for (const rotated of [ring, Keyring.open(file)]) {
      expect(rotated.isTagOf(tag, ['person', 'route', 'body'])).toBe(true);
      expect(rotated.tag(['person', 'route', 'body'])).not.toEqual(tag);
    }
    ring.masters.retire([before]);
    expect(Keyring.open(file).isTagOf(tag, ['person', 'route', 'body'])).toBe(true);
    expect(ring.isTagOf(tag, ['person', 'route', 'other'])).toBe(false);
    expect(ring.isTagOf(tag.subarray(1), ['person', 'route', 'body'])).toBe(false);
    expect(Keyring.open(join(folder, 'other.json')).isTagOf(tag, ['person', 'route', 'body'])).toBe(false);
  });

  it('opens what lay under a master itself, as all values did once', () => {
    writeFileSync(join(folder, 'keys.json'), JSON.stringify({ current: 'k1', keys: { k1: key(1).toString('base64') } }), { mode: 0o600 });
    const ring = Keyring.open(join(folder, 'keys.json'));
    expect(ring.open(place, { keyId: 'k1', ...encrypt(key(1), place, content) })).toEqual(content);
    expect(() => ring.open(place, { keyId: 'k9', ...encrypt(key(1), place, content) })).toThrow('There is no key k9');
    expect(ring.seal(place, content).keyId).toMatch(/^[0-9a-f]{16}\.0$/);
  });

  it('takes no short master and no missing one', () => {
    expect(() => MasterKeys.of('one', { one: Buffer.alloc(16) })).toThrow('32 bytes');
    expect(() => MasterKeys.of('two', { one: key(1) })).toThrow('There is no key two');
    expect(() => MasterKeys.of('a.b', { 'a.b': key(1) })).toThrow('cannot be named');
  });
});

describe('destroyed keys', () => {
  it('are gone for every process at once, and no byte of them is left', async () => {
    const [ring, other] = [Keyring.open(file), Keyring.open(file)];
    const sealed = [0, 1, 2].map((seq) => ring.seal({ ...place, seq }, content));
    const gone = sealed[1] as (typeof sealed)[number];
    expect(other.open({ ...place, seq: 1 }, gone)).toEqual(content);
    const slot = Number(gone.keyId.split('.')[1]);
    const recordOf = (bytes: Buffer): Buffer => bytes.subarray(128 + slot * 64, 192 + slot * 64);
    const record = Buffer.from(recordOf(bytesOfKeys()));
    await ring.destroy([gone.keyId]);
    for (const each of [ring, other, Keyring.open(file)]) {
      expect(() => each.open({ ...place, seq: 1 }, gone)).toThrow(KeyIsDestroyed);
      expect(each.find({ ...place, seq: 1 }, gone)).toBeUndefined();
      for (const seq of [0, 2]) expect(each.open({ ...place, seq }, sealed[seq] as typeof gone)).toEqual(content);
    }
    expect(recordOf(bytesOfKeys()).equals(Buffer.alloc(64))).toBe(true);
    expect(bytesOfKeys().includes(record.subarray(12, 44))).toBe(false);
    await ring.destroy([gone.keyId]);
  });

  it('take their file with them when no key is left in it', async () => {
    const ring = Keyring.open(file);
    const sealed = Array.from({ length: 65 }, () => ring.seal(place, content)).slice(0, 64);
    const [segment] = (sealed[0] as (typeof sealed)[number]).keyId.split('.');
    await ring.destroy(sealed.map(({ keyId }) => keyId));
    expect(readdirSync(valueKeysOf(file))).not.toContain(`${segment}.keys`);
    expect(readdirSync(valueKeysOf(file))).toHaveLength(1);
  });

  it('are never a master, under which other values lie', async () => {
    await expect(Keyring.open(file).destroy(['k1'])).rejects.toThrow('master');
  });

  it('open from no copy of the folder once the master is rotated and the old one retired', async () => {
    const ring = Keyring.open(file);
    const [kept, gone] = [ring.seal(place, content), ring.seal(place, content)];
    const copy = readdirSync(valueKeysOf(file)).map((name) => [name, readFileSync(join(valueKeysOf(file), name))] as const);
    await ring.destroy([gone.keyId]);
    const [before] = [ring.masters.current, ring.masters.rotate()];
    const segments = new KeySegments(valueKeysOf(file), ring.masters);
    expect(segments.mastersInUse()).toEqual([before]);
    expect(segments.rewrap()).toBe(1);
    expect(segments.rewrap()).toBe(0);
    expect(segments.mastersInUse()).toEqual([ring.masters.current]);
    ring.masters.retire([before]);
    expect(Keyring.open(file).open(place, kept)).toEqual(content);
    for (const [name, bytes] of copy) writeFileSync(join(valueKeysOf(file), name), bytes);
    expect(() => Keyring.open(file).open(place, gone)).toThrow(`There is no key ${before}`);
  });
});

describe('a process that runs while another rotates', () => {
  it('opens what was wrapped with a master that it has not seen', () => {
    const running = Keyring.open(file);
    const other = Keyring.open(file);
    other.masters.rotate();
    expect(running.open(place, other.seal(place, content))).toEqual(content);
  });
});

describe('the files of keys', () => {
  it('are for their owner alone, made once, and open the same again', () => {
    const sealed = Keyring.open(file).seal(place, content);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(valueKeysOf(file)).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(valueKeysOf(file))) expect(statSync(join(valueKeysOf(file), name)).mode & 0o777).toBe(0o600);
    const before = readFileSync(file, 'utf8');
    expect(Keyring.open(file).open(place, sealed)).toEqual(content);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it.each([0o640, 0o604, 0o660])('are refused when others may read the key file: %o', (mode) => {
    Keyring.open(file);
    chmodSync(file, mode);
    expect(() => Keyring.open(file)).toThrow('mode 600');
  });

  it('are refused when others may look into the folder', () => {
    Keyring.open(file);
    chmodSync(valueKeysOf(file), 0o750);
    expect(() => Keyring.open(file)).toThrow('mode 700');
  });

  it('say that they are elsewhere, and not that a value was erased, when the folder is another', () => {
    const sealed = Keyring.open(file).seal(place, content);
    rmSync(valueKeysOf(file), { recursive: true });
    expect(() => Keyring.open(file).find(place, sealed)).toThrow(KeysAreElsewhere);
    const other = Keyring.open(file);
    const slotBeyond = `${other.seal(place, content).keyId.slice(0, 16)}.9999`;
    expect(() => other.find(place, { ...sealed, keyId: slotBeyond })).toThrow(KeysAreElsewhere);
  });

  it('are noticed when a record or a header was changed, or a file bears another name', () => {
    const ring = Keyring.open(file);
    const sealed = ring.seal(place, content);
    const [segment] = sealed.keyId.split('.') as [string];
    const path = join(valueKeysOf(file), `${segment}.keys`);
    const whole = readFileSync(path);
    for (const at of [0, 17, 70, 128 + 20]) {
      const changed = Buffer.from(whole);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      writeFileSync(path, changed);
      expect(() => Keyring.open(file).find(place, sealed)).toThrow();
    }
    writeFileSync(join(valueKeysOf(file), `${'0'.repeat(16)}.keys`), whole);
    expect(() => Keyring.open(file).find(place, { ...sealed, keyId: `${'0'.repeat(16)}.0` })).toThrow("another's name");
  });
});
