import type { DataSource } from 'typeorm';
import { entryOf, verifyChain, type Entry, type Finding, type Json } from '@tregua/ledger';
import { sha256 } from '@tregua/docket';
import type { Keyring } from '../keyring/keyring.js';
import { Binding, read } from './bound-query.js';
import { hiddenValues, type Hidden, type HiddenValues } from './hidden.query.js';
import { MOST_ITEMS } from './page.js';
import type { Reader } from './reader.js';
import { askedSight, caseSight, evidenceSight, readsNames, reportSight, servedSight } from './visibility.js';
import { withoutNames } from './withheld.js';

export interface HistoryEntry {
  readonly seq: number;
  readonly hash: string;
  readonly entry: Entry;
  /** The exact canonical bytes that were hashed; empty where something is withheld. */
  readonly bytes: Uint8Array;
  /** Texts that are disclosed to this reader, by JSON pointer inside `data`, each with the salt that lets anybody check it. */
  readonly texts: { readonly [field: string]: { readonly value: Json; readonly salt: string } };
  /** What is not shown to this reader, by JSON pointer into the entry; then `bytes` are not given either. */
  readonly withheld: readonly string[];
  /** Texts that are redacted for this reader or erased for everybody, by JSON pointer inside `data`: the entry itself is shown whole. */
  readonly hidden: { readonly [field: string]: Hidden };
}

export interface HistoryPage {
  readonly items: readonly HistoryEntry[];
  /** The seq to go on after; absent at the end. */
  readonly next?: number;
}

interface HistoryRow {
  readonly seq: number;
  readonly hash: string;
  readonly bytes: Buffer;
  readonly field: string | null;
  readonly key_id: string | null;
  readonly nonce: Buffer | null;
  readonly ciphertext: Buffer | null;
}

/**
 * The entries of one stream after `afterSeq` that this reader may read, with the texts disclosed to them. Undefined: no such stream that they may know of.
 */
export async function listHistory(
  dataSource: DataSource,
  keyring: Keyring,
  reader: Reader,
  stream: string,
  { afterSeq = 0, limit = MOST_ITEMS }: { readonly afterSeq?: number; readonly limit?: number } = {},
): Promise<HistoryPage | undefined> {
  if (!(await mayKnowStream(dataSource, reader, stream))) return undefined;
  const binding = new Binding();
  const home = homeOf(stream, reader, binding, 'reads') as Home;
  const rows = await read<HistoryRow>(
    dataSource,
    `with shown as (
       select x.stream, x.seq, x.hash, x.bytes ${home.from} join tregua.entries x on x.stream = ${binding.put(stream, 'text')}
        where ${home.where} and x.seq > ${binding.put(afterSeq, 'integer')} order by x.seq limit ${binding.put(limit + 1, 'integer')}
     )
     select x.seq, encode(x.hash, 'hex') as hash, x.bytes, v.field, v.key_id, v.nonce, v.ciphertext
       from shown x left join tregua.sealed_values v on v.stream = x.stream and v.seq = x.seq and ${home.discloses} order by x.seq, v.field`,
    binding,
  );
  const seqs = { from: rows[0]?.seq ?? 0, to: rows.at(-1)?.seq ?? 0 };
  const hidden: HiddenValues = rows.length === 0 ? new Map() : await hiddenValues(dataSource, reader, stream, seqs);
  const entries = gathered(rows, stream, keyring, hidden).map((item) => (CASE.test(stream) && !readsNames(reader) ? nameless(item) : item));
  const items = entries.slice(0, limit);
  return { items, ...(entries.length > limit ? { next: items.at(-1)?.seq as number } : {}) };
}

export interface Verified {
  readonly stream: string;
  /** The last seq up to which the chain is whole. */
  readonly verifiedTo: number;
  readonly findings: readonly Finding[];
}

/** Checks one chain from its first entry to its head. Undefined: no such stream that this reader may know of. It discloses no content. */
export async function verifyStream(dataSource: DataSource, reader: Reader, stream: string): Promise<Verified | undefined> {
  const binding = new Binding();
  const home = homeOf(stream, reader, binding, 'knows');
  if (home === undefined) return undefined;
  const rows = await read<{ bytes: Buffer; hash: string; head: string; seq: number }>(
    dataSource,
    `select x.bytes, encode(x.hash, 'hex') as hash, encode(h.hash, 'hex') as head, h.seq
       ${home.from} join tregua.stream_heads h on h.stream = ${binding.put(stream, 'text')} join tregua.entries x on x.stream = h.stream
      where ${home.where} order by x.seq`,
    binding,
  );
  const head = rows[0];
  if (head === undefined) return undefined;
  const findings = verifyChain(stream, rows, sha256, [{ stream, seq: head.seq, hash: head.head }]);
  const first = Math.min(...findings.map(({ seq }) => seq ?? 1));
  return { stream, verifiedTo: findings.length === 0 ? head.seq : Math.max(0, first - 1), findings };
}

/** May this reader know that there is such a stream? */
export async function mayKnowStream(dataSource: DataSource, reader: Reader, stream: string): Promise<boolean> {
  const binding = new Binding();
  const home = homeOf(stream, reader, binding, 'knows');
  if (home === undefined) return false;
  const rows = await read(dataSource, `select 1 ${home.from} where ${home.where}`, binding);
  return rows.length > 0;
}

