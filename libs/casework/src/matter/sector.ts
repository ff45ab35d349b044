import type { Point } from './geometry.js';

const SECTOR_DEGREES = 0.1;
const WEEK_MS = 7 * 86_400_000;
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY_MS = 4 * 86_400_000;

/** The cell of about 10 km in which repetition is counted and series are kept. */
export function sectorAt(point: Point): string {
  const cell = (degrees: string): number => Math.floor(Number(degrees) / SECTOR_DEGREES + 1e-9);
  return `cell-${cell(point.latitude)}-${cell(point.longitude)}`;
}

/** The UTC week, Monday to Monday, that an instant lies in. */
export function weekOf(at: number): { readonly from: number; readonly until: number } {
  const from = Math.floor((at - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS;
  return { from, until: from + WEEK_MS };
}

/** Small matters of one sector and week make one series case. */
export function seriesKeyOf(sector: string, at: number): string {
  return `${sector}/${new Date(weekOf(at).from).toISOString().slice(0, 10)}`;
}

/** Items by series, in the order of their series' first item. */
export function groupBySeries<T extends { readonly sector: string; readonly startsAt: number }>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = seriesKeyOf(item.sector, item.startsAt);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
