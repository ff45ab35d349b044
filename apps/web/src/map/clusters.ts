import { project, seenAt, HEIGHT, WIDTH, type Spot, type View } from './projection';
import type { Cell } from './use-map';

export interface Cluster {
  readonly at: Spot;
  readonly count: number;
  readonly verified: number;
  /** The middle of what is in it, in degrees. */
  readonly lon: number;
  readonly lat: number;
}

/** A square of this many units of the drawing holds one cluster. */
const SQUARE = 64;

/** Cells that lie close together in this view, as one circle each; nothing outside of the view. */
export function clustersOf(cells: readonly Cell[], view: View): readonly Cluster[] {
  const squares = new Map<string, Sum>();
  for (const { longitude, latitude, count, verified } of cells) {
    const [lon, lat] = [Number(longitude), Number(latitude)];
    const [x, y] = seenAt(view, project([lon, lat]));
    if (x < 0 || y < 0 || x > WIDTH || y > HEIGHT) continue;
    const key = `${Math.floor(x / SQUARE)} ${Math.floor(y / SQUARE)}`;
    const sum = squares.get(key) ?? { count: 0, verified: 0, x: 0, y: 0, lon: 0, lat: 0 };
    sum.count += count;
    sum.verified += verified;
    sum.x += x * count;
    sum.y += y * count;
    sum.lon += lon * count;
    sum.lat += lat * count;
    squares.set(key, sum);
  }
  return merged([...squares.values()]).map(({ count, verified, x, y, lon, lat }) => ({
    at: [x / count, y / count],
    count,
    verified,
    lon: lon / count,
    lat: lat / count,
  }));
}

type Sum = { count: number; verified: number; x: number; y: number; lon: number; lat: number };

/** Neighbouring squares whose circles would cover each other become one. */
function merged(sums: readonly Sum[]): readonly Sum[] {
  const kept: Sum[] = [];
  for (const sum of [...sums].sort((one, other) => other.count - one.count)) {
    const near = kept.find(({ x, y, count }) => Math.hypot(x / count - sum.x / sum.count, y / count - sum.y / sum.count) < SQUARE / 2);
    if (near === undefined) kept.push({ ...sum });
    else for (const name of ['count', 'verified', 'x', 'y', 'lon', 'lat'] as const) near[name] += sum[name];
  }
  return kept;
}

/** Five classes of a number, by its part of the largest; 0 for none. */
export function classOf(count: number, most: number): 0 | 1 | 2 | 3 | 4 | 5 {
  if (count <= 0 || most <= 0) return 0;
  return Math.min(5, 1 + Math.floor((4.999 * Math.log(count + 1)) / Math.log(most + 1))) as 1 | 2 | 3 | 4 | 5;
}
