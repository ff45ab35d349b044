import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { commitmentOf, type SealedValue } from '../entry/commitment.js';
import { sealEntry, ZERO_HASH } from '../entry/entry.js';
import { checkExport } from './check-export.js';
import { EXPORT_FORMAT, type ExportParts } from './export-format.js';
import { readExport, UnreadableExportError } from './read-export.js';
import { exportLines } from './write-export.js';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const saltOf = (n: number): string => createHash('sha256').update(`salt ${n}`).digest('hex');

/** A stream of as many entries as there are texts, each with its text sealed. */
function partsOf(
  texts: readonly string[],
  stream = 'case/a',
): ExportParts & { readonly sealed: readonly SealedValue[]; readonly entries: readonly Uint8Array[] } {
  const sealed = texts.map((value, index) => ({ stream, seq: index + 1, field: '/payload/reason', value, salt: saltOf(index) }));
  const entries: Uint8Array[] = [];
  let prev = ZERO_HASH;
  for (const one of sealed) {
    const data = { payload: { reason: { sealed: commitmentOf(one, sha256) } } };
    const at = new Date(Date.UTC(2026, 0, 1, 0, one.seq)).toISOString();
    const actor = { id: 'a', role: 'chair' };
    const { bytes, hash } = sealEntry(
      { v: 1, stream, seq: one.seq, prev, at, actor, command: 'Do', type: 'Done', rulebook: 'r', data },
      sha256,
    );
    entries.push(bytes);
    prev = hash;
  }
  const header = {
    format: EXPORT_FORMAT,
    madeAt: '2026-02-01T00:00:00.000Z',
    subject: stream,
    rulebook: 'r',
    processVersion: 1,
    heads: [{ stream, seq: texts.length, hash: prev }],
    notice: '',
    audience: 'public',
  } as const;
  return { header, rulebooks: [{ id: 'r' }], entries, sealed, states: [{ stream, state: {} }] };
}

const bytesOf = (parts: ExportParts): Uint8Array[] => [...exportLines(parts)].map((line) => new TextEncoder().encode(line.slice(0, -1)));

describe('an export', () => {
  it('holds each entry’s exact bytes between {"entry": and }', () => {
    const parts = partsOf(['one', 'two']);
    const lines = [...exportLines(parts)];
    expect(lines.map((line) => line.slice(0, line.indexOf(':') + 1))).toEqual([
      '{"header":',
      '{"rulebook":',
      '{"entry":',
      '{"entry":',
      '{"sealed":',
      '{"sealed":',
      '{"state":',
      '{"end":',
    ]);
    expect(lines.every((line) => line.endsWith('}\n'))).toBe(true);
    expect(lines[2]?.slice(9, -2)).toBe(new TextDecoder().decode(parts.entries[0]));
    expect(lines.at(-1)).toBe('{"end":7}\n');
  });

  it('is the same, byte for byte, when made again', () => {
    expect([...exportLines(partsOf(['one', 'two']))].join('')).toBe([...exportLines(partsOf(['one', 'two']))].join(''));
  });

  it('is read back as it was written', () => {
    const parts = partsOf(['one', 'two']);
    const read = readExport(bytesOf(parts));
    expect(read.header).toEqual(parts.header);
    expect(read.streams.get('case/a')?.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(
      parts.entries.map((bytes) => Buffer.from(bytes).toString()),
    );
    expect(read.sealed.map(({ value }) => value)).toEqual(['one', 'two']);
    expect(read.findings).toEqual([]);
  });

  it('needs a header', () => {
    expect(() => readExport([])).toThrow(UnreadableExportError);
    expect(() => readExport(bytesOf(partsOf(['one'])).slice(1))).toThrow('no header');
  });
});

/** To disclose is to hand out value and salt, to redact is not to, to erase is to destroy both: the chain verifies in all three cases. */
describe('sealed values', () => {
  const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 8 });

  it('verify whichever of them are disclosed, redacted or erased', () => {
    fc.assert(
      fc.property(texts, fc.nat(255), (of, mask) => {
        const parts = partsOf(of);
        const disclosed = parts.sealed.filter((_, index) => ((mask >> index) & 1) === 1);
        expect(checkExport(readExport(bytesOf({ ...parts, sealed: disclosed })), sha256, parts.header.heads)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never show themselves in the entries', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^canary-[a-z]{12}$/), { minLength: 1, maxLength: 4 }), (of) => {
        const file = [...exportLines({ ...partsOf(of), sealed: [] })].join('');
        for (const text of of) expect(file).not.toContain(text);
      }),
      { numRuns: 200 },
    );
  });

  it('cannot be shown for another value, salt, field, entry or stream', () => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.constantFrom('value', 'salt', 'field', 'seq', 'stream'), (of, pick, key) => {
        const parts = partsOf(of);
        const index = pick % of.length;
        const one = parts.sealed[index] as SealedValue;
        const other = {
          value: [one.value],
          salt: saltOf(pick + 100),
          field: '/payload/note',
          seq: one.seq + 1,
          stream: 'case/b',
        }[key];
        const sealed = parts.sealed.map((value, at) => (at === index ? { ...value, [key]: other } : value));
        const shown = sealed[index] as SealedValue;
        const findings = checkExport(readExport(bytesOf({ ...parts, sealed })), sha256, parts.header.heads);
        expect(findings).toContainEqual(expect.objectContaining({ stream: shown.stream, seq: shown.seq, field: shown.field }));
      }),
      { numRuns: 1_000 },
    );
  });
});
