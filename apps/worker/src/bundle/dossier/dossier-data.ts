/** What the dossier shows: strings only, each set as text. */
export interface DossierData {
  readonly title: string;
  readonly subtitle: string;
  readonly export: string;
  readonly notice: string;
  /** The export's own instant, UTC: the document bears no other. */
  readonly date: DossierDate;
  readonly cover: readonly Row[];
  readonly remarks: readonly string[];
  /** Stream, seq and hash of each head. */
  readonly heads: readonly Row[];
  readonly cases: readonly DossierCase[];
  readonly custody: readonly Row[];
  readonly custodyOmitted: string;
}

export interface DossierDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export type Row = readonly string[];

export interface DossierCase {
  readonly title: string;
  readonly facts: readonly Row[];
  readonly chronology: readonly DossierEntry[];
  /** How many entries are left out, in words; or empty. */
  readonly omitted: string;
  /** Said where a section is empty. */
  readonly nothing: string;
  readonly findings: readonly Row[];
  readonly votes: readonly Row[];
  readonly dissents: readonly Row[];
  readonly remedies: readonly Row[];
  readonly deadlines: readonly Row[];
  readonly deadlinesOmitted: string;
}

export interface DossierEntry {
  readonly seq: string;
  readonly at: string;
  readonly what: string;
  readonly by: string;
  readonly texts: readonly { readonly field: string; readonly value: string }[];
}

/** The first and the last of many, so that a long case makes no book and memory stays flat: the tables hold every row. */
export class Ends<Item> {
  private readonly first: Item[] = [];
  private readonly last: Item[] = [];
  private count = 0;

  constructor(private readonly each: number) {}

  add(item: Item): void {
    this.count += 1;
    if (this.first.length < this.each) {
      this.first.push(item);
      return;
    }
    this.last.push(item);
    if (this.last.length > this.each) this.last.shift();
  }

  get items(): readonly Item[] {
    return [...this.first, ...this.last];
  }

  /** A sentence where something is left out. */
  omitted(what: string, table: string): string {
    const left = this.count - this.first.length - this.last.length;
    return left === 0 ? '' : `${left} of ${this.count} ${what} are left out in the middle; ${table} holds all of them.`;
  }
}

/** Milliseconds UTC for people: `2026-01-06 12:00:00.000`. */
export function instantForPeople(ms: number | null): string {
  return ms === null ? '' : new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}
