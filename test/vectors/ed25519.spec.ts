import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ed25519 as noble } from '@noble/curves/ed25519.js';
import { weakKeyProblem } from '@tregua/ledger';
import { ed25519 } from '@tregua/platform';
import { verifyEd25519 } from '../../apps/verifier/src/page/verify-ed25519.js';

const read = (name: string): unknown => JSON.parse(gunzipSync(readFileSync(join(import.meta.dirname, name))).toString('utf8'));
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

interface Signed {
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

const inNode = ({ key, message, signature }: Signed): boolean => ed25519.verify(key, message, signature);
const inPage = ({ key, message, signature }: Signed): boolean => verifyEd25519(key, message, signature);

describe('Ed25519 after Wycheproof', () => {
  const { numberOfTests, testGroups } = read('wycheproof/ed25519_test.json.gz') as {
    numberOfTests: number;
    testGroups: { publicKey: { pk: string }; tests: { tcId: number; comment: string; msg: string; sig: string; result: string }[] }[];
  };
  const cases = testGroups.flatMap(({ publicKey, tests }) => tests.map((test) => ({ ...test, key: publicKey.pk })));

  it('has 151 cases', () => {
    expect(numberOfTests).toBe(151);
    expect(cases).toHaveLength(151);
    expect(cases.filter(({ result }) => result === 'valid').length).toBeGreaterThan(50);
  });

  it.each(cases.map((one): [string, (typeof cases)[number]] => [`${one.tcId} ${one.comment}: ${one.result}`, one]))('%s', (_, one) => {
    const signed = { key: hex(one.key), message: hex(one.msg), signature: hex(one.sig) };
    expect([inNode(signed), inPage(signed)]).toEqual([one.result === 'valid', one.result === 'valid']);
    // Its keys are sound: a log with such a key would be taken.
    expect(weakKeyProblem(signed.key)).toBeUndefined();
  });
});

describe('Ed25519 at its edges (CCTV)', () => {
  const cases = (read('cctv-ed25519.json.gz') as { key: string; sig: string; msg: string; flags: string[] | null }[]).map((one) => ({
    key: hex(one.key),
    message: Uint8Array.from(Buffer.from(one.msg)),
    signature: hex(one.sig),
    flags: one.flags ?? [],
  }));

  it('are 914 signatures under 22 keys, of which ours take 208', () => {
    expect(cases).toHaveLength(914);
    expect(new Set(cases.map(({ key }) => Buffer.from(key).toString('hex'))).size).toBe(22);
    expect(cases.filter(inNode)).toHaveLength(208);
  });

  it('are judged alike by the command and by the page, all of them', () => {
    expect(cases.filter((one) => inNode(one) !== inPage(one))).toEqual([]);
  });

  it('would be judged otherwise by a library that multiplies by the cofactor, so that the page cannot use it as it is', () => {
    const tolerant = ({ key, message, signature }: Signed): boolean => {
      try {
        return noble.verify(signature, message, key, { zip215: false });
      } catch {
        return false;
      }
    };
    expect(cases.filter((one) => inNode(one) !== tolerant(one)).length).toBeGreaterThan(200);
  });

  it('have keys of small order and of another spelling: each is refused when it is registered', () => {
    for (const { key, flags } of cases) {
      const wrong = flags.includes('low_order_A') || flags.includes('non_canonical_A');
      expect(weakKeyProblem(key) !== undefined).toBe(wrong);
    }
  });
});
