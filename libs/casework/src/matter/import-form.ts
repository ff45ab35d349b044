import type { Agreement } from './agreement.js';
import type { RowResult } from './observation.js';
import { missingOsceColumns, osceDataset, readOsceRow } from './osce.js';
import { missingUcdpColumns, readUcdpRow, ucdpDataset, type CsvRow } from './ucdp.js';

/** A form of file that the Commission reads: the data set, and how one of its rows becomes an observation. */
export interface ImportForm {
  readonly dataset: string;
  readonly read: (row: CsvRow, number: number, agreement: Agreement, isKnown: (key: string) => boolean) => RowResult;
}

const FORMS: readonly (ImportForm & { readonly missing: (header: readonly string[]) => string[] })[] = [
  { dataset: ucdpDataset, read: readUcdpRow, missing: missingUcdpColumns },
  { dataset: osceDataset, read: readOsceRow, missing: missingOsceColumns },
];

/** The form whose columns the header names, or the columns that the nearest form wants besides. */
export function importFormOf(header: readonly string[]): { readonly form: ImportForm } | { readonly missing: readonly string[] } {
  const wanting = FORMS.map((form) => ({ form, missing: form.missing(header) }));
  const fitting = wanting.find(({ missing }) => missing.length === 0);
  if (fitting !== undefined) return { form: fitting.form };
  // A file without any of our columns is told of the columns that every file of events has.
  const [nearest] = [...wanting].sort((one, other) => one.missing.length - other.missing.length);
  return { missing: nearest?.missing ?? [] };
}
