/**
 * Everything that a commission may set, as versioned data: checked when loaded, sealed into the ledger when put in force, pinned by each
 * case. Severities run 1..5. The shapes of the parts stand beside their data.
 */
export interface Rulebook {
  readonly id: string;
  readonly processVersion: number;
  /** Lists of codes that payload fields name: 'violations', 'weapons', 'remedies', 'stayGrounds' … */
  readonly lists: { readonly [name: string]: readonly string[] };
  /** Terms by name: registration, preliminary, … */
  readonly terms: { readonly [term: string]: Term };
  readonly calendars: { readonly [name: string]: Calendar };
}

export type Span =
  | { readonly unit: 'hour' | 'day'; readonly amount: number }
  | { readonly unit: 'workingDay'; readonly amount: number; readonly calendar: string };

/** How long, by severity 1..5 (index 0 is severity 1). A day is 24 h of UTC. */
export interface Term {
  readonly name: string;
  readonly spans: readonly [Span, Span, Span, Span, Span];
}

/** Working days: weekdays (0 = Sunday) that are worked, less the holidays (YYYY-MM-DD, UTC). Versioned: a change is a new calendar. */
export interface Calendar {
  readonly id: string;
  readonly weekdays: readonly number[];
  readonly holidays: readonly string[];
}
