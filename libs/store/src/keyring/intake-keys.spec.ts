import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { IntakeKeys } from './intake-keys.js';
import { MasterKeys } from './master-keys.js';

const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const utf8 = (text: string): ArrayBuffer => Uint8Array.from(Buffer.from(text)).buffer;

async function sealedTo(keys: IntakeKeys, text: string, associated: string) {
  const { id, publicKey } = await keys.current();
  const recipientPublicKey = await suite.kem.deserializePublicKey(Uint8Array.from(publicKey).buffer);
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: utf8('tregua-field/v1') }, utf8(text), utf8(associated));
  return { keyId: id, enc: new Uint8Array(enc), ciphertext: new Uint8Array(ct) };
}
const textOf = (bytes: Uint8Array | undefined): string | undefined => (bytes === undefined ? undefined : Buffer.from(bytes).toString());

describe('the keys that devices seal to', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tregua-intake-'));
    file = join(folder, 'keys.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('open what was sealed to them, for what it was bound to and nothing else', async () => {
    const keys = new IntakeKeys(MasterKeys.open(file));
    const sealed = await sealedTo(keys, 'Seen at the river.', 'report and author');
    expect(textOf(await keys.open(sealed, 'report and author'))).toBe('Seen at the river.');
    expect(await keys.open(sealed, 'another author')).toBeUndefined();
    expect(await keys.open({ ...sealed, keyId: 'k9' }, 'report and author')).toBeUndefined();
    expect(await keys.open({ ...sealed, enc: new Uint8Array(65) }, 'report and author')).toBeUndefined();
  });

  it('open in another process, after the master was rotated, and after it was retired: devices come home late', async () => {
    const masters = MasterKeys.open(file);
    const sealed = await sealedTo(new IntakeKeys(masters), 'Seen at the river.', 'x');
    const before = (await new IntakeKeys(masters).current()).publicKey;
    masters.rotate();
    masters.retire(['k1']);
    const other = new IntakeKeys(MasterKeys.open(file));
    expect((await other.current()).id).toBe('k2');
    expect(Buffer.from((await other.current()).publicKey).equals(Buffer.from(before))).toBe(false);
    expect(textOf(await other.open(sealed, 'x'))).toBe('Seen at the river.');
  });
});
