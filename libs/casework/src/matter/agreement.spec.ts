import { rulebookOf } from '../rulebook/index.js';
import {
  agreementFact,
  agreementFor,
  groundsAgainst,
  isInForce,
  lineageOf,
  standsToBuffer,
  versionAt,
  withdrawalCheck,
  withdrawalLineOf,
  type Agreement,
} from './agreement.js';
import { distanceMetres, distanceToLineMetres, isInside, standsToArea, type Polygon } from './geometry.js';

const rulebook = rulebookOf('paris-2026-draft-1');
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const square = (south: string, west: string, north: string, east: string): Polygon => [
  [
    [south, west],
    [south, east],
    [north, east],
    [north, west],
  ],
];
const agreement: Agreement = {
  id: 'two-sides',
  title: 'Two sides',
  parties: [
    { code: 'aa', name: 'A' },
    { code: 'bb', name: 'B' },
  ],
  inForceFrom: at('2026-02-01'),
  inForceUntil: null,
  version: 2,
  areas: [{ version: 1, from: at('2026-02-01'), until: null, shape: [square('46', '30', '52', '42')] }],
  lines: [
    {
      version: 1,
      from: at('2026-02-01'),
      until: at('2026-06-01'),
      shape: [
        [
          ['47', '37'],
          ['50', '37'],
        ],
      ],
    },
    {
      version: 2,
      from: at('2026-06-01'),
      until: null,
      shape: [
        [
          ['47', '38'],
          ['50', '38'],
        ],
      ],
    },
  ],
  zones: [],
  references: [],
};
const place = (latitude: string, longitude: string, radiusMetres = 100) => ({ latitude, longitude, radiusMetres });

describe('ceasefire enters into force', () => {
  it('at its first instant, and not before', () => {
    expect(isInForce(agreement, at('2026-02-01'))).toBe(true);
    expect(isInForce(agreement, at('2026-02-01') - 1)).toBe(false);
    expect(isInForce({ ...agreement, inForceUntil: at('2026-03-01') }, at('2026-03-01'))).toBe(false);
  });

  it('makes acts before it inadmissible, and acts outside of its area', () => {
    const inside = place('48', '37');
    expect(groundsAgainst(agreement, { earliest: at('2026-02-01'), place: inside })).toEqual([]);
    expect(groundsAgainst(agreement, { earliest: at('2026-02-01') - 1, place: inside })).toEqual(['before-entry-into-force']);
    expect(groundsAgainst(agreement, { earliest: at('2026-03-01'), place: place('55', '37') })).toEqual(['outside-area']);
    expect(groundsAgainst(agreement, { earliest: 0, place: place('55', '37') })).toContain('before-entry-into-force');
  });

  it('leaves to people what lies on the border with its uncertainty', () => {
    expect(groundsAgainst(agreement, { earliest: at('2026-03-01'), place: place('52.1', '37', 30_000) })).toEqual([]);
    expect(groundsAgainst(agreement, { earliest: at('2026-03-01'), place: place('52.1', '37', 1_000) })).toEqual(['outside-area']);
  });

  it('is the fact that the law decides on', () => {
    expect(agreementFact(agreement, { earliest: at('2026-03-01'), place: place('48', '37') })).toEqual({
      id: 'two-sides',
      inForceFrom: at('2026-02-01'),
      insideArea: true,
      parties: ['aa', 'bb'],
    });
  });

  it('covers what falls under it, and of several the one that does', () => {
    const earlier: Agreement = { ...agreement, id: 'earlier', inForceFrom: at('2020-01-01'), inForceUntil: at('2025-01-01') };
    const elsewhere: Agreement = {
      ...agreement,
      id: 'elsewhere',
      areas: [{ version: 1, from: 0, until: null, shape: [square('0', '0', '1', '1')] }],
    };
    const act = { earliest: at('2026-03-01'), place: place('48', '37') };
    expect(agreementFor([elsewhere, earlier, agreement], act)?.id).toBe('two-sides');
    expect(agreementFor([elsewhere, agreement], { ...act, earliest: 0 })).toMatchObject({ id: 'two-sides', insideArea: true });
    expect(agreementFor([elsewhere], act)).toMatchObject({ id: 'elsewhere', insideArea: false });
    expect(agreementFor([], act)).toBeNull();
    expect(agreementFor([agreement], undefined)?.id).toBe('two-sides');
    expect(agreementFor([agreement, elsewhere], undefined)).toBeNull();
  });

  it('with lines that change by dated versions: none judges what was before it', () => {
    expect(versionAt(agreement.lines, at('2026-05-31'))?.version).toBe(1);
    expect(versionAt(agreement.lines, at('2026-06-01'))?.version).toBe(2);
    expect(versionAt(agreement.lines, at('2025-01-01'))).toBeUndefined();
  });
});

