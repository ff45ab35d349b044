import { bringTo, GRAVE, SMALL } from '../process/road.testing.js';
import { marksShown } from './marks.js';

const HOUR = 3_600_000;
const shown = (hours: number, content = GRAVE): string => {
  const { world, id } = bringTo('REGISTERED', { content: { ...content, startsAt: Date.UTC(2026, 2, 2, 6) - hours * HOUR } });
  const t0 = world.case(id).clock.t0 ?? 0;
  return marksShown(world.case(id), world.rulebook)
    .map(({ mark, at, standing }) => `${mark} ${(at - t0) / HOUR} ${standing}`)
    .join(', ');
};

describe('the marks of the response clock', () => {
  it('are shown as they will ring', () => {
    expect(shown(1)).toBe('mark1 12 next, mark2 20 ahead, mark3 24 ahead, mark4 72 ahead');
  });

  it('that lay in the past at a late filing are shown as past and are not fired', () => {
    expect(shown(22)).toBe('mark1 12 past, mark2 20 past, mark3 24 next, mark4 72 ahead');
    const { world } = bringTo('REGISTERED', { content: { ...GRAVE, startsAt: Date.UTC(2026, 2, 2, 6) - 22 * HOUR } });
    expect(world.log.filter(({ recorded }) => recorded.type === 'MarkRung')).toEqual([]);
  });

  it('are silent for a small matter', () => {
    expect(shown(1, SMALL)).toMatch(/^mark1 12 silent/);
  });
});
