import type { DataSource } from 'typeorm';
import type { Json } from '@tregua/ledger';
import type { Keyring } from '../keyring/keyring.js';
import { Binding, ms, read } from './bound-query.js';
import { audiencesOf } from './hidden.query.js';
import { limitOf, pageOf, placeOf, type Page } from './page.js';
import type { Reader } from './reader.js';
import { findSecrecy, type Secrecy } from './secrecy.query.js';
import type { ValuePlace } from './value-places.js';
import { caseSight, presidingSight, reportSight } from './visibility.js';

/** Who looks after people: what is kept of a person is no content of a case. */
const KEEP_PEOPLE = ['administrator', 'chair', 'vice_chair', 'auditor'] as const;

/** Whether somebody may know of acts about a subject: whoever reads it, whoever presides, and for people those who look after them. */
export async function mayActOn(dataSource: DataSource, reader: Reader, subject: string): Promise<boolean> {
  const [kind, id] = subject.split('/') as [string, string];
  if (kind !== 'person') return (await findSecrecy(dataSource, reader, { kind: kind as 'case' | 'report', id }, true)) !== undefined;
  if (!reader.roles.some((role) => KEEP_PEOPLE.includes(role as (typeof KEEP_PEOPLE)[number]))) return false;
  return (await dataSource.query<unknown[]>(`select 1 from tregua.people where id = $1`, [id])).length > 0;
}

/** The secrecy of a case or report, for somebody who reads it or presides. */
export async function secrecyOf(dataSource: DataSource, reader: Reader, subject: string): Promise<Secrecy | undefined> {
  const [kind, id] = subject.split('/') as ['case' | 'report', string];
  return await findSecrecy(dataSource, reader, { kind, id }, true);
}

export interface LegalHold {
  readonly id: string;
  readonly setBy: string;
  readonly setAt: number;
  readonly liftedBy: string | null;
  readonly liftedAt: number | null;
}

/** Of one subject, the newest first. */
export async function listHolds(dataSource: DataSource, subject: string): Promise<readonly LegalHold[]> {
  const rows = await dataSource.query<(Omit<LegalHold, 'setAt' | 'liftedAt'> & { setAt: string; liftedAt: string | null })[]>(
    `select id, set_by as "setBy", ${ms('set_at')} as "setAt", lifted_by as "liftedBy", ${ms('lifted_at')} as "liftedAt"
       from tregua.legal_holds where subject = $1 order by set_at desc, id desc limit 200`,
    [subject],
  );
  return rows.map((row) => ({ ...row, setAt: Number(row.setAt), liftedAt: row.liftedAt === null ? null : Number(row.liftedAt) }));
}

/** The subject of a hold or of a redaction. Undefined: there is none of this id. */
export async function subjectOf(
  dataSource: DataSource,
  table: 'legal_holds' | 'redactions' | 'erasures',
  id: string,
): Promise<string | undefined> {
  return (await dataSource.query<{ subject: string }[]>(`select subject from tregua.${table} where id = $1`, [id]))[0]?.subject;
}

export interface RedactionRecord extends ValuePlace {
  readonly id: string;
  readonly audience: string;
  readonly ground: string;
  readonly decidedBy: string;
  readonly decidedAt: number;
  readonly entry: { readonly stream: string; readonly seq: number };
  readonly liftedAt: number | null;
}

interface RedactionRow extends ValuePlace {
  readonly id: string;
  readonly audience: string;
  readonly ground: string;
  readonly decided_by: string;
  readonly decided_at: string;
  readonly entry_stream: string;
  readonly entry_seq: number;
  readonly lifted_at: string | null;
}

