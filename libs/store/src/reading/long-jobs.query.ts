import type { DataSource } from 'typeorm';
import type { JsonObject } from '@tregua/casework';
import { Binding, read } from './bound-query.js';
import { limitOf, pageOf, placeOf, type Page } from './page.js';
import type { Reader } from './reader.js';

/** import: an uploaded file; bundle: the auditor's bundle of an export. */
export type LongJobKind = 'import' | 'bundle';

export type LongJobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** Bytes that a job made, by their SHA-256 in the store of work files. */
export interface JobFile {
  readonly sha256: string;
  readonly size: number;
  readonly name: string;
  readonly mediaType: string;
}

/** What can be wrong with what a job was asked for. The codes are stable; a sentence takes its values from the fault's params. */
export const longWorkFaults = {
  fileHasRows: 'The file is empty, or has no row below its header.',
  fileIsCsv: 'The file is no readable CSV: {{why}}',
  fileIsNotTooLong: 'The file has more than {{max}} rows.',
  formIsKnown: 'The file is of no known form. Columns that it lacks: {{missing}}.',
  isListed: 'The agreement that the rows are judged by must be named, and be on file. On file: {{known}}.',
  exportIsThere: 'There is no such export.',
} as const satisfies Record<string, string>;

export interface JobFault {
  /** JSON pointer into the request: `/file`. */
  readonly pointer: string;
  readonly code: keyof typeof longWorkFaults;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** What a fault says, with its values: for whoever has no catalogue of sentences. */
export function faultSentence({ code, params }: Omit<JobFault, 'pointer'>): string {
  return longWorkFaults[code].replace(/{{(\w+)}}/g, (_, name: string) => String(params?.[name]));
}

/** Why a job failed, as a problem of docs/problems.md. */
export interface JobProblem {
  readonly problem: string;
  readonly faults: readonly JobFault[];
}

export interface LongJobRecord {
  readonly id: string;
  readonly kind: string;
  /** Pseudonymous; `system` for whoever has the machine. */
  readonly askedBy: string;
  readonly asked: JsonObject;
  readonly state: LongJobState;
  readonly phase: string;
  readonly done: number;
  readonly total: number | null;
  /** How far it got, for whoever goes on. */
  readonly checkpoint: JsonObject | null;
  readonly result: JsonObject | null;
  readonly file: JobFile | null;
  readonly problem: JobProblem | null;
  readonly revision: number;
  readonly cancelAsked: boolean;
  /** Can neither be resumed nor fetched any more. */
  readonly forgotten: boolean;
  /** Milliseconds by the one clock, as are the others. */
  readonly askedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;

export const LONG_JOB = `id, kind, asked_by as "askedBy", asked, state, phase, done::float8 as done, total::float8 as total, checkpoint, result, file, problem,
  revision::float8 as revision, cancel_asked_at is not null as "cancelAsked", forgotten_at is not null as forgotten,
  ${ms('asked_at')} as "askedAt", ${ms('started_at')} as "startedAt", ${ms('ended_at')} as "endedAt"`;

/** A job is its asker's; administrators see that it is there and how it goes. For everybody else there is none. */
function visible(reader: Reader, binding: Binding): string {
  return reader.roles.includes('administrator') ? 'true' : `asked_by = ${binding.put(reader.id, 'text')}`;
}

export async function findLongJob(dataSource: DataSource, reader: Reader, id: string): Promise<LongJobRecord | undefined> {
  const binding = new Binding();
  const text = `select ${LONG_JOB} from tregua.long_jobs where id = ${binding.put(id, 'uuid')} and ${visible(reader, binding)}`;
  return (await read<LongJobRecord>(dataSource, text, binding))[0];
}

export interface LongJobFilter {
  readonly kind?: string;
  readonly state?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

/** Jobs that the reader may see, the newest first. */
export async function listLongJobs(
  dataSource: DataSource,
  reader: Reader,
  { kind, state, cursor, limit }: LongJobFilter = {},
): Promise<Page<LongJobRecord>> {
  const binding = new Binding();
  const most = limitOf(limit);
  const place = cursor === undefined ? undefined : placeOf(cursor);
  const conditions = [
    visible(reader, binding),
    ...(kind === undefined ? [] : [`kind = ${binding.put(kind, 'text')}`]),
    ...(state === undefined ? [] : [`state = ${binding.put(state, 'text')}`]),
    ...(place === undefined
      ? []
      : [`(asked_at, id) < (to_timestamp(${binding.put(place.at, 'float8')} / 1000), ${binding.put(place.id, 'uuid')})`]),
  ];
  const text = `select ${LONG_JOB} from tregua.long_jobs where ${conditions.join(' and ')}
    order by asked_at desc, id desc limit ${binding.put(most + 1, 'integer')}`;
  const rows = await read<LongJobRecord>(dataSource, text, binding);
  return pageOf(
    rows,
    most,
    ({ askedAt, id }) => ({ at: askedAt, id }),
    (row) => row,
  );
}
