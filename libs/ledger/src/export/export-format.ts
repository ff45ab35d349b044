import type { Json, JsonObject } from '../canonical/json.js';
import type { Head } from '../chain/verify-chain.js';
import type { SealedValue } from '../entry/commitment.js';

export const EXPORT_FORMAT = 'tregua-case-export/1';

/** First line. Nothing in it is trusted: what it states is compared with the lines below, and with heads that are known from outside. */
export interface ExportHeader {
  readonly format: typeof EXPORT_FORMAT;
  /** ISO 8601 in UTC with milliseconds. */
  readonly madeAt: string;
  /** The stream that the export is about: `case/<uuid>` or `report/<uuid>`. */
  readonly subject: string;
  /** Id of the rulebook that pins the subject. */
  readonly rulebook: string;
  readonly processVersion: number;
  /** Every stream of the file, in the order in which its entries stand there, with the place that it has reached. */
  readonly heads: readonly Head[];
  /** What every page says of this material, e.g. that it is a demonstration. */
  readonly notice: string;
  /** For whom it was made; decides which sealed values are disclosed. */
  readonly audience: string;
}

/** The subject of a stream as the system shows it, to be compared with what the entries give. */
export interface ExportedState {
  readonly stream: string;
  readonly state: JsonObject;
}

/** What an export is made of. Entries are exact bytes, grouped by stream in the order of `header.heads`, each stream by seq. */
export interface ExportParts {
  readonly header: ExportHeader;
  /** In full, each once: the subject's, and those of other streams of the file. */
  readonly rulebooks: readonly object[];
  readonly entries: Iterable<Uint8Array>;
  readonly sealed: Iterable<SealedValue>;
  readonly states: Iterable<{ readonly stream: string; readonly state: object }>;
}

/** More than any case needs; what is larger is refused before it is parsed. */
export interface ExportLimits {
  readonly lineBytes: number;
  readonly lines: number;
  readonly totalBytes: number;
}

export const EXPORT_LIMITS: ExportLimits = { lineBytes: 8 * 1024 * 1024, lines: 100_000, totalBytes: 512 * 1024 * 1024 };

/** The kinds of line, in the order in which they come. */
export const LINE_KINDS = ['header', 'rulebook', 'entry', 'sealed', 'state', 'end'] as const;
export type LineKind = (typeof LINE_KINDS)[number];
export type ExportLine = { readonly kind: LineKind; readonly value: Json };
