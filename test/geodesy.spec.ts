import { coordinate, mgrsOf, pointFrom, pointOfMgrs } from '../apps/web/src/field/geodesy.js';

const metresBetween = (one: { latitude: string; longitude: string }, other: { latitude: string; longitude: string }): number => {
  const north = (Number(other.latitude) - Number(one.latitude)) * 111_195;
  const east = (Number(other.longitude) - Number(one.longitude)) * 111_195 * Math.cos((Number(one.latitude) * Math.PI) / 180);
  return Math.hypot(north, east);
};

describe('places as monitors give them', () => {
  it.each([
    ['48.05', 90, '48.05'],
    [' 48,0512346 ', 90, '48.051235'],
    ['-179.5', 180, '-179.5'],
    ['91', 90, undefined],
    ['48.05N', 90, undefined],
    ['', 90, undefined],
  ] as const)('reads %j as a coordinate', (text, most, expected) => {
    expect(coordinate(text, most)).toBe(expected);
  });

  it('reads an MGRS reference as the middle of its square, with the radius that covers the square', () => {
    const point = { latitude: '48.05', longitude: '37.85' };
    const reference = mgrsOf(point) ?? '';
    const found = pointOfMgrs(reference.replace(/^(\w{3})(\w\w)(\d{5})/, '$1 $2 $3 '));
    expect(found?.radiusMetres).toBe(1);
    expect(metresBetween(point, found as typeof point)).toBeLessThan(2);
    const square = pointOfMgrs(reference.slice(0, 5) + reference.slice(5, 8) + reference.slice(10, 13));
    expect(square?.radiusMetres).toBe(71);
    expect(metresBetween(point, square as typeof point)).toBeLessThanOrEqual(72);
  });

  it.each(['', '37U', '99U DP 12345 67890', '37U DP 1234 567', '37I DP 12345 67890', 'Kyiv'])('takes %j for no reference', (text) => {
    expect(pointOfMgrs(text)).toBeUndefined();
  });

  it('finds the point at a bearing and distance', () => {
    const here = { latitude: '48.05', longitude: '37.85' };
    const east = pointFrom(here, 90, 2000);
    expect(metresBetween(here, east)).toBeCloseTo(2000, -1);
    expect(Number(east.longitude)).toBeGreaterThan(37.87);
    expect(pointFrom({ latitude: '0', longitude: '179.999' }, 90, 1000).longitude).toMatch(/^-179\.99/);
  });
});
