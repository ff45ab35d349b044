import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { canonicalBytes, UnreadableExportError } from '@tregua/ledger';
import { openCase, Walk } from '../../../libs/casework/src/process/walk.testing.js';
import { World } from '../../../libs/casework/src/process/world.testing.js';
import { exported } from '../../../test/tamper/history.js';
import { worldHistory } from '../../../test/tamper/world-history.js';
import { headOf } from './asked.js';
import { verifyCommand } from './command.js';
import { linesOf } from './file/lines-of-file.js';
import { BLIND_SPOTS } from './verdict.js';

const folder = mkdtempSync(join(tmpdir(), 'tregua-verify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const walk = new Walk(new World(), 11);
const id = openCase(walk.world, walk.random);
for (let n = 0; n < 25; n += 1) walk.step();
const { lines, heads } = exported({
  rulebook: walk.world.rulebook,
  now: walk.world.at,
  subject: `case/${id}`,
  ...worldHistory(walk.world),
});
const whole = `${lines.join('\n')}\n`;
const known = heads.flatMap(({ stream, seq, hash }) => ['--head', `${stream}:${seq}:${hash}`]);

async function verify(content: string | Uint8Array, ...words: string[]): Promise<{ code: number; said: string }> {
  const file = join(folder, 'case.jsonl');
  writeFileSync(file, content);
  return await run(file, ...words);
}

async function run(...words: string[]): Promise<{ code: number; said: string }> {
  let said = '';
  const code = await verifyCommand(words, (text) => (said += text));
  return { code, said };
}

const machine = (said: string): { verdict: string; findings: { what: string; stream: string; seq: number; line: number }[] } =>
  JSON.parse(said);

describe('verify', () => {
  it('says 3 without heads and 0 with all of them, and each time what it cannot see', async () => {
    const alone = await verify(whole);
    expect(alone.code).toBe(3);
    expect(alone.said).toContain('CONSISTENT, NOT AUTHENTICATED');
    const vouched = await verify(whole, ...known);
    expect(vouched.said).toContain('CONSISTENT, and every stream ends in a head that you gave.');
    expect(vouched.code).toBe(0);
    for (const { said } of [alone, vouched]) for (const sentence of BLIND_SPOTS) expect(said).toContain(sentence);
  });

  it('says 3 when only some heads are known', async () => {
    expect((await verify(whole, ...known.slice(0, 2))).code).toBe(3);
  });

  it('says 1 and names the entry when one digit was changed', async () => {
    const line = lines.findIndex((text) => text.includes(`"stream":"case/${id}"`) && text.startsWith('{"entry":'));
    const changed = lines.map((text, index) => (index === line ? text.replace(/"at":"2026-03-02/, '"at":"2026-03-03') : text)).join('\n');
    const { code, said } = await verify(`${changed}\n`, '--json');
    expect(code).toBe(1);
    expect(machine(said).verdict).toBe('broken');
    expect(machine(said).findings).toContainEqual(expect.objectContaining({ stream: `case/${id}`, seq: 1 }));
  });

  it('says 1 when a head from outside is another, or of a stream that is not here', async () => {
    const [first] = heads;
    const other = await verify(whole, '--json', '--head', `${first?.stream}:1:${'0'.repeat(63)}1`);
    expect([other.code, machine(other.said).findings[0]]).toEqual([
      1,
      expect.objectContaining({ what: 'headDiffers', stream: first?.stream, seq: 1 }),
    ]);
    const missing = await verify(whole, '--json', '--head', `case/elsewhere:7:${'1'.repeat(64)}`);
    expect([missing.code, machine(missing.said).findings[0]]).toEqual([1, expect.objectContaining({ what: 'streamIsMissing', seq: 7 })]);
  });

  it('prints a history that people can read', async () => {
    const { said } = await verify(whole, '--history');
    expect(said).toMatch(/2026-03-0\d \d\d:\d\d {2}report .*Report created, by monitor/);
    expect(said).toMatch(/Report submitted, by monitor.*: DRAFT → SUBMITTED/);
    expect(said).toMatch(/due: verification on 2026-03-/);
  });

  it.each([
    ['no file', []],
    ['two files', ['a', 'b']],
    ['an unknown option', ['a', '--trust-me']],
    ['a head that is none', ['a', '--head', 'case/a:0:00']],
    ['a head that is missing', ['a', '--head']],
  ])('says how it is used when given %s', async (_, words) => {
    expect(await run(...words)).toEqual({ code: 2, said: expect.stringContaining('verify FILE') });
  });

  it('says 2 of a file that is not there, and of a folder', async () => {
    expect((await run(join(folder, 'none.jsonl'))).code).toBe(2);
    expect((await run(folder)).code).toBe(2);
    expect(machine((await run(join(folder, 'none.jsonl'), '--json')).said).verdict).toBe('unreadable');
  });
});

describe('verify with hostile input', () => {
  it.each([
    ['nothing', ''],
    ['a line feed', '\n'],
    ['text', 'not an export at all'],
    ['another JSON', '{"a":1}\n'],
    ['deep nesting', `${'['.repeat(200_000)}\n`],
    ['a header of another format', '{"header":{"format":"tregua-case-export/2"}}\n'],
    ['a header without heads', headerWith({ heads: [] })],
    ['a header with a stream twice', headerWith({ heads: [heads[0], heads[0]] })],
    ['a header whose subject is not there', headerWith({ subject: 'case/none' })],
    ['a header of the wrong time', headerWith({ madeAt: 'today' })],
    ['bytes', new Uint8Array(4_096).map((_, index) => (index * 7) % 256)],
    ['zeros', new Uint8Array(100_000)],
  ])('says 2 of %s', async (_, content) => {
    expect((await verify(content)).code).toBe(2);
  });

  it.each<[string, (of: string[]) => string[]]>([
    ['the header alone', (of) => of.slice(0, 1)],
    ['half a file', (of) => of.slice(0, of.length / 2)],
    ['no last line', (of) => of.slice(0, -1)],
    ['lines after the end', (of) => [...of, of[3] as string]],
    ['two headers', (of) => [of[0] as string, ...of]],
    ['entries before the rulebook', (of) => [of[0] as string, of[2] as string, of[1] as string, ...of.slice(3)]],
    ['no rulebook', (of) => of.filter((line) => !line.startsWith('{"rulebook"'))],
    ['another rulebook of the same name', (of) => of.map((line) => line.replace('"stays":', '"stays":1'))],
    ['a rulebook that the verifier does not know', (of) => of.map((line) => line.replaceAll('paris-2026-draft-1', 'paris-2026-draft-9'))],
    ['a state of nothing', (of) => [...of.slice(0, -1), '{"state":{"state":{},"stream":"case/none"}}', `{"end":${of.length}}`]],
    ['a sealed value of nothing', (of) => [...of.slice(0, -1), sealedOf('case/none'), `{"end":${of.length}}`]],
    ['an entry in another spelling', (of) => of.map((line, index) => (index === 4 ? line.replace('{"entry":{', '{"entry": {') : line))],
    ['a line of ten thousand brackets', (of) => of.map((line, index) => (index === 4 ? `{"entry":${'['.repeat(10_000)}}` : line))],
  ])('says 1 of %s, and names it', async (_, change) => {
    const { code, said } = await verify(`${change([...lines]).join('\n')}\n`, '--json');
    expect(code).toBe(1);
    expect(machine(said).findings.length).toBeGreaterThan(0);
  });

  it('prints nothing that steers a terminal', async () => {
    const hostile = lines.map((line, index) =>
      index === 0 ? line.replace('A history made by a test.', 'A\\u001b[31mred\u202e\u2028') : line,
    );
    const { said } = await verify(`${hostile.join('\n')}\n`, '--history');
    expect(said).toContain('A\ufffd[31mred');
    expect(said.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  it('never crashes, and finds none of 300 mangled files in order', async () => {
    const file = Buffer.from(whole);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(file.length - 2), fc.nat(2_000), fc.nat(file.length - 2)), { minLength: 1, maxLength: 4 }),
        async (moves) => {
          let mangled = Buffer.from(file);
          for (const [from, length, to] of moves)
            mangled = Buffer.concat([mangled.subarray(0, to), file.subarray(from, from + length), mangled.subarray(to + (length >> 1))]);
          fc.pre(!mangled.equals(file) && !mangled.subarray(0, -1).equals(file.subarray(0, -1)));
          const { code } = await verify(mangled, ...known);
          expect([1, 2]).toContain(code);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('limits', () => {
  const small = { lineBytes: 10, lines: 3, totalBytes: 25 };
  const read = (...chunks: string[]): string[] =>
    [
      ...linesOf(
        chunks.map((chunk) => Buffer.from(chunk)),
        small,
      ),
    ].map((line) => Buffer.from(line).toString());

  it.each([
    [['ab\ncd\n'], ['ab', 'cd']],
    [['ab\ncd'], ['ab', 'cd']],
    [
      ['a', 'b', '\nc', 'd\n', '\n'],
      ['ab', 'cd', ''],
    ],
    [
      ['0123456789\n', '0123456789\n'],
      ['0123456789', '0123456789'],
    ],
    [[], []],
  ])('reads %p as %p', (chunks, expected) => {
    expect(read(...chunks)).toEqual(expected);
  });

  it.each([
    ['a line that is too long', ['0123456789a\n'], 'Line 1 is longer than 10 bytes.'],
    ['a line that never ends', ['012345', '6789a'], 'Line 1 is longer than 10 bytes.'],
    ['too many lines', ['\n\n', '\n\n'], 'more than 3 lines'],
    ['too large a file', ['012345678\n', '012345678\n', '012345\n'], 'larger than 25 bytes'],
  ])('refuses %s', (_, chunks, message) => {
    expect(() => read(...chunks)).toThrow(UnreadableExportError);
    expect(() => read(...chunks)).toThrow(message);
  });

  it('reads a head as a receipt prints it', () => {
    expect(headOf(`case/a:12:${'a'.repeat(64)}`)).toEqual({ stream: 'case/a', seq: 12, hash: 'a'.repeat(64) });
    expect(['', 'case/a', `case/a:0:${'a'.repeat(64)}`, `case/a:1e3:${'a'.repeat(64)}`, `:1:${'a'.repeat(64)}`].map(headOf)).toEqual(
      Array(5).fill(undefined),
    );
  });
});

function headerWith(change: object): string {
  const { header } = JSON.parse(lines[0] as string) as { header: object };
  return `${Buffer.from(canonicalBytes({ header: { ...header, ...change } })).toString()}\n`;
}

function sealedOf(stream: string): string {
  const salt = createHash('sha256').update(stream).digest('hex');
  return Buffer.from(canonicalBytes({ sealed: { stream, seq: 1, field: '/payload/note', value: 'x', salt } })).toString();
}
