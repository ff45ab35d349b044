import { rulebook } from './commission.fixture.js';
import { bestRung, type Candidate, countByConstituency, drawDutyBench, drawPanel } from './draw.js';
import { shuffled } from './lot.js';

const { ladder, largeLadder } = rulebook.judgment.panel;

/** us, ukraine, coalition, neutral. */
function roster(...counts: readonly number[]): Candidate[] {
  return ['us', 'ukraine', 'coalition', 'neutral'].flatMap((constituency, index) =>
    Array.from({ length: counts[index] ?? 0 }, (_, number) => ({ member: `${constituency}${number}`, constituency })),
  );
}

describe('the ladder of panels (law-check, hole 20)', () => {
  it.each([
    // us, ukraine, coalition, neutral: panel at severity 1-4, at severity 5
    [4, 4, 4, 3, '5/2', '7/3'],
    [4, 4, 4, 0, '5/2', '7/3'], // one constituency is absent: seven still exist
    [4, 4, 0, 0, '5/3', '7/4'], // two are absent
    [6, 2, 0, 0, '5/3', '5/3'],
    [5, 1, 0, 0, '3/2', '3/2'],
    [3, 3, 0, 0, '5/3', '5/3'],
    [4, 0, 0, 0, '3/3', '3/3'], // three from any
    [1, 1, 1, 0, '3/2', '3/2'],
    [1, 1, 0, 0, '-', '-'], // nobody can sit: the chair rules
  ])('%i %i %i %i: %s, at severity 5 %s', (us, ukraine, coalition, neutral, ordinary, large) => {
    const name = (rungs: typeof ladder): string => {
      const rung = bestRung(roster(us, ukraine, coalition, neutral), rungs);
      return rung === undefined ? '-' : `${rung.size}/${rung.share}`;
    };
    expect([name(ladder), name(largeLadder)]).toEqual([ordinary, large]);
  });
});

describe('the draw', () => {
  const lot = 'ab'.repeat(32);
  const everybody = roster(4, 4, 4, 3);

  it('gives the same panel for the same lot, whatever the order of the roster', () => {
    const once = drawPanel([], everybody, ladder, 2, lot);
    expect(drawPanel([], [...everybody].reverse(), ladder, 2, lot)).toEqual(once);
    expect(drawPanel([], everybody, ladder, 2, 'cd'.repeat(32))).not.toEqual(once);
  });

  it('keeps those who sit and draws only what is missing', () => {
    const sit = [everybody[0], everybody[4]].flatMap((one) => one ?? []);
    const drawn = drawPanel(sit, everybody, ladder, 2, lot);
    expect(drawn?.seats).toHaveLength(3);
    expect(drawn?.seats.map(({ member }) => member)).not.toContain('us0');
  });

  it('names alternates of each constituency', () => {
    const drawn = drawPanel([], everybody, ladder, 2, lot);
    expect(countByConstituency(drawn?.alternates ?? [])).toEqual({ us: 2, ukraine: 2, coalition: 2, neutral: 2 });
  });

  it('is undefined when fewer than three can sit', () => {
    expect(drawPanel([], roster(1, 1), ladder, 2, lot)).toBeUndefined();
  });

  it('draws three duty members of two constituencies at least, or whoever is there', () => {
    expect(Object.values(countByConstituency(drawDutyBench(everybody, { size: 3, share: 2 }, lot))).every((count) => count <= 2)).toBe(
      true,
    );
    expect(drawDutyBench(roster(2), { size: 3, share: 2 }, lot)).toHaveLength(2);
  });

  it('refuses a lot that is none', () => {
    expect(() => shuffled([1, 2], 'short', 'panel')).toThrow('64 hexadecimal');
  });

  it('draws every member about as often', () => {
    const counts: { [member: string]: number } = {};
    for (let draw = 0; draw < 3_000; draw += 1) {
      const fresh = draw.toString(16).padStart(8, '0').repeat(8);
      for (const { member } of drawPanel([], everybody, ladder, 2, fresh)?.seats ?? []) counts[member] = (counts[member] ?? 0) + 1;
    }
    // 5 of 15 each time; the shares make the three of the small constituency a little likelier.
    const odd = everybody.filter(({ member, constituency }) => {
      const times = counts[member] ?? 0;
      return times < 850 || times > (constituency === 'neutral' ? 1_250 : 1_100);
    });
    expect(odd).toEqual([]);
  });
});
