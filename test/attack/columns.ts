import { readFileSync } from 'node:fs';
import { commitmentOf, entryOf, sealOf, valueAt, verifyChain, type Head, type Json } from '@tregua/ledger';
import { sha256 } from '@tregua/platform';
import { commissionLaw } from '../../apps/verifier/src/commission-law.js';
import { Findings } from '../../apps/verifier/src/finding.js';
import { nodeTools } from '../../apps/verifier/src/node/node-tools.js';
import { readWholeLog } from '../../apps/verifier/src/roots/whole-log.js';
import { verifyBundle } from '../../apps/verifier/src/verify-bundle.js';
import { sourceOfBytes } from '../../apps/verifier/src/zip/source.js';
import type { Chance } from './chance.js';
import { isDetected } from './judge.js';
import type { Operator } from './operator.js';

type FoundBy = 'tables' | 'bundle' | 'log';

interface Column {
  readonly table: string;
  readonly column: string;
  readonly form: 'bytea' | 'text' | 'jsonb';
  readonly foundBy: readonly FoundBy[];
}

export interface ColumnOutcome {
  readonly tried: number;
  readonly columns: number;
  readonly undetected: readonly string[];
  readonly unlocated: readonly string[];
}

/** Which rows a change is tried on: those that are part of what leaves the system here. Exports are asked for on the way, which enters more. */
const ROWS: { readonly [table: string]: string } = {
  entries: `exists (select from unnest($1::text[], $2::int[]) as head (of, last) where stream = of and seq <= last)`,
  stream_heads: `stream = any($1)`,
  cases: `stream = any($1)`,
  reports: `stream = any($1)`,
  sealed_values: `stream = any($1)`,
  log_entries: `true`,
  log_nodes: `true`,
  log_checkpoints: `id = (select max(id) from tregua.log_checkpoints where cosigned)`,
};

export function protectedColumns(file: string): Column[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [table = '', column = '', form = '', ...foundBy] = line.split(/\s+/);
      return { table, column, form: form as Column['form'], foundBy: foundBy as FoundBy[] };
    });
}

/** Changes one byte of one row of each protected column in turn, looks who finds it, and puts the byte back. */
export async function tryColumns(operator: Operator, columns: readonly Column[], count: number, chance: Chance): Promise<ColumnOutcome> {
  const undetected: string[] = [];
  const unlocated: string[] = [];
  const planned = await operator.plan();
  const heads = await headsIn(operator, planned);
  const streams = heads.map(({ stream }) => stream);
  let tried = 0;
  for (; tried < count; tried += 1) {
    const column = columns[tried % columns.length] as Column;
    const row = await change(operator, column, heads, chance);
    try {
      for (const party of column.foundBy) {
        const seen = await look(party, operator, { column, planned, streams });
        const name = `${column.table}.${column.column} at ${row.place} (${party})`;
        if (!seen.found) undetected.push(name);
        else if (!seen.places.some((place) => row.names.some((one) => place.includes(one))))
          unlocated.push(`${name}: ${seen.places.slice(0, 3).join('; ')}`);
      }
    } finally {
      await row.undo();
    }
  }
  return { tried, columns: columns.length, undetected, unlocated };
}

type Heads = readonly Head[];

async function headsIn(operator: Operator, planned: string): Promise<Heads> {
  const zip = await operator.build(planned);
  return [...verifyBundle(sourceOfBytes(zip), { tools: nodeTools, law: commissionLaw, roots: {}, replay: false }).heads];
}

interface ChangedRow {
  readonly place: string;
  /** One of these must stand in a finding: the stream and entry, or the place in the log. */
  readonly names: readonly string[];
  readonly undo: () => Promise<void>;
}

async function change({ database }: Operator, { table, column, form }: Column, heads: Heads, chance: Chance): Promise<ChangedRow> {
  const where = ROWS[table];
  if (where === undefined) throw new Error(`It is not said which rows of ${table} leave the system.`);
  const values = [heads.map(({ stream }) => stream), heads.map(({ seq }) => seq)].slice(0, where.match(/\$\d/g)?.length ?? 0);
  const rows = await database.ask<{ ctid: string }>(`select ctid::text from tregua.${table} where ${where} order by ctid`, values);
  if (rows.length === 0) throw new Error(`${table} has no row to change.`);
  const { ctid } = chance.of(rows);
  const [row] = await database.ask<{ value: string; row: { [key: string]: Json } }>(
    `select ${form === 'bytea' ? `encode(${column}, 'hex')` : `${column}::text`} as value, to_jsonb(t) as row from tregua.${table} t where ctid = $1::tid`,
    [ctid],
  );
  if (row === undefined) throw new Error('The row is gone.');
  const write = async (value: string, from: string): Promise<string> => {
    // What a superuser does: one setting, and no trigger runs.
    const [moved] = await database.ask<{ ctid: string }>(
      `with unlocked as (select set_config('session_replication_role', 'replica', true))
       update tregua.${table} set ${column} = ${form === 'bytea' ? `decode($1, 'hex')` : `$1::${form}`} from unlocked where ${table}.ctid = $2::tid returning ${table}.ctid::text as ctid`,
      [value, from],
    );
    if (moved === undefined) throw new Error(`${table} could not be changed.`);
    return moved.ctid;
  };
  const moved = await write(otherValue(row.value, form, chance), ctid);
  return {
    place: JSON.stringify(row.row['stream'] ?? row.row['idx'] ?? row.row['id']),
    names: namesOf(table, row.row),
    undo: async () => void (await write(row.value, moved)),
  };
}

