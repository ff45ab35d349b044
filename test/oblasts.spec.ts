import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { oblastAt, oblastsOf, type Topology } from '../apps/web/src/map/topology.js';
import { project, unproject } from '../apps/web/src/map/projection.js';

const oblasts = oblastsOf(JSON.parse(readFileSync(join('apps/web/src/map/geo/ua-oblasts.topo.json'), 'utf8')) as Topology);

describe('the oblasts', () => {
  it('are 27, each once, with a name of its own in each language and closed rings', () => {
    expect(new Set(oblasts.map(({ code }) => code)).size).toBe(27);
    for (const { names, polygons } of oblasts) {
      expect(['en', 'uk', 'fr', 'it', 'ru'].filter((language) => (names[language] ?? '') === '')).toEqual([]);
      for (const ring of polygons.flat()) expect(ring[0]).toEqual(ring.at(-1));
    }
    for (const language of ['en', 'uk', 'fr', 'it', 'ru']) expect(new Set(oblasts.map(({ names }) => names[language])).size).toBe(27);
  });

  it.each<[string, number, number, string | undefined]>([
    ['Simferopol', 34.1, 44.95, 'UA-43'],
    ['Sevastopol', 33.53, 44.6, 'UA-40'],
    ['Donetsk', 37.8, 48.0, 'UA-14'],
    ['Luhansk', 39.3, 48.57, 'UA-09'],
    ['Kyiv', 30.52, 50.45, 'UA-30'],
    ['Bila Tserkva', 30.11, 49.8, 'UA-32'],
    ['Odesa', 30.7, 46.47, 'UA-51'],
    ['Lviv', 24.03, 49.84, 'UA-46'],
    ['Rostov-on-Don', 39.7, 47.23, undefined],
    ['Chisinau', 28.83, 47.02, undefined],
    ['the Black Sea', 31.5, 44.5, undefined],
  ])('hold %s', (_, longitude, latitude, code) => {
    expect(oblastAt(oblasts, [longitude, latitude])?.code).toBe(code);
  });
});

it('a place on the drawing leads back to the place on earth', () => {
  for (const [longitude, latitude] of [
    [22.1, 48.4],
    [40.2, 49.6],
    [33.5, 44.4],
  ] as const) {
    const [lon, lat] = unproject(project([longitude, latitude]));
    expect(lon).toBeCloseTo(longitude, 9);
    expect(lat).toBeCloseTo(latitude, 9);
  }
});
