import { oblastNames } from './oblast-names.js';

/** Longitude and latitude in degrees. */
export type LonLat = readonly [number, number];
export type Ring = readonly LonLat[];

export interface Oblast {
  /** ISO 3166-2:UA. */
  readonly code: string;
  /** By language of the pages. */
  readonly names: Readonly<Record<string, string>>;
  /** Each polygon: its outer ring, then its holes. */
  readonly polygons: readonly (readonly Ring[])[];
  /** West, south, east and north of all of it: most points are outside of most oblasts. */
  readonly box: readonly [number, number, number, number];
}

interface Geometry {
  readonly type: 'Polygon' | 'MultiPolygon';
  readonly properties: { readonly code: string; readonly name_en: string; readonly short_uk: string };
  readonly arcs: readonly (readonly number[])[] | readonly (readonly (readonly number[])[])[];
}

/** As much of the TopoJSON specification as our one file needs: quantized arcs, shared by neighbours. */
export interface Topology {
  readonly transform: { readonly scale: LonLat; readonly translate: LonLat };
  readonly arcs: readonly (readonly LonLat[])[];
  readonly objects: { readonly ukr: { readonly geometries: readonly Geometry[] } };
}

/** Unpacks the oblasts: steps of arcs become degrees, arcs become rings; a negative index is an arc backwards. */
export function oblastsOf({ transform, arcs, objects }: Topology): readonly Oblast[] {
  const lines = arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx, dy]): LonLat => {
      x += dx;
      y += dy;
      return [x * transform.scale[0] + transform.translate[0], y * transform.scale[1] + transform.translate[1]];
    });
  });
  const line = (index: number): Ring => (index < 0 ? [...(lines[~index] ?? [])].reverse() : (lines[index] ?? []));
  const ring = (indexes: readonly number[]): Ring => indexes.flatMap((index, place) => line(index).slice(place === 0 ? 0 : 1));
  return objects.ukr.geometries.map(({ type, properties, arcs: parts }) => {
    const polygons = (type === 'Polygon' ? [parts as number[][]] : (parts as number[][][])).map((polygon) => polygon.map(ring));
    const names = { en: properties.name_en, uk: properties.short_uk, ...oblastNames[properties.code] };
    return { code: properties.code, names, polygons, box: boxOf(polygons.flat(2)) };
  });
}

function boxOf(points: Ring): Oblast['box'] {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** The oblast that holds a point, if any. Boundaries are indicative: near one, this is a guess. */
export function oblastAt(oblasts: readonly Oblast[], point: LonLat): Oblast | undefined {
  const [x, y] = point;
  return oblasts.find(
    ({ polygons, box: [west, south, east, north] }) =>
      x >= west &&
      x <= east &&
      y >= south &&
      y <= north &&
      polygons.some((rings) => rings.reduce((inside, ring) => inside !== crosses(ring, point), false)),
  );
}

/** Whether a ray from the point crosses the ring an odd number of times. */
function crosses(ring: Ring, [x, y]: LonLat): boolean {
  let odd = false;
  ring.forEach(([x1, y1], index) => {
    const [x2, y2] = ring[(index + 1) % ring.length] ?? [x1, y1];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) odd = !odd;
  });
  return odd;
}