/** What a finding may call the row. */
function namesOf(table: string, row: { readonly [key: string]: Json }): string[] {
  const text = (key: string): string => `${row[key] as unknown as number}`;
  if (table === 'log_entries') return [`index ${text('idx')} `, `tile/entries/${tileOf(Number(row['idx']))}`];
  if (table === 'log_nodes') return [`tile/${text('level')}/`, `tile/${Number(row['level']) - 1}/`];
  if (table === 'log_checkpoints') return ['checkpoint'];
  return row['seq'] === undefined || table === 'cases' || table === 'reports' || table === 'stream_heads'
    ? [`${text('stream')} `]
    : [`${text('stream')} ${text('seq')} `];
}

function tileOf(index: number): string {
  return String(Math.floor(index / 256)).padStart(3, '0');
}

function otherValue(value: string, form: Column['form'], chance: Chance): string {
  if (form === 'bytea') {
    const bytes = Buffer.from(value, 'hex');
    const at = chance.below(bytes.length);
    bytes[at] = (bytes[at] as number) ^ (1 + chance.below(255));
    return bytes.toString('hex');
  }
  const letters = [...value.matchAll(form === 'jsonb' ? /(?<=: "[^"\\]*)[0-9a-zA-Z](?=[^"\\]*")|(?<=: )[1-9](?=[,}])/g : /[0-9A-Za-z]/g)];
  const at = chance.of(letters).index;
  const letter = value[at] as string;
  const other = /\d/.test(letter) ? String((Number(letter) % 9) + 1) : letter === 'x' ? 'y' : 'x';
  return `${value.slice(0, at)}${other === letter ? '7' : other}${value.slice(at + 1)}`;
}

interface Looking {
  readonly column: Column;
  readonly planned: string;
  readonly streams: readonly string[];
}

interface Seen {
  readonly found: boolean;
  readonly places: readonly string[];
}

async function look(party: FoundBy, operator: Operator, { column, planned, streams }: Looking): Promise<Seen> {
  if (party === 'tables') return await byTables(operator, streams);
  if (party === 'log') return await byLog(operator);
  // A digest of the state is taken when an export is asked for: such a change shows in the next one.
  const fresh = column.form === 'jsonb';
  let zip: Buffer;
  try {
    zip = await operator.build(fresh ? await operator.plan() : planned);
  } catch (error) {
    // The builder itself stops on what it cannot read; the check of the tables says where.
    return { found: true, places: [error instanceof Error ? error.message : '', ...(await byTables(operator, streams)).places] };
  }
  const verification = verifyBundle(sourceOfBytes(zip), { tools: nodeTools, law: commissionLaw, roots: { policy: operator.policy } });
  return { found: isDetected(verification), places: verification.findings.map(({ stream, seq }) => `${stream} ${seq} `) };
}

async function byLog(operator: Operator): Promise<Seen> {
  const findings = new Findings();
  const options = {
    name: 'log',
    reader: operator.reader(),
    policy: operator.policy,
    kept: [],
    sizes: [],
    wanted: new Set<string>(),
    lateMs: 1e12,
  };
  try {
    await readWholeLog(options, nodeTools, findings);
  } catch (error) {
    return { found: true, places: [error instanceof Error ? error.message : ''] };
  }
  return {
    found: findings.has('broken') || findings.has('unproven'),
    places: findings.list.map(({ file, says }) => `${file ?? ''} ${says}`),
  };
}

/** The operator's own check of what is kept: chains with the hashes beside them, and every value that is kept sealed. */
async function byTables({ database }: Operator, streams: readonly string[]): Promise<Seen> {
  const places: string[] = [];
  const heads = await database.ask<{ stream: string; seq: number; hash: string }>(
    `select stream, seq, encode(hash, 'hex') as hash from tregua.stream_heads where stream = any($1)`,
    [streams],
  );
  const rows = await database.ask<{ stream: string; bytes: Buffer; hash: string }>(
    `select stream, bytes, encode(hash, 'hex') as hash from tregua.entries where stream = any($1) order by stream, seq`,
    [streams],
  );
  const byStream = new Map<string, { bytes: Buffer; hash: string }[]>(heads.map(({ stream }) => [stream, []]));
  for (const row of rows) byStream.get(row.stream)?.push(row);
  for (const head of heads) {
    for (const { stream, seq } of verifyChain(head.stream, byStream.get(head.stream) ?? [], sha256, [head]))
      places.push(`${stream} ${seq} `);
  }
  const sealed = await database.ask<SealedRow>(
    `select v.stream, v.seq, v.field, v.key_id as "keyId", v.nonce, v.ciphertext, e.bytes
     from tregua.sealed_values v join tregua.entries e using (stream, seq) where v.stream = any($1)`,
    [streams],
  );
  for (const row of sealed) if (!opens(database, row)) places.push(`${row.stream} ${row.seq} `);
  return { found: places.length > 0, places };
}

interface SealedRow {
  readonly stream: string;
  readonly seq: number;
  readonly field: string;
  readonly keyId: string;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
  readonly bytes: Buffer;
}

/** Does a value that is kept sealed open, to what its entry committed to? */
function opens({ keyring }: Operator['database'], { stream, seq, field, keyId, nonce, ciphertext, bytes }: SealedRow): boolean {
  const place = { stream, seq, field };
  try {
    const { value, salt } = keyring.open(place, { keyId, nonce, ciphertext });
    return sealOf(valueAt(entryOf(bytes).data, field)) === commitmentOf({ ...place, value, salt }, sha256);
  } catch {
    return false;
  }
}
