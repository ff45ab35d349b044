import fc from 'fast-check';
import { canonicalBytes, eventHash, type Entry } from '@tregua/ledger';
import { bytesOf, entryIn, sha256 } from '../../../test/tamper/history.js';
import { smallHistory, smallLaw } from '../../../test/tamper/small-law.js';
import type { WeighedFinding } from './finding.js';
import { verifyLines } from './verify.js';

const MUTATIONS = 1_000;

const { history, of } = smallHistory();
const { lines, heads } = history.exported(of);
const entryLines = lines.flatMap((line, index) => (line.startsWith('{"entry":') ? [index] : []));
const sealedLines = lines.flatMap((line, index) => (line.startsWith('{"sealed":') ? [index] : []));
const stateLines = lines.flatMap((line, index) => (line.startsWith('{"state":') ? [index] : []));

const place = (line: number): { stream: string; seq: number } => {
  const { stream, seq } = entryIn(lines[line] as string);
  return { stream, seq };
};
const findingsOf = (bytes: Uint8Array[]): readonly WeighedFinding[] =>
  verifyLines(bytes, { digest: sha256, law: smallLaw, heads }).findings;
const wrong = (findings: readonly WeighedFinding[]): readonly WeighedFinding[] =>
  findings.filter(({ weight }) => weight === 'broken' || weight === 'unlawful');

/** The tampering is named: something is wrong, and at the stream and entry where it was done. */
function expectNamed(bytes: Uint8Array[], at: { stream: string; seq: number }, what?: RegExp): void {
  const found = wrong(findingsOf(bytes));
  const named = found.filter(({ stream, seq }) => stream === at.stream && seq === at.seq);
  if (named.length === 0) throw new Error(`${at.stream} ${at.seq} is not named in ${JSON.stringify(found)}`);
  if (what !== undefined && !named.some((finding) => what.test(finding.what))) throw new Error(`Named otherwise: ${JSON.stringify(named)}`);
}

const anEntry = fc.constantFrom(...entryLines);
const settings = { numRuns: MUTATIONS };

describe('a history whose head is known, tampered with at random', () => {
  it('is whole before', () => {
    expect(findingsOf(bytesOf(lines))).toEqual([]);
  });

  it('names each entry with a changed byte', () => {
    fc.assert(
      fc.property(anEntry, fc.nat(), fc.integer({ min: 1, max: 255 }), (line, at, flip) => {
        const bytes = bytesOf(lines);
        const changed = bytes[line] as Uint8Array;
        const index = at % changed.length;
        changed[index] = (changed[index] as number) ^ flip;
        expectNamed(asRead(bytes), place(line));
      }),
      settings,
    );
  });

  it('names each dropped entry', () => {
    fc.assert(
      fc.property(anEntry, fc.nat({ max: 2 }), (line, more) => {
        const dropped = lines.filter((_, index) => index < line || index > line + more || !entryLines.includes(index));
        expectNamed(bytesOf(dropped), place(line), /Missing/);
      }),
      settings,
    );
  });

  it('names swapped entries', () => {
    fc.assert(
      fc.property(anEntry, anEntry, (a, b) => {
        fc.pre(a !== b);
        const swapped = [...lines];
        [swapped[a], swapped[b]] = [lines[b] as string, lines[a] as string];
        const found = wrong(findingsOf(bytesOf(swapped)));
        const both = [place(a), place(b)];
        expect(found.some(({ stream, seq }) => both.some((one) => one.stream === stream && one.seq === seq))).toBe(true);
      }),
      settings,
    );
  });

  it('names swapped contents, when each entry keeps its own place', () => {
    fc.assert(
      fc.property(anEntry, anEntry, (a, b) => {
        const [one, other] = [entryIn(lines[a] as string), entryIn(lines[b] as string)];
        fc.pre(a !== b && JSON.stringify([one.command, one.data]) !== JSON.stringify([other.command, other.data]));
        const exchanged = bytesOf(lines);
        exchanged[a] = lineOf({ ...one, command: other.command, type: other.type, data: other.data, actor: other.actor });
        expectNamed(exchanged, place(a));
      }),
      settings,
    );
  });

  it('names inserted entries', () => {
    fc.assert(
      fc.property(anEntry, anEntry, fc.boolean(), (from, to, asNext) => {
        const copy = entryIn(lines[from] as string);
        const next = entryIn(lines[to] as string);
        // Either an entry of this history once more, or a new one that takes the next place in the chain of the stream that it is put into.
        const inserted = asNext
          ? { ...copy, stream: next.stream, seq: next.seq + 1, prev: hashIn(lines[to] as string), at: next.at }
          : copy;
        fc.pre(!lines.includes(new TextDecoder().decode(lineOf(inserted))) || !asNext);
        const bytes = bytesOf(lines);
        bytes.splice(to + 1, 0, lineOf(inserted));
        expectNamed(bytes, { stream: inserted.stream, seq: inserted.seq });
      }),
      settings,
    );
  });

  it('names each disclosed value that was changed, with its field', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sealedLines), fc.constantFrom('value', 'salt', 'field', 'seq'), fc.nat(), (line, key, by) => {
        const { sealed } = JSON.parse(lines[line] as string) as {
          sealed: { stream: string; seq: number; field: string; value: unknown; salt: string };
        };
        const changed = {
          value: { value: [sealed.value, by] },
          salt: { salt: sha256(new TextEncoder().encode(`${by}`)).reduce((text, byte) => text + byte.toString(16).padStart(2, '0'), '') },
          field: { field: `/payload/${by}` },
          seq: { seq: sealed.seq + 1 + by },
        }[key];
        const bytes = bytesOf(lines);
        const { stream, seq, field } = { ...sealed, ...changed };
        bytes[line] = plain({ sealed: { ...sealed, ...changed } });
        const found = wrong(findingsOf(bytes));
        expect(found).toContainEqual(expect.objectContaining({ stream, seq, field, weight: 'broken', line: line + 1 }));
      }),
      settings,
    );
  });

  it('names each place of a state that was changed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...stateLines), fc.nat(), (line, pick) => {
        const { state } = JSON.parse(lines[line] as string) as { state: { stream: string; state: Record<string, unknown> } };
        const keys = Object.keys(state.state);
        const key = keys[pick % keys.length] as string;
        const bytes = bytesOf(lines);
        bytes[line] = plain({ state: { ...state, state: { ...state.state, [key]: `other ${pick}` } } });
        expect(wrong(findingsOf(bytes))).toContainEqual(
          expect.objectContaining({ what: 'stateDiffers', stream: state.stream, field: expect.stringMatching(`^/${key}`) }),
        );
      }),
      settings,
    );
  });
});

const plain = (value: unknown): Uint8Array => canonicalBytes(value);
const lineOf = (entry: Entry): Uint8Array => plain({ entry });
const hashIn = (line: string): string => eventHash(new TextEncoder().encode(line.slice('{"entry":'.length, -1)), sha256);

/** Changed bytes may hold line feeds: what is read are the lines of the file. */
function asRead(bytes: readonly Uint8Array[]): Uint8Array[] {
  const file = Buffer.concat(bytes.flatMap((line) => [Buffer.from(line), Buffer.of(10)]));
  const read: Uint8Array[] = [];
  for (let from = 0, at = file.indexOf(10); at >= 0; from = at + 1, at = file.indexOf(10, from)) read.push(file.subarray(from, at));
  return read;
}
