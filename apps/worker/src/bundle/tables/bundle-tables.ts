import { BUNDLE_FILES, BUNDLE_TABLES, type BundleTable } from '@tregua/ledger';
import type { StagedBag } from '../bag/staged-bag.js';
import { CsvTable } from './csv-table.js';

const COLUMNS = {
  chronology: ['stream', 'seq', 'at', 'type', 'command', 'role', 'actor', 'payload', 'texts'],
  deadlines: ['stream', 'key', 'kind', 'about', 'term', 'started_at', 'due_at', 'outcome', 'ended_at', 'ended_by'],
  evidence: ['stream', 'sha256', 'size', 'media_type', 'original_included'],
  findings: ['case', 'ruling', 'question', 'party', 'answer', 'standard', 'bases'],
  remedies: ['case', 'id', 'code', 'addressee', 'ordered_at', 'due_at', 'status'],
  votes: ['case', 'ruling', 'question', 'yes', 'no', 'abstained', 'answer', 'by_name'],
  withheld: ['stream', 'seq', 'field', 'status', 'ground', 'decided_by'],
} as const satisfies Readonly<Record<BundleTable, readonly string[]>>;

const CUSTODY = ['at', 'stream', 'seq', 'type', 'role', 'actor', 'payload'] as const;

/** Every table of a bundle, open at once: rows come in the order in which streams are read. */
export class BundleTables {
  private constructor(
    private readonly tables: Readonly<Record<BundleTable, CsvTable>>,
    readonly custody: CsvTable,
  ) {}

  static async begin(bag: StagedBag): Promise<BundleTables> {
    const entries: [BundleTable, CsvTable][] = [];
    for (const name of BUNDLE_TABLES) entries.push([name, await CsvTable.begin(bag, `${BUNDLE_FILES.tables}${name}.csv`, COLUMNS[name])]);
    const custody = await CsvTable.begin(bag, BUNDLE_FILES.custody, CUSTODY);
    return new BundleTables(Object.fromEntries(entries) as Record<BundleTable, CsvTable>, custody);
  }

  table(name: BundleTable): CsvTable {
    return this.tables[name];
  }

  async close(): Promise<void> {
    for (const name of BUNDLE_TABLES) await this.tables[name].close();
    await this.custody.close();
  }
}
