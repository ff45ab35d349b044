import type { LonLat } from './topology.js';

/** The drawing's own units. */
export const WIDTH = 900;
export const HEIGHT = 600;
export type Spot = readonly [x: number, y: number];

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const northing = (latitude: number): number => Math.log(Math.tan(Math.PI / 4 + radians(latitude) / 2));

// The drawing shows 22 to 40.4 degrees east at magnification 1, with the middle of Ukraine in its middle.
const [WEST, EAST, MIDDLE] = [21.9, 40.5, 48.45];
const SCALE = WIDTH / radians(EAST - WEST);

/** Mercator, as every map of the web is drawn. */
export function project([longitude, latitude]: LonLat): Spot {
  return [radians(longitude - WEST) * SCALE, HEIGHT / 2 - (northing(latitude) - northing(MIDDLE)) * SCALE];
}

export function unproject([x, y]: Spot): LonLat {
  const north = northing(MIDDLE) + (HEIGHT / 2 - y) / SCALE;
  return [x / SCALE / (Math.PI / 180) + WEST, (2 * Math.atan(Math.exp(north)) - Math.PI / 2) / (Math.PI / 180)];
}

const EARTH_METRES = 6_371_008.8;

/** How long so many metres are on the drawing at magnification 1, at this latitude. */
export const lengthOf = (metres: number, latitude: number): number => (metres / EARTH_METRES / Math.cos(radians(latitude))) * SCALE;

/** What part of the earth is seen, and how magnified. */
export interface View {
  readonly lon: number;
  readonly lat: number;
  readonly z: number;
}

export const WHOLE: View = { lon: unproject([WIDTH / 2, HEIGHT / 2])[0], lat: MIDDLE, z: 1 };
export const MOST_MAGNIFIED = 400;

/** Where a spot of the drawing lies in the view. */
export function seenAt({ lon, lat, z }: View, [x, y]: Spot): Spot {
  const [cx, cy] = project([lon, lat]);
  return [(x - cx) * z + WIDTH / 2, (y - cy) * z + HEIGHT / 2];
}

/** The spot of the drawing that is seen there. */
export function spotAt({ lon, lat, z }: View, [x, y]: Spot): Spot {
  const [cx, cy] = project([lon, lat]);
  return [(x - WIDTH / 2) / z + cx, (y - HEIGHT / 2) / z + cy];
}

/** Degrees of the corners of the view. */
export function boxOf(view: View): { readonly west: number; readonly south: number; readonly east: number; readonly north: number } {
  const [west, north] = unproject(spotAt(view, [0, 0]));
  const [east, south] = unproject(spotAt(view, [WIDTH, HEIGHT]));
  return { west: Math.max(-180, west), south: Math.max(-85, south), east: Math.min(180, east), north: Math.min(85, north) };
}

/** Six decimal places and no more magnification than is of use: the view as its address has it. */
export function tidy({ lon, lat, z }: View): View {
  const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
  const round = (value: number, places: number): number => Number(value.toFixed(places));
  return { lon: round(clamp(lon, -180, 180), 4), lat: round(clamp(lat, -84, 84), 4), z: round(clamp(z, 1, MOST_MAGNIFIED), 2) };
}