interface Home {
  /** The thing that the stream belongs to, and what lets this reader know of it or read of it. */
  readonly from: string;
  readonly where: string;
  /** Whether the texts of what is read are disclosed. */
  readonly discloses: 'true' | 'false';
}

const CASE = /^case\/([0-9a-f-]{36})$/;
const REPORT = /^report\/([0-9a-f-]{36})$/;
const EVIDENCE = /^evidence\/([0-9a-f-]{36})$/;
const ACCESS = /^access\/([0-9a-f-]{36})$/;
const MOTION = /^motion\/([0-9a-f-]{36})$/;
const OFFICE = /^office\/([0-9a-f-]{36})$/;
const BALLOT = /^ballot\/([0-9a-f-]{36})\/(\d{1,9})$/;

/** To what a stream belongs, and what this reader may do with it. Streams of people have readings of their own. */
function homeOf(stream: string, reader: Reader, binding: Binding, purpose: 'knows' | 'reads'): Home | undefined {
  // Who signed and who voted is by name in these streams, though not how they chose.
  const byName = readsNames(reader) ? 'true' : 'false';
  const [caseId, reportId, evidenceId, motionId, accessId] = [CASE, REPORT, EVIDENCE, MOTION, ACCESS].map((form) => form.exec(stream)?.[1]);
  if (caseId !== undefined) {
    const sight = caseSight(reader, binding);
    const may = purpose === 'knows' ? sight.knows() : `(${sight.sees} or (${sight.knows()} and ${servedSight(reader, binding)}))`;
    return { from: `from tregua.cases c`, where: `c.id = ${binding.put(caseId, 'uuid')} and ${may}`, discloses: 'true' };
  }
  if (reportId !== undefined) {
    return {
      from: `from tregua.reports r`,
      where: `r.id = ${binding.put(reportId, 'uuid')} and ${reportSight(reader, binding).sees}`,
      discloses: 'true',
    };
  }
  if (evidenceId !== undefined) {
    return {
      from: `from tregua.evidence e`,
      where: `e.id = ${binding.put(evidenceId, 'uuid')} and ${evidenceSight(reader, binding).sees}`,
      discloses: 'true',
    };
  }
  if (motionId !== undefined) {
    // A motion that was carried is an act in the case, and its signatures are in the case's own entry; what a bench merely discusses is its own affair.
    return {
      from: `from tregua.cases c join tregua.motions m on m.target = c.id and m.process = 'case'`,
      where: `m.id = ${binding.put(motionId, 'uuid')} and m.status = 'carried' and ${byName} and ${caseSight(reader, binding).sees}`,
      discloses: 'false',
    };
  }
  if (accessId !== undefined) {
    // Who looked at what is for those who look after the lookers (law.md, Secrecy): whoever was looked for must not learn of it from here.
    if (!reader.roles.includes('auditor')) return undefined;
    const where = `c.id = ${binding.put(accessId, 'uuid')} and ${caseSight(reader, binding).sees}`;
    return { from: `from tregua.cases c`, where, discloses: 'true' };
  }
  const officeId = OFFICE.exec(stream)?.[1];
  if (officeId !== undefined) {
    const sight = caseSight(reader, binding);
    const asked = purpose === 'knows' ? String(reader.roles.includes('party_agent')) : askedSight(reader, binding);
    const may = `((${byName} and ${sight.sees}) or (${asked} and ${sight.knows()}))`;
    return { from: `from tregua.cases c`, where: `c.id = ${binding.put(officeId, 'uuid')} and ${may}`, discloses: 'true' };
  }
  const ballot = BALLOT.exec(stream);
  if (ballot === null) return undefined;
  // Nobody, chair and auditor included, reads who has voted before the call closes; a choice is opened by the closing entry alone (law.md).
  const closed = `coalesce((c.snapshot->'judgment'->'call'->>'number')::integer <> ${binding.put(Number(ballot[2]), 'integer')}, true)`;
  const where = `c.id = ${binding.put(ballot[1], 'uuid')} and ${byName} and ${caseSight(reader, binding).sees} and ${closed}`;
  return { from: `from tregua.cases c`, where, discloses: 'false' };
}

function nameless(item: HistoryEntry): HistoryEntry {
  const { entry, withheld } = withoutNames(item.entry);
  return withheld.length === 0 ? item : { ...item, entry, withheld, bytes: new Uint8Array() };
}

function gathered(rows: readonly HistoryRow[], stream: string, keyring: Keyring, hidden: HiddenValues): HistoryEntry[] {
  const entries: (Omit<HistoryEntry, 'texts'> & { texts: Record<string, { value: Json; salt: string }> })[] = [];
  for (const { seq, hash, bytes, field, key_id, nonce, ciphertext } of rows) {
    let entry = entries.at(-1);
    const fields = hidden.get(seq);
    if (entry?.seq !== seq)
      entries.push(
        (entry = { seq, hash, bytes, entry: entryOf(bytes), texts: {}, withheld: [], hidden: Object.fromEntries(fields ?? []) }),
      );
    if (field === null || key_id === null || nonce === null || ciphertext === null || fields?.has(field) === true) continue;
    // A row that an old backup of the database brought back does not open: its key is gone.
    const content = keyring.find({ stream, seq, field }, { keyId: key_id, nonce, ciphertext });
    if (content !== undefined) entry.texts[field] = content;
  }
  return entries;
}
