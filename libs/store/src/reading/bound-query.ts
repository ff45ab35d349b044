import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { poolOf } from '../data-source.js';

/** Collects the values of one statement and gives each its place. */
export class Binding {
  readonly values: unknown[] = [];

  /** The placeholder of a value, cast to its type so that an unused branch cannot leave it open. */
  put(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

/**
 * Runs a reading as a named prepared statement. Texts vary with the reader's roles and with the filters that are set, so each variant is planned
 * for itself and finds its index; there are few of them.
 */
export async function read<Row extends object>(dataSource: DataSource, text: string, { values }: Binding): Promise<Row[]> {
  const name = `r_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
  const { rows } = await poolOf(dataSource).query<Row & Record<string, unknown>>({ name, text, values });
  return rows;
}

/** Milliseconds of a timestamptz column, exact. */
export function ms(column: string): string {
  return `(extract(epoch from ${column}) * 1000)::bigint`;
}
