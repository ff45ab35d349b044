import type { Place } from './geometry.js';
import type { Ceiling } from './rating.js';

/** One thing that somebody saw, heard or was told. Thousands a day at worst; they are counted, never ruled on. */
export interface Observation {
  /** Data set and key of the record: importing it again changes nothing. */
  readonly sourceKey: string;
  readonly dataset: string;
  /** Who counted. Counts of one series add up; counts of two series are two views of the same thing. */
  readonly series: string;
  readonly codes: readonly string[];
  /** Earliest possible instant, and the end of the last possible one. */
  readonly startsAt: number;
  readonly endsAt: number;
  readonly timePrecision: 'minute' | 'hour' | 'day' | 'range';
  readonly place: Place | null;
  readonly placePrecision: 'point' | 'settlement' | 'district' | 'region' | 'country';
  /** Name of the settlement or area as the source writes it; never a description, which may name people. */
  readonly placeName: string | null;
  /** Area code where there is no point. */
  readonly area: string | null;
  /** Who fought whom, by codes of the data set. Neither is accused by it. */
  readonly sides: readonly string[];
  readonly counts: readonly Count[];
  readonly deaths: Estimate | null;
  readonly civilianDeaths: number;
  readonly epistemicLevel: 'observed' | 'assessed' | 'told' | 'corroborated';
  readonly allegedBy: string;
  readonly rating: Ceiling;
  /** Hashes of evidence, where the source gives any. */
  readonly evidence: readonly string[];
}

export interface Count {
  readonly unit: string;
  readonly number: number;
  readonly qualifier: 'exact' | 'about' | 'at-least' | 'at-most' | 'unknown';
}

export interface Estimate {
  readonly min: number;
  readonly best: number;
  readonly max: number;
}

/** A row of a file: what became of it, and why. Each row has exactly one result. */
export type RowResult =
  | {
      readonly row: number;
      readonly sourceKey: string;
      readonly outcome: 'accepted';
      readonly observation: Observation;
      readonly remarks: readonly string[];
    }
  | { readonly row: number; readonly sourceKey: string; readonly outcome: 'inadmissible'; readonly ground: string }
  | { readonly row: number; readonly sourceKey: string; readonly outcome: 'duplicate' }
  | { readonly row: number; readonly sourceKey: string | null; readonly outcome: 'refused'; readonly problems: readonly RowProblem[] };

export interface RowProblem {
  readonly field: string;
  /** isGiven, isInteger, isDecimal, isDate, isInRange, isOrdered … */
  readonly rule: string;
}
