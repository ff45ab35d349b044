import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { canonicalJson, toHex } from '@tregua/ledger';

const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, 'jcs-rfc8785.json'), 'utf8')) as {
  cases: Record<string, { input: string; output: string; outputHex: string }>;
};

describe('RFC 8785', () => {
  it('is tested with all six documents', () => {
    expect(Object.keys(cases).sort()).toEqual(['arrays', 'french', 'structures', 'unicode', 'values', 'weird']);
  });

  it.each(Object.entries(cases))('%s: comes out byte for byte', (_, { input, output, outputHex }) => {
    const text = canonicalJson(JSON.parse(input));
    expect(text).toBe(output);
    expect(toHex(new TextEncoder().encode(text))).toBe(outputHex);
  });

  /** Appendix B of RFC 8785: IEEE 754 bits, and the number as it must be written. */
  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the number of bits %s as %s', (bits, text) => {
    expect(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE(0))).toBe(text);
  });

  it.each(['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])('refuses what is no number: %s', (bits) => {
    expect(() => canonicalJson(Buffer.from(bits, 'hex').readDoubleBE(0))).toThrow('is no JSON number');
  });

  it('writes keys beyond the basic plane by UTF-16 code units, not by code points', () => {
    expect(canonicalJson({ '\ufb33': 1, '\u{1f600}': 2 })).toBe('{"\u{1f600}":2,"\ufb33":1}');
  });

  it('agrees with SHA-256 of a text that was canonicalized by hand', () => {
    const text = '{"a":[1,{"b":null,"c":"\\u001f"}],"é":"\u20ac"}';
    expect(canonicalJson({ é: '€', a: [1, { c: '\u001f', b: null }] })).toBe(text);
    expect(createHash('sha256').update(text).digest('hex')).toBe(createHash('sha256').update(canonicalJson(JSON.parse(text))).digest('hex'));
  });
});