/** Redactions of one subject, the newest first; lifted ones too. */
export async function listRedactions(
  dataSource: DataSource,
  subject: string,
  { cursor, limit }: { readonly cursor?: string; readonly limit?: number } = {},
): Promise<Page<RedactionRecord>> {
  const after = cursor === undefined ? undefined : placeOf(cursor);
  const most = limitOf(limit);
  const rows = await dataSource.query<RedactionRow[]>(
    `select id, stream, seq, field, audience, ground, decided_by, ${ms('decided_at')} as decided_at, entry_stream, entry_seq, ${ms('lifted_at')} as lifted_at
       from tregua.redactions where subject = $1 and ($2::timestamptz is null or (decided_at, id) < ($2, $3::uuid)) order by decided_at desc, id desc limit $4`,
    [subject, after === undefined ? null : new Date(after.at), after?.id ?? null, most + 1],
  );
  return pageOf(
    rows,
    most,
    (row) => ({ at: Number(row.decided_at), id: row.id }),
    (row) => ({
      id: row.id,
      stream: row.stream,
      seq: row.seq,
      field: row.field,
      audience: row.audience,
      ground: row.ground,
      decidedBy: row.decided_by,
      decidedAt: Number(row.decided_at),
      entry: { stream: row.entry_stream, seq: row.entry_seq },
      liftedAt: row.lifted_at === null ? null : Number(row.lifted_at),
    }),
  );
}

/** A value that a decision handed to the reader's audience, with what proves it. */
export interface HandedValue extends ValuePlace {
  readonly id: string;
  readonly audience: string;
  readonly at: number;
  /** Hash of the entry that holds the commitment; null where the value was erased, or is redacted by now. */
  readonly content: { readonly value: Json; readonly salt: string } | null;
  readonly entry: { readonly stream: string; readonly seq: number };
}

/** What was handed to the audience that this reader belongs to, about a subject; the auditor reads all of it. Nothing is disclosed twice. */
export async function listHanded(
  dataSource: DataSource,
  keyring: Keyring,
  reader: Reader,
  subject: string,
  { cursor, limit }: { readonly cursor?: string; readonly limit?: number } = {},
): Promise<Page<HandedValue>> {
  const binding = new Binding();
  const after = cursor === undefined ? undefined : placeOf(cursor);
  const most = limitOf(limit);
  const audiences = [...audiencesOf(reader), 'public'];
  const where = [`d.subject = ${binding.put(subject, 'text')}`];
  if (!reader.roles.includes('auditor')) where.push(`d.audience = any(${binding.put(audiences, 'text[]')})`);
  if (after !== undefined)
    where.push(
      `(d.decided_at, d.id) < (${binding.put(new Date(after.at).toISOString(), 'timestamptz')}, ${binding.put(after.id, 'uuid')})`,
    );
  // Whoever is recused is blind to the case, whatever else they hold.
  where.push(
    `not exists (select 1 from tregua.recusals q where q.person = ${binding.put(reader.id, 'text')} and 'case/' || q.case_id = d.subject)`,
  );
  const rows = await read<HandedRow>(
    dataSource,
    `select d.id, d.stream, d.seq, d.field, d.audience, ${ms('d.decided_at')} as decided_at, d.entry_stream, d.entry_seq, v.key_id, v.nonce, v.ciphertext
       from tregua.disclosures d
       left join tregua.sealed_values v on v.stream = d.stream and v.seq = d.seq and v.field = d.field
        and not exists (select 1 from tregua.redactions r
             where r.stream = d.stream and r.seq = d.seq and r.field = d.field and r.audience = d.audience and r.lifted_at is null)
      where ${where.join(' and ')} order by d.decided_at desc, d.id desc limit ${binding.put(most + 1, 'integer')}`,
    binding,
  );
  return pageOf(
    rows,
    most,
    (row) => ({ at: Number(row.decided_at), id: row.id }),
    (row) => handed(row, keyring),
  );
}

interface HandedRow extends ValuePlace {
  readonly id: string;
  readonly audience: string;
  readonly decided_at: string;
  readonly entry_stream: string;
  readonly entry_seq: number;
  readonly key_id: string | null;
  readonly nonce: Buffer | null;
  readonly ciphertext: Buffer | null;
}

