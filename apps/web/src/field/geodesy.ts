import { destination } from '@turf/destination';
import { forward, toPoint } from 'mgrs';

export interface Point {
  /** Degrees, decimal strings of at most 6 places, as the API takes them. */
  readonly latitude: string;
  readonly longitude: string;
}

export const degrees = (value: number): string => String(Number(value.toFixed(6)));
const NUMBER = /^-?\d{1,3}([.,]\d{1,12})?$/;

/** A coordinate as people type it, undefined where it is none. A comma counts as the point. */
export function coordinate(text: string, most: 90 | 180): string | undefined {
  if (!NUMBER.test(text.trim())) return undefined;
  const value = Number(text.trim().replace(',', '.'));
  return Math.abs(value) <= most ? degrees(value) : undefined;
}

/** The middle of an MGRS square, and the radius that covers the square. Undefined where it is no reference. */
export function pointOfMgrs(reference: string): (Point & { readonly radiusMetres: number }) | undefined {
  const text = reference.replaceAll(/\s/g, '').toUpperCase();
  const digits = /^\d{1,2}[C-HJ-NP-X][A-HJ-NP-Z]{2}(\d{0,10})$/.exec(text)?.[1];
  if (digits === undefined || digits.length % 2 === 1) return undefined;
  try {
    const [longitude, latitude] = toPoint(text);
    const side = 10 ** (5 - digits.length / 2);
    return { latitude: degrees(latitude), longitude: degrees(longitude), radiusMetres: Math.max(1, Math.ceil((side * Math.SQRT2) / 2)) };
  } catch {
    return undefined;
  }
}

export function mgrsOf({ latitude, longitude }: Point): string | undefined {
  try {
    return forward([Number(longitude), Number(latitude)], 5);
  } catch {
    return undefined;
  }
}

/** The point at a bearing (degrees from true north) and a distance from an observer, on the sphere. */
export function pointFrom({ latitude, longitude }: Point, bearing: number, metres: number): Point {
  const [east, north] = destination([Number(longitude), Number(latitude)], metres, bearing, { units: 'meters' }).geometry.coordinates as [
    number,
    number,
  ];
  return { latitude: degrees(north), longitude: degrees(((east + 540) % 360) - 180) };
}
