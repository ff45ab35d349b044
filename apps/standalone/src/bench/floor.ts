import type { Pool } from 'pg';

/** A statement as the application sent it: prepared under its name. */
export interface Sent {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Listens to what the application sends while `work` runs. The pool works on as before. */
export async function listen(pool: Pool, work: () => Promise<unknown>): Promise<Sent[]> {
  const sent: Sent[] = [];
  const original = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>;
  const target = pool as unknown as { query: (...args: unknown[]) => Promise<unknown> };
  target.query = (...args: unknown[]) => {
    const statement = args[0] as Partial<Sent>;
    if (typeof statement === 'object' && statement.name !== undefined && statement.text !== undefined) {
      const values = (args[1] ?? statement.values ?? []) as readonly unknown[];
      sent.push({ name: statement.name, text: statement.text, values });
    }
    return original(...args);
  };
  try {
    await work();
  } finally {
    target.query = original;
  }
  return sent;
}

/** The same statements with the same rows by bare pg, ids exchanged: nothing is decided, hashed, sealed or answered. */
export async function replay(pool: Pool, sent: readonly Sent[], exchange: ReadonlyMap<string, string>): Promise<void> {
  for (const { name, text, values } of sent) {
    await pool.query({ name, text, values: values.map((value) => (typeof value === 'string' ? exchanged(value, exchange) : value)) });
  }
}

function exchanged(value: string, exchange: ReadonlyMap<string, string>): string {
  let text = value;
  for (const [from, to] of exchange) text = text.replaceAll(from, to);
  return text;
}

/** What the floor runs, for people: each statement's name, its first line, and how many rows of what it carries. */
export function describe(sent: readonly Sent[]): string[] {
  return sent.map(({ name, values }) => {
    const rows = values
      .filter((value): value is string => typeof value === 'string' && value.startsWith('{'))
      .map((value) => JSON.parse(value) as Record<string, unknown>)
      .flatMap((document) => Object.entries(document))
      .filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].length > 0)
      .map(([table, items]) => `${items.length} ${table}`);
    return `${name}${rows.length > 0 ? `: ${rows.join(', ')}` : ''}`;
  });
}
