import type { DataSource } from 'typeorm';
import type { Actor, Contribution, JsonObject } from '@tregua/casework';
import { sha256 } from '@tregua/docket';
import { canonicalBytes, toHex } from '@tregua/ledger';
import type { Keyring } from '../keyring/keyring.js';
import { appendEntry, inOwnTransaction, type Appended } from './append-entry.js';

export type ContributionRecorded =
  | (Appended & { readonly status: 'recorded'; readonly id: string })
  /** The same was recorded before under this key. */
  | { readonly status: 'again'; readonly id: string }
  | { readonly status: 'keyUsed' };

/**
 * Puts contributions on file: each whole, with its digest in the stream contribution/<id>, as agreements are kept. It stays as it was recorded; what
 * was watched later is another contribution.
 */
export class ContributionsWriter {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {}

  /** `contribution` passed `contributionProblems`. */
  async record(contribution: Contribution, actor: Actor, idempotencyKey: string): Promise<ContributionRecorded> {
    const definition = contribution as unknown as JsonObject;
    return await inOwnTransaction(this.dataSource, async (manager): Promise<ContributionRecorded> => {
      await manager.query(`select pg_advisory_xact_lock(hashtext('tregua contribution ' || $1))`, [actor.id]);
      const [before] = await manager.query<{ id: string; definition: JsonObject }[]>(
        `select id, definition from tregua.contributions where recorded_by = $1 and idempotency_key = $2`,
        [actor.id, idempotencyKey],
      );
      if (before !== undefined) return isSame(before.definition, definition) ? { status: 'again', id: before.id } : { status: 'keyUsed' };
      const { id, state, kind, team, asset } = contribution;
      const stream = `contribution/${id}`;
      const payload = { contribution: id, state, kind, team, asset, sha256: toHex(sha256(canonicalBytes(definition))) };
      const entry = { stream, command: 'RecordContribution', type: 'ContributionRecorded', actor, payload } as const;
      const appended = await appendEntry(manager, this.keyring, entry);
      const { startsAt, endsAt, south, north, west, east } = boundsOf(contribution);
      await manager.query(
        `insert into tregua.contributions (id, stream, state, starts_at, ends_at, south, north, west, east, definition, recorded_by, recorded_at, idempotency_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        [
          ...[id, stream, state, new Date(startsAt), new Date(endsAt), south, north, west, east],
          ...[JSON.stringify(definition), actor.id, new Date(appended.at), idempotencyKey],
        ],
      );
      return { ...appended, status: 'recorded', id };
    });
  }
}

/** Equal but for the id, which each request makes anew. */
function isSame(one: JsonObject, other: JsonObject): boolean {
  return Buffer.compare(canonicalBytes({ ...one, id: '' }), canonicalBytes({ ...other, id: '' })) === 0;
}

function boundsOf({ area, intervals }: Contribution) {
  const vertices = area.flat(2);
  const latitudes = vertices.map(([latitude]) => Number(latitude));
  const longitudes = vertices.map(([, longitude]) => Number(longitude));
  return {
    startsAt: Math.min(...intervals.map(({ from }) => from)),
    endsAt: Math.max(...intervals.map(({ until }) => until)),
    south: Math.min(...latitudes),
    north: Math.max(...latitudes),
    west: Math.min(...longitudes),
    east: Math.max(...longitudes),
  };
}
