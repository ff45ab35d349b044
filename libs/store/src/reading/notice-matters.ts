import type { EntityManager } from 'typeorm';
import {
  evolve,
  processOf,
  rulebookOf,
  type Case,
  type CaseMatter,
  type Level,
  type Recorded,
  type Report,
  type ReportMatter,
  type Subject,
} from '@tregua/casework';
import { entryOf, instantOf } from '@tregua/ledger';

/** A subject as it stands now, and the columns by which its visibility is judged. */
interface MatterRow {
  readonly seq: number;
  readonly snapshot: Case | Report;
  readonly level: Level;
  readonly compartment: string | null;
  readonly parties_served: boolean | null;
  readonly addressed_states: readonly string[] | null;
}

export async function caseMatter(manager: EntityManager, id: string): Promise<(CaseMatter & { readonly seq: number }) | undefined> {
  const [row] = await manager.query<MatterRow[]>(
    `select seq, snapshot, level, compartment, parties_served, addressed_states from tregua.cases where id = $1`,
    [id],
  );
  if (row === undefined) return undefined;
  return {
    process: 'case',
    seq: row.seq,
    subject: row.snapshot as Case,
    level: row.level,
    compartment: row.compartment,
    partiesServed: row.parties_served ?? false,
    addressedStates: row.addressed_states ?? [],
  };
}

export async function reportMatter(manager: EntityManager, id: string): Promise<(ReportMatter & { readonly seq: number }) | undefined> {
  const [row] = await manager.query<MatterRow[]>(`select seq, snapshot, level, compartment from tregua.reports where id = $1`, [id]);
  if (row === undefined) return undefined;
  return { process: 'report', seq: row.seq, subject: row.snapshot as Report, level: row.level, compartment: row.compartment };
}

export async function entryAt(manager: EntityManager, stream: string, seq: number): Promise<Recorded> {
  const [row] = await manager.query<{ bytes: Buffer }[]>(`select bytes from tregua.entries where stream = $1 and seq = $2`, [stream, seq]);
  if (row === undefined) throw new Error(`There is no entry ${seq} in ${stream}.`);
  return recordedIn(row.bytes);
}

/**
 * The subject as it stood right after one of its entries: who sat then is who is told, however late the notice is decided. Replayed from the
 * entries where it has moved on meanwhile.
 */
export async function subjectAfter<S extends Case | Report>(
  manager: EntityManager,
  process: 'case' | 'report',
  now: { readonly subject: S; readonly seq: number },
  seq: number,
): Promise<S> {
  if (now.seq === seq) return now.subject;
  const rows = await manager.query<{ bytes: Buffer }[]>(`select bytes from tregua.entries where stream = $1 and seq <= $2 order by seq`, [
    `${process}/${now.subject.id}`,
    seq,
  ]);
  let subject: Subject | undefined;
  for (const { bytes } of rows) {
    const recorded = recordedIn(bytes);
    subject = evolve(processOf(process), subject, recorded, rulebookOf(recorded.rulebook));
  }
  if (subject === undefined) throw new Error(`There is no entry before ${seq} in ${process}/${now.subject.id}.`);
  return subject as S;
}

function recordedIn(bytes: Buffer): Recorded {
  const entry = entryOf(bytes);
  return { ...entry, at: instantOf(entry.at) } as unknown as Recorded;
}
