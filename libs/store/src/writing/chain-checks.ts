import type { DataSource } from 'typeorm';
import { ms } from '../reading/bound-query.js';
import type { Verified } from '../reading/history.query.js';

/** How far a chain was found whole last, and when. */
export interface ChainCheck {
  readonly verifiedTo: number;
  readonly verifiedAt: number;
}

/** Keeps that a chain was checked: as far as it was whole, by the hash that stands there. A check that found nothing whole is not kept. */
export async function keepChainCheck(dataSource: DataSource, { stream, verifiedTo }: Verified): Promise<ChainCheck | undefined> {
  const rows = await dataSource.query<{ at: string }[]>(
    `insert into tregua.chain_checks as k (stream, seq, hash, checked_at)
     select x.stream, x.seq, x.hash, tregua.now() from tregua.entries x where x.stream = $1 and x.seq = $2
     on conflict (stream) do update set seq = excluded.seq, hash = excluded.hash, checked_at = excluded.checked_at
     returning ${ms('checked_at')} as at`,
    [stream, verifiedTo],
  );
  return rows[0] === undefined ? undefined : { verifiedTo, verifiedAt: Number(rows[0].at) };
}

/** The last check of a stream, or undefined where it was never checked. Whether the reader may know of the stream is asked by the caller. */
export async function findChainCheck(dataSource: DataSource, stream: string): Promise<ChainCheck | undefined> {
  const rows = await dataSource.query<{ seq: number; at: string }[]>(
    `select seq, ${ms('checked_at')} as at from tregua.chain_checks where stream = $1`,
    [stream],
  );
  return rows[0] === undefined ? undefined : { verifiedTo: rows[0].seq, verifiedAt: Number(rows[0].at) };
}
