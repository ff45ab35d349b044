import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCipheriv, createDecipheriv, hkdfSync, type CipherGCMTypes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';

/**
 * Sealed values lie under AES-256-GCM with nonces of 12 and tags of 16 bytes, and keys are derived by HKDF with SHA-256 (libs/store/src/keyring), both
 * of node:crypto. So a Node with another OpenSSL that got one of them wrong is found here, before it reads or writes a value.
 */
const read = <Group>(name: string): { numberOfTests: number; testGroups: Group[] } =>
  JSON.parse(gunzipSync(readFileSync(join(import.meta.dirname, 'wycheproof', name))).toString('utf8')) as {
    numberOfTests: number;
    testGroups: Group[];
  };
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

interface AeadTest {
  readonly tcId: number;
  readonly comment: string;
  readonly result: 'valid' | 'invalid';
  readonly key: string;
  readonly iv: string;
  readonly aad: string;
  readonly msg: string;
  readonly ct: string;
  readonly tag: string;
}

function opened({ key, iv, aad, ct, tag }: AeadTest): string | undefined {
  try {
    const decipher = createDecipheriv(`aes-${key.length * 4}-gcm` as CipherGCMTypes, hex(key), hex(iv), { authTagLength: 16 });
    decipher.setAAD(hex(aad)).setAuthTag(hex(tag));
    return Buffer.concat([decipher.update(hex(ct)), decipher.final()]).toString('hex');
  } catch {
    return undefined;
  }
}

function sealed({ key, iv, aad, msg }: AeadTest): string {
  const cipher = createCipheriv(`aes-${key.length * 4}-gcm` as CipherGCMTypes, hex(key), hex(iv), { authTagLength: 16 });
  cipher.setAAD(hex(aad));
  return Buffer.concat([cipher.update(hex(msg)), cipher.final(), cipher.getAuthTag()]).toString('hex');
}

describe('AES-GCM after Wycheproof', () => {
  const { numberOfTests, testGroups } = read<{ ivSize: number; keySize: number; tests: AeadTest[] }>('aes_gcm_test.json.gz');
  const tests = testGroups.flatMap((group) => group.tests);
  const inUse = testGroups.filter(({ ivSize, keySize }) => ivSize === 96 && keySize === 256).flatMap((group) => group.tests);

  it('has 316 cases, of which 66 have the sizes in use', () => {
    expect(numberOfTests).toBe(316);
    expect(tests).toHaveLength(316);
    expect(inUse).toHaveLength(66);
    expect(inUse.filter(({ result }) => result === 'invalid').length).toBeGreaterThan(20);
  });

  /** OpenSSL takes nonces up to 128 bytes; longer ones are refused before anything is done. Ours have 12. */
  const isTooLong = ({ iv }: AeadTest): boolean => iv.length > 256;

  it('has three cases with a nonce that OpenSSL refuses', () => {
    expect(tests.filter(isTooLong)).toHaveLength(3);
    for (const test of tests.filter(isTooLong)) expect(() => sealed(test)).toThrow();
  });

  it.each(tests.filter((test) => !isTooLong(test)).map((test): [string, AeadTest] => [`${test.tcId} ${test.comment}: ${test.result}`, test]))('%s', (_, test) => {
    expect(opened(test)).toBe(test.result === 'valid' ? test.msg : undefined);
    if (test.result === 'valid') expect(sealed(test)).toBe(test.ct + test.tag);
  });
});

describe('HKDF-SHA-256 after Wycheproof', () => {
  interface HkdfTest {
    readonly tcId: number;
    readonly comment: string;
    readonly ikm: string;
    readonly salt: string;
    readonly info: string;
    readonly size: number;
    readonly okm: string;
    readonly result: 'valid' | 'invalid';
  }
  const { numberOfTests, testGroups } = read<{ tests: HkdfTest[] }>('hkdf_sha256_test.json.gz');
  const tests = testGroups.flatMap((group) => group.tests);

  it('has 86 cases', () => {
    expect([numberOfTests, tests.length]).toEqual([86, 86]);
  });

  it.each(tests.map((test): [string, HkdfTest] => [`${test.tcId} ${test.comment}: ${test.result}`, test]))('%s', (_, test) => {
    const derive = (): string => Buffer.from(hkdfSync('sha256', hex(test.ikm), hex(test.salt), hex(test.info), test.size)).toString('hex');
    if (test.result === 'valid') expect(derive()).toBe(test.okm);
    else expect(derive).toThrow();
  });
});