function handed(row: HandedRow, keyring: Keyring): HandedValue {
  const { id, stream, seq, field, audience, key_id: keyId, nonce, ciphertext } = row;
  const isThere = keyId !== null && nonce !== null && ciphertext !== null;
  const content = isThere ? keyring.find({ stream, seq, field }, { keyId, nonce, ciphertext }) : undefined;
  return {
    id,
    stream,
    seq,
    field,
    audience,
    at: Number(row.decided_at),
    content: content ?? null,
    entry: { stream: row.entry_stream, seq: row.entry_seq },
  };
}

export interface ErasureRecord {
  readonly id: string;
  readonly subject: string;
  readonly status: 'proposed' | 'withdrawn' | 'refused' | 'erased' | 'done';
  readonly ground: string;
  readonly places: readonly ValuePlace[];
  readonly proposedBy: string;
  readonly proposedAt: number;
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
  /** When the keys were gone. */
  readonly doneAt: number | null;
}

interface ErasureRow {
  readonly id: string;
  readonly subject: string;
  readonly status: ErasureRecord['status'];
  readonly ground: string;
  readonly places: readonly ValuePlace[];
  readonly proposed_by: string;
  readonly proposed_at: string;
  readonly decided_by: string | null;
  readonly decided_at: string | null;
  readonly done_at: string | null;
}

const ERASURE = `e.id, e.subject, e.status, e.ground, e.places, e.proposed_by, ${ms('e.proposed_at')} as proposed_at, e.decided_by,
  ${ms('e.decided_at')} as decided_at, ${ms('e.done_at')} as done_at`;

/** Erasures of what this reader may act on or read, the newest first. */
export async function listErasures(
  dataSource: DataSource,
  reader: Reader,
  filter: { readonly id?: string; readonly status?: string; readonly cursor?: string; readonly limit?: number } = {},
): Promise<Page<ErasureRecord>> {
  const binding = new Binding();
  const after = filter.cursor === undefined ? undefined : placeOf(filter.cursor);
  const most = limitOf(filter.limit);
  const where = [erasureSight(reader, binding)];
  if (filter.id !== undefined) where.push(`e.id = ${binding.put(filter.id, 'uuid')}`);
  if (filter.status !== undefined) where.push(`e.status = ${binding.put(filter.status, 'text')}`);
  if (after !== undefined)
    where.push(
      `(e.proposed_at, e.id) < (${binding.put(new Date(after.at).toISOString(), 'timestamptz')}, ${binding.put(after.id, 'uuid')})`,
    );
  const rows = await read<ErasureRow>(
    dataSource,
    `select ${ERASURE} from tregua.erasures e where ${where.join(' and ')} order by e.proposed_at desc, e.id desc limit ${binding.put(most + 1, 'integer')}`,
    binding,
  );
  return pageOf(
    rows,
    most,
    (row) => ({ at: Number(row.proposed_at), id: row.id }),
    (row) => ({
      id: row.id,
      subject: row.subject,
      status: row.status,
      ground: row.ground,
      places: row.places,
      proposedBy: row.proposed_by,
      proposedAt: Number(row.proposed_at),
      decidedBy: row.decided_by,
      decidedAt: row.decided_at === null ? null : Number(row.decided_at),
      doneAt: row.done_at === null ? null : Number(row.done_at),
    }),
  );
}

function erasureSight(reader: Reader, binding: Binding): string {
  const ofCase = caseSight(reader, binding).sees;
  const ofReport = reportSight(reader, binding).sees;
  const people = reader.roles.some((role) => KEEP_PEOPLE.includes(role as (typeof KEEP_PEOPLE)[number])) ? 'true' : 'false';
  return `case split_part(e.subject, '/', 1)
    when 'case' then coalesce((select true from tregua.cases c where c.stream = e.subject and (${ofCase} or ${presidingSight(reader, binding, 'c')})), false)
    when 'report' then coalesce((select true from tregua.reports r where r.stream = e.subject and (${ofReport} or ${presidingSight(reader, binding, 'r')})), false)
    else ${people} end`;
}