/** A degree of longitude at 48 N is about 74.5 km. */
describe('the withdrawal line', () => {
  it.each([
    ['a 120 mm mortar 37 km away', 'mortar-120', '37.5', 'inside', 'artillery-100', 50_000],
    ['a 120 mm mortar 75 km away', 'mortar-120', '38', 'outside', 'artillery-100', 50_000],
    ['rocket artillery 67 km away', 'rocket-artillery-heavy', '37.9', 'inside', 'rocket-artillery', 75_000],
    ['a ballistic missile 112 km away', 'ballistic-missile', '38.5', 'inside', 'long-range', 150_000],
  ])('%s', (_name, weapon, longitude, result, line, requiredMetres) => {
    expect(withdrawalCheck(agreement, rulebook, weapon, place('48', longitude), at('2026-03-01'))).toMatchObject({
      result,
      line,
      requiredMetres,
    });
  });

  it('is that of the day', () => {
    const before = withdrawalCheck(agreement, rulebook, 'tube-100-155', place('48', '37.8'), at('2026-05-01'));
    const after = withdrawalCheck(agreement, rulebook, 'tube-100-155', place('48', '37.8'), at('2026-07-01'));
    expect([before.result, before.lineVersion]).toEqual(['outside', 1]);
    expect([after.result, after.lineVersion]).toEqual(['inside', 2]);
  });

  it('is uncertain where the circle of the place reaches over it', () => {
    expect(withdrawalCheck(agreement, rulebook, 'mortar-120', place('48', '37.7', 10_000), at('2026-03-01')).result).toBe('uncertain');
  });

  it('does not bind weapons that it does not name, nor days without a line', () => {
    expect(withdrawalCheck(agreement, rulebook, 'small-arms', place('48', '37'), at('2026-03-01')).result).toBe('notApplicable');
    expect(withdrawalCheck(agreement, rulebook, 'mortar-120', place('48', '37'), at('2025-03-01')).result).toBe('notApplicable');
  });

  it('of a class holds for all below it in the tree', () => {
    expect(lineageOf(rulebook, 'rocket-artillery-light')).toEqual(['rocket-artillery-light', 'rocket-artillery', 'artillery']);
    expect(withdrawalLineOf(rulebook, 'rocket-artillery-light')?.code).toBe('rocket-artillery');
    expect(withdrawalLineOf(rulebook, 'mortar-82')).toBeUndefined();
  });

  it('has a buffer zone on each side', () => {
    expect(standsToBuffer(agreement, rulebook, place('48', '37.05'), at('2026-03-01'))).toBe('inside');
    expect(standsToBuffer(agreement, rulebook, place('48', '36.95'), at('2026-03-01'))).toBe('inside');
    expect(standsToBuffer(agreement, rulebook, place('48', '37.3'), at('2026-03-01'))).toBe('outside');
    expect(standsToBuffer(agreement, rulebook, place('48', '37.1', 3_000), at('2026-03-01'))).toBe('uncertain');
  });

  it('has the zone that was drawn instead, where one was', () => {
    const drawn = {
      ...agreement,
      zones: [{ kind: 'buffer', name: 'Drawn', version: 1, from: 0, until: null, shape: [square('47', '40', '48', '41')] }],
    };
    expect(standsToBuffer(drawn, rulebook, place('47.5', '40.5'), at('2026-03-01'))).toBe('inside');
    expect(standsToBuffer(drawn, rulebook, place('48', '37.01'), at('2026-03-01'))).toBe('outside');
  });
});

describe('geometry', () => {
  it('measures a degree of latitude', () => {
    expect(Math.round(distanceMetres({ latitude: '48', longitude: '37' }, { latitude: '49', longitude: '37' }) / 1_000)).toBe(111);
  });

  it('measures to the nearest part of a line, also past its ends', () => {
    const line = [
      ['48', '37'],
      ['49', '37'],
    ] as const;
    expect(Math.round(distanceToLineMetres({ latitude: '48.5', longitude: '38' }, line) / 1_000)).toBe(74);
    expect(Math.round(distanceToLineMetres({ latitude: '47', longitude: '37' }, line) / 1_000)).toBe(111);
  });

  it('knows holes', () => {
    const ring: Polygon = [...square('46', '30', '50', '40'), ...square('47', '34', '48', '36')];
    expect(isInside({ latitude: '46.5', longitude: '35' }, ring)).toBe(true);
    expect(isInside({ latitude: '47.5', longitude: '35' }, ring)).toBe(false);
    expect(standsToArea({ latitude: '47.5', longitude: '35', radiusMetres: 100_000 }, [ring])).toBe('uncertain');
  });
});
