import type { DataSource, EntityManager } from 'typeorm';
import type { Actor } from '@tregua/casework';
import { sha256 } from '@tregua/docket';
import { canonicalBytes, toHex, type BundleAudience, type BundleContent, type BundleRequest, type Head } from '@tregua/ledger';
import { newId } from '@tregua/platform';
import { poolOf } from '../data-source.js';
import type { Keyring } from '../keyring/keyring.js';
import { MOST_EXPORTED_STREAMS, type BundlePlan, type ExportSight } from '../reading/export-plan.js';
import { asking, exportableCases, findStreams, planEvidence, planRulings, planStreams } from '../reading/export-streams.js';
import type { FixedLog } from '../reading/exports.query.js';
import { appendEntry } from './append-entry.js';

export interface NewExport {
  readonly sight: ExportSight;
  readonly actor: Actor;
  readonly audience: BundleAudience;
  readonly content: BundleContent;
  /** Ids of cases, each once. */
  readonly cases: readonly string[];
  readonly reason: string;
  readonly notice: string;
  readonly idempotencyKey: string;
}

export type ExportAsked =
  | { readonly status: 'asked' | 'again'; readonly id: string }
  | { readonly status: 'keyUsed' }
  /** Indexes into `cases` that the audience or the asker may not have, or that are not there: the two are not told apart. */
  | { readonly status: 'unknown'; readonly indexes: readonly number[] }
  | { readonly status: 'tooLarge'; readonly streams: number };

/** Enters that somebody takes cases home, fixes what goes along, and keeps what was built of it. */
export class ExportsWriter {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {}

  /**
   * One snapshot: what goes along, its heads, and the entries that state them (one in the access stream of each case) are of one moment. Done again
   * when somebody else wrote the same access stream meanwhile.
   */
  async request(asked: NewExport): Promise<ExportAsked> {
    for (let turn = 1; ; turn += 1) {
      try {
        return await this.dataSource.transaction('REPEATABLE READ', (manager) => this.within(manager, asked));
      } catch (error) {
        const { code, constraint } = error as { code?: string; constraint?: string };
        const raced = code === 'TR409' || code === '40001' || (code === '23505' && RACES.has(constraint ?? ''));
        if (turn >= 12 || !raced) throw error;
      }
    }
  }

  private async within(manager: EntityManager, asked: NewExport): Promise<ExportAsked> {
    const before = await earlier(manager, asked);
    if (before !== undefined) return before;
    const ask = asking(manager);
    const cases = await exportableCases(ask, asked.sight, asked.cases);
    const known = new Set(cases.map(({ id }) => id));
    const indexes = asked.cases.flatMap((id, index) => (known.has(id) ? [] : [index]));
    if (indexes.length > 0) return { status: 'unknown', indexes };
    const found = await findStreams(ask, asked.sight, cases);
    if (found.length > MOST_EXPORTED_STREAMS) return { status: 'tooLarge', streams: found.length };
    const streams = await planStreams(ask, asked.sight, found);
    const plan: BundlePlan = {
      v: 1,
      audience: asked.audience,
      content: asked.content,
      notice: asked.notice,
      cases: cases.map(({ id, reference }) => ({ id, reference })),
      streams,
      evidence: await planEvidence(ask, asked.sight, streams, asked.content),
      rulings: await planRulings(ask, streams),
    };
    const caseOf = new Map(found.map(({ stream, caseId }) => [stream, caseId]));
    return await this.enter(manager, asked, plan, (stream) => caseOf.get(stream));
  }

  private async enter(
    manager: EntityManager,
    { actor, audience, content, reason, idempotencyKey }: NewExport,
    plan: BundlePlan,
    caseOf: (stream: string) => string | undefined,
  ): Promise<ExportAsked> {
    const id = newId();
    const bytes = canonicalBytes(plan);
    const cases = plan.cases.map((one) => one.id);
    const requests: BundleRequest[] = [];
    const at = await oneInstant(manager, cases);
    for (const caseId of cases) {
      const heads: Head[] = plan.streams
        .filter(({ stream }) => caseOf(stream) === caseId)
        .map(({ stream, seq, hash }) => ({ stream, seq, hash }));
      const payload = {
        export: id,
        audience,
        content,
        cases,
        plan: toHex(sha256(bytes)),
        heads: heads.map((head) => ({ ...head })),
        reason,
      };
      const asked = { command: 'RequestExport', type: 'ExportRequested', actor, payload, sealed: ['reason'] } as const;
      const { stream, seq, hash, sealed } = await appendEntry(manager, this.keyring, { ...asked, stream: `access/${caseId}` }, at);
      requests.push({ stream, seq, hash, reason: sealed['reason'] as string });
    }
    await manager.query(
      `insert into tregua.exports (id, asked_by, idempotency_key, asked_at, audience, content, cases, plan, requests)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, actor.id, idempotencyKey, new Date(at), audience, content, cases, bytes, JSON.stringify(requests)],
    );
    return { status: 'asked', id };
  }

  /** Fixes the log's checkpoint for good, once: the first who builds chooses, and everybody after builds with the same. */
  async fix(id: string, fixed: FixedLog): Promise<FixedLog> {
    const { rows } = await poolOf(this.dataSource).query<{ fixed: FixedLog }>(
      `update tregua.exports set fixed = coalesce(fixed, $2::jsonb) where id = $1 returning fixed`,
      [id, JSON.stringify(fixed)],
    );
    return rows[0]?.fixed ?? fixed;
  }

  /** Keeps the digest of what was built first. Answers with the digest that is kept: another one means that something of it was erased since. */
  async built(id: string, file: { readonly sha256: string; readonly size: number }): Promise<string> {
    const { rows } = await poolOf(this.dataSource).query<{ sha256: string }>(
      `update tregua.exports set sha256 = coalesce(sha256, decode($2, 'hex')), size = coalesce(size, $3), built_at = coalesce(built_at, tregua.now())
        where id = $1 returning encode(sha256, 'hex') as sha256`,
      [id, file.sha256, file.size],
    );
    return rows[0]?.sha256 ?? file.sha256;
  }
}

/** The bundle bears one instant, and so do all entries that ask for it: no stream goes back in time by it. */
async function oneInstant(manager: EntityManager, cases: readonly string[]): Promise<number> {
  const [row] = await manager.query<{ at: string }[]>(
    `select greatest(tregua.now_ms(), coalesce(max((extract(epoch from at) * 1000)::bigint), 0)) as at from tregua.stream_heads where stream = any($1)`,
    [cases.map((id) => `access/${id}`)],
  );
  return Number(row?.at);
}

/** What two who write the same access stream, or ask twice under one key, run into. */
const RACES = new Set(['stream_heads_pkey', 'entries_pkey', 'exports_asked_by_idempotency_key_key']);

async function earlier(
  manager: EntityManager,
  { actor, idempotencyKey, audience, content, cases }: NewExport,
): Promise<ExportAsked | undefined> {
  const [row] = await manager.query<{ id: string; audience: string; content: string; cases: string[] }[]>(
    `select id, audience, content, cases::text[] as cases from tregua.exports where asked_by = $1 and idempotency_key = $2`,
    [actor.id, idempotencyKey],
  );
  if (row === undefined) return undefined;
  const same = row.audience === audience && row.content === content && [...row.cases].sort().join() === [...cases].sort().join();
  return same ? { status: 'again', id: row.id } : { status: 'keyUsed' };
}
