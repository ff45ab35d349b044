import { stringify } from 'csv-stringify/sync';
import type { StagedBag } from '../bag/staged-bag.js';
import type { StagedFile } from '../bag/staged-file.js';

/** Spreadsheets run what begins with = + - @ (and their full-width forms) as formulas: such a value gets an apostrophe in front. */
const OPTIONS = { escape_formulas: true, record_delimiter: 'windows' } as const;
/** Without it, spreadsheets take UTF-8 for an old code page. */
const BYTE_ORDER_MARK = '\ufeff';

/** A table for people: RFC 4180, UTF-8 with a byte order mark, a header line, no formulas. Written row by row. */
export class CsvTable {
  private constructor(
    private readonly file: StagedFile,
    private readonly columns: number,
    readonly close: () => Promise<void>,
  ) {}

  static async begin(bag: StagedBag, name: string, columns: readonly string[]): Promise<CsvTable> {
    const { file, close } = await bag.begin(name);
    await file.write(`${BYTE_ORDER_MARK}${stringify([[...columns]], OPTIONS)}`);
    return new CsvTable(file, columns.length, close);
  }

  async row(values: readonly (string | number | null)[]): Promise<void> {
    if (values.length !== this.columns) throw new Error(`A row of ${values.length} values in a table of ${this.columns} columns.`);
    await this.file.write(stringify([values.map((value) => (value === null ? '' : String(value)))], OPTIONS));
  }
}
