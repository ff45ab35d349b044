import { NameTable } from './name-table.js';

/** The files of a bag, by numbers. Who has a million of them answers from where they stand, and keeps no list. */
export interface Paths {
  /** All numbers lie below. */
  readonly size: number;
  /** undefined: under this number there is no file that may be looked at. */
  at(index: number): string | undefined;
  /** -1: there is no such file. */
  indexOf(path: string): number;
}

/** Paths that are held in memory. @param doubled is told of each that comes a second time. */
export function pathsOf(list: Iterable<string>, doubled: (path: string) => void): Paths {
  const names = new NameTable();
  for (const path of list) {
    const { size } = names;
    names.add(path);
    if (names.size === size) doubled(path);
  }
  return { size: names.size, at: (index) => names.at(index), indexOf: (path) => names.indexOf(path) };
}
