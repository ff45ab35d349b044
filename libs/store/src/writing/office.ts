import type { EntityManager } from 'typeorm';
import type { Appended } from './append-entry.js';

/** One act of the office about a case at a time. */
export async function takeTheOffice(manager: EntityManager, caseId: string): Promise<void> {
  await manager.query(`select pg_advisory_xact_lock(hashtext('tregua office'), hashtext($1))`, [caseId]);
}

/** An effect of an entry in office/<case>, from which notices are made as from every other. */
export async function tellTheOffice(manager: EntityManager, { stream, seq }: Appended, type: string, audience: string): Promise<void> {
  await manager.query(
    `insert into tregua.outbox (effect_key, stream, seq, type, audience, created_at) values ($1, $2, $3, $4, $5, tregua.now())`,
    [`${stream}:${seq}:${audience}`, stream, seq, type, audience],
  );
}
