import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCanonicalText } from '../canonical/canonical-bytes.js';
import type { Json } from '../canonical/json.js';

/** By hand, without the code of this room: as a stranger would who has only the page. */
const page = readFileSync(join(import.meta.dirname, '../../../../docs/verify.md'), 'utf8');
const sha256 = (...parts: (string | Buffer)[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const blocks = [...page.slice(page.indexOf('## 10.')).matchAll(/```\n([\s\S]*?)\n```/g)].map(([, text]) => (text as string).split('\n'));
const hash = (line: string | undefined): string => sha256('tregua-event/v1\0', line ?? '').toString('hex');

describe('the worked example of docs/verify.md', () => {
  const [first = [], field = [], second = [], log = [], checkpoint = []] = blocks;
  const parsed = (line: string | undefined): Record<string, Json> => parseCanonicalText(line ?? '') as Record<string, Json>;

  it('chains two entries', () => {
    expect(hash(first[0])).toBe(first[1]);
    expect(hash(second[0])).toBe(second[1]);
    expect(parsed(second[0])['prev']).toBe(first[1]);
  });

  it('commits to a reason', () => {
    const commitment = sha256('tregua-field/v1\0', Buffer.alloc(32, 0x11), field[0] ?? '').toString('hex');
    expect(field[1]).toBe(commitment);
    expect(parsed(second[0])['data']).toMatchObject({ payload: { reasons: { sealed: commitment } } });
  });

  it('leads to the root of the checkpoint', () => {
    const tag = sha256('tregua-tag/v1\0', Buffer.alloc(32, 0x22), 'case/0190a1b2-0000-7000-8000-000000000001').toString('hex');
    expect(page).toContain(`the tag is \`${tag}\``);
    const leaves = [log[0], log[2]].map((line) => sha256(Buffer.of(0), line ?? ''));
    expect(leaves.map((leaf) => leaf.toString('hex'))).toEqual([log[1], log[3]]);
    [first, second].forEach((entry, index) => {
      const { at, seq, prev } = parsed(entry[0]);
      expect(parsed(log[index * 2])).toEqual({ at, seq, prev, eventHash: entry[1], tag, v: 1 });
    });
    const root = sha256(Buffer.of(1), ...leaves);
    expect([checkpoint[1], checkpoint[2]]).toEqual(['2', root.toString('base64')]);
    expect(page).toContain(root.toString('hex'));
    expect(page).toContain(`"proof":["${leaves[0]?.toString('base64')}"]`);
  });
});
