import type { DataSource, EntityManager } from 'typeorm';
import type { JsonObject, RowResult } from '@tregua/casework';
import { poolOf } from '../data-source.js';

const STEP = 500;

/** Rows of an import that were read and judged and are not kept yet. They belong to the job that reads them. */
export class ImportDrafts {
  constructor(private readonly dataSource: DataSource) {}

  /** Sets rows aside, in the transaction that says so in the job's checkpoint. */
  async add(manager: EntityManager, job: string, results: readonly RowResult[]): Promise<void> {
    await manager.query(
      `insert into tregua.import_drafts (job_id, row_number, result)
       select $1, (r->>'row')::integer, r from jsonb_array_elements($2::jsonb) as r`,
      [job, JSON.stringify(results)],
    );
  }

  /** In the order of the file, 500 at a time. */
  async *batches(job: string): AsyncGenerator<readonly RowResult[], void, undefined> {
    for (let after = 0; ;) {
      const { rows } = await poolOf(this.dataSource).query<{ result: RowResult }>({
        name: 'import_drafts',
        text: 'select result from tregua.import_drafts where job_id = $1 and row_number > $2 order by row_number limit $3',
        values: [job, after, STEP],
      });
      const results = rows.map(({ result }) => result);
      if (results.length > 0) yield results;
      if (results.length < STEP) return;
      after = results.at(-1)?.row ?? after;
    }
  }

  async forget(job: string): Promise<void> {
    await poolOf(this.dataSource).query('delete from tregua.import_drafts where job_id = $1', [job]);
  }

  /** What the entry of this import says of it; undefined where it was not kept. */
  async keptUnder(id: string): Promise<JsonObject | undefined> {
    const { rows } = await poolOf(this.dataSource).query<{ payload: JsonObject }>(
      `select convert_from(e.bytes, 'UTF8')::jsonb #> '{data,payload}' as payload
         from tregua.imports i join tregua.entries e on e.stream = i.stream and e.seq = 1 where i.id = $1`,
      [id],
    );
    return rows[0]?.payload;
  }

  /** The first rows of a kept import that were not accepted. */
  async notAccepted(id: string, limit: number): Promise<readonly JsonObject[]> {
    const { rows } = await poolOf(this.dataSource).query<JsonObject>(
      `select row_number as row, source_key as "sourceKey", outcome, ground, remarks from tregua.import_results
        where import_id = $1 and outcome <> 'accepted' order by row_number limit $2`,
      [id, limit],
    );
    return rows;
  }
}
