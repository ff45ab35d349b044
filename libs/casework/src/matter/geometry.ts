/**
 * Plane and sphere for distances of up to some hundred kilometres. Outside, a coordinate is a decimal string, so that it can be sealed
 * byte for byte; it becomes a number only here.
 */
export interface Point {
  /** Decimal degrees, WGS 84, at most 6 places. */
  readonly latitude: string;
  readonly longitude: string;
}

/** A point that is known only within a radius. */
export interface Place extends Point {
  readonly radiusMetres: number;
}

/** Rings of [latitude, longitude] decimal strings, first ring outside, others holes; not closed. */
export type Polygon = readonly (readonly Vertex[])[];
export type Line = readonly Vertex[];
export type Vertex = readonly [latitude: string, longitude: string];

const EARTH_METRES = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance in metres. */
export function distanceMetres(a: Point, b: Point): number {
  const [lat1, lat2] = [radians(Number(a.latitude)), radians(Number(b.latitude))];
  const halfLat = Math.sin((lat2 - lat1) / 2);
  const halfLon = Math.sin(radians(Number(b.longitude) - Number(a.longitude)) / 2);
  const chord = halfLat * halfLat + Math.cos(lat1) * Math.cos(lat2) * halfLon * halfLon;
  return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** Distance to the nearest part of a line, in metres. A line of one vertex is a point. */
export function distanceToLineMetres(point: Point, line: Line): number {
  if (line.length === 0) throw new Error('A line has at least one vertex.');
  const local = line.map((vertex) => project(vertex, point));
  const [first] = local;
  if (local.length === 1 && first !== undefined) return Math.hypot(first.x, first.y);
  return Math.min(...local.slice(1).map((end, index) => distanceToSegment(local[index] ?? end, end)));
}

/** Inside the outer ring and in no hole. A point on the border counts as inside or outside by half-open edges: callers give it a radius. */
export function isInside(point: Point, polygon: Polygon): boolean {
  const [outer, ...holes] = polygon;
  if (outer === undefined) return false;
  return isInRing(point, outer) && !holes.some((hole) => isInRing(point, hole));
}

/** Where a place with its uncertainty stands to an area: 'uncertain' where the border runs through its circle. */
export function standsToArea(place: Place, area: readonly Polygon[]): 'inside' | 'outside' | 'uncertain' {
  const nearest = Math.min(
    ...area.flatMap((polygon) => polygon.map((ring) => distanceToLineMetres(place, [...ring, ...ring.slice(0, 1)]))),
  );
  if (nearest <= place.radiusMetres) return 'uncertain';
  return area.some((polygon) => isInside(place, polygon)) ? 'inside' : 'outside';
}

/** Equirectangular metres around the origin: over 150 km at these latitudes the error stays below the uncertainty of any place. */
function project([latitude, longitude]: Vertex, origin: Point): { x: number; y: number } {
  const scale = Math.cos(radians(Number(origin.latitude)));
  return {
    x: EARTH_METRES * radians(Number(longitude) - Number(origin.longitude)) * scale,
    y: EARTH_METRES * radians(Number(latitude) - Number(origin.latitude)),
  };
}

/** Distance from the origin to a segment. */
function distanceToSegment(a: { x: number; y: number }, b: { x: number; y: number }): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, -(a.x * dx + a.y * dy) / length));
  return Math.hypot(a.x + along * dx, a.y + along * dy);
}

function isInRing(point: Point, ring: readonly Vertex[]): boolean {
  const [y, x] = [Number(point.latitude), Number(point.longitude)];
  let inside = false;
  ring.forEach(([latitude, longitude], index) => {
    const [beforeLatitude, beforeLongitude] = ring[(index + ring.length - 1) % ring.length] ?? [latitude, longitude];
    const [y1, x1, y2, x2] = [Number(latitude), Number(longitude), Number(beforeLatitude), Number(beforeLongitude)];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
}
