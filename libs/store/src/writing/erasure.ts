import type { DataSource, EntityManager } from 'typeorm';
import { whyNotErase, type Actor, type ErasureGround, type UnmetRule } from '@tregua/casework';
import { newId } from '@tregua/platform';
import type { Keyring } from '../keyring/keyring.js';
import { copiesOf } from '../reading/copies.query.js';
import { erasureFacts } from '../reading/erasure.query.js';
import { accessStreamOf, copiesInMotions, placesOfStream, type ValuePlace } from '../reading/value-places.js';
import { appendEntry, inOwnTransaction, type Appended } from './append-entry.js';
import { lockValues, placesUnmet } from './disclosure.js';
import { destroyDoomedKeys } from './doomed-keys.js';
import { forgetPerson } from './forget-person.js';

export interface NewErasure {
  /** case/<id>, report/<id> or person/<id>. */
  readonly subject: string;
  /** Of a person: none, since everything that is kept of them goes. */
  readonly places: readonly ValuePlace[];
  readonly ground: ErasureGround;
  /** Sealed, and not erased along: it must not repeat what is to be forgotten. */
  readonly reason: string;
  readonly actor: Actor;
}

export interface ErasureDecision {
  readonly id: string;
  readonly reason: string;
  readonly actor: Actor;
}

export type ErasureActed = (Appended & { readonly id: string }) | { readonly unmet: readonly UnmetRule[] } | 'unknown';

/** More than these are counted and not listed: an entry is no archive. */
const MOST_COPIES_LISTED = 500;
/** One erasure names no more places than this. */
export const MOST_PLACES = 1000;

interface ErasureRow {
  readonly id: string;
  readonly subject: string;
  readonly status: string;
  readonly ground: string;
  readonly places: readonly ValuePlace[];
  readonly proposed_by: string;
}

/**
 * Forgets values: one person proposes, another confirms, and the law must have nothing against it when it is confirmed. What is forgotten is the value and
 * its salt, by the key under which both lie; the entries stay, and everything that proves them.
 */
export class ErasureWriter {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {}

  /** Proposing changes nothing yet: whether the law lets it happen is asked when it is confirmed. */
  async propose({ subject, places, ground, reason, actor }: NewErasure): Promise<ErasureActed> {
    return await inOwnTransaction(this.dataSource, async (manager) => {
      await lockValues(manager);
      const asked = subject.startsWith('person/') ? await placesOfStream(manager, subject) : places;
      if (asked.length === 0 || asked.length > MOST_PLACES) return { unmet: [{ code: 'valuesAreThere' }] };
      const unmet = await placesUnmet(manager, subject, asked);
      if (unmet.length > 0) return { unmet };
      const all = [...asked, ...(await copiesInMotions(manager, this.keyring, asked))].map(({ stream, seq, field }) => ({
        stream,
        seq,
        field,
      }));
      const whole = [...new Map(all.map((place) => [JSON.stringify(place), place])).values()];
      const id = newId();
      const entry = await this.enter(manager, subject, 'ProposeErasure', { erasure: id, subject, ground, places: whole, reason }, actor);
      await manager.query(
        `insert into tregua.erasures (id, subject, access_stream, status, ground, places, proposed_by, proposed_at)
         values ($1, $2, $3, 'proposed', $4, $5, $6, $7)`,
        [id, subject, entry.stream, ground, JSON.stringify(whole), actor.id, new Date(entry.at)],
      );
      return { ...entry, id };
    });
  }

  /** Takes a proposal back, or turns it down: nothing was forgotten. */
  async drop({ id, reason, actor }: ErasureDecision): Promise<ErasureActed> {
    return await inOwnTransaction(this.dataSource, async (manager) => {
      const found = await this.proposed(manager, id);
      if (!('subject' in found)) return found.unmet.length === 0 ? 'unknown' : found;
      const isOwn = found.proposed_by === actor.id;
      const entry = await this.enter(manager, found.subject, isOwn ? 'WithdrawErasure' : 'RefuseErasure', { erasure: id, reason }, actor);
      await manager.query(`update tregua.erasures set status = $2, decided_by = $3, decided_at = $4 where id = $1`, [
        id,
        isOwn ? 'withdrawn' : 'refused',
        actor.id,
        new Date(entry.at),
      ]);
      return { ...entry, id };
    });
  }

  /**
   * The second person wants it too: the values go in this transaction, with an entry that says which, why, by whom, and who has copies; their keys go right
   * after it. Where this process ends in between, the next sweep destroys them.
   */
  async confirm(decision: ErasureDecision): Promise<ErasureActed> {
    const acted = await inOwnTransaction(this.dataSource, async (manager) => await this.erase(manager, decision));
    if (acted !== 'unknown' && !('unmet' in acted)) await destroyDoomedKeys(this.dataSource, this.keyring);
    return acted;
  }

  private async erase(manager: EntityManager, { id, reason, actor }: ErasureDecision): Promise<ErasureActed> {
    const found = await this.proposed(manager, id);
    if (!('subject' in found)) return found.unmet.length === 0 ? 'unknown' : found;
    const { subject, ground, places, proposed_by: proposedBy } = found;
    const facts = await erasureFacts(manager, subject, places);
    const [now] = await manager.query<{ at: string }[]>('select tregua.now_ms() as at');
    const unmet = [
      ...whyNotErase({ ...facts, proposedBy, confirmedBy: actor.id }, Number(now?.at)),
      ...(await placesUnmet(manager, subject, places)),
    ];
    if (unmet.length > 0) return { unmet };
    const copies = await copiesOf(manager, subject, places);
    const payload = {
      erasure: id,
      subject,
      ground,
      places: places.map((place) => ({ ...place })),
      proposedBy,
      copies: copies.slice(0, MOST_COPIES_LISTED).map((copy) => ({ ...copy, entry: { ...copy.entry } })),
      copiesInAll: copies.length,
      reason,
    };
    const entry = await this.enter(manager, subject, 'ConfirmErasure', payload, actor);
    await manager.query(
      `update tregua.erasures set status = 'erased', decided_by = $2, decided_at = $3, retention_ended_at = $4, entry_seq = $5 where id = $1`,
      [id, actor.id, new Date(entry.at), new Date(facts.retentionEndsAt as number), entry.seq],
    );
    await manager.query('select tregua.erase_values($1)', [id]);
    if (subject.startsWith('person/')) await forgetPerson(manager, subject.slice('person/'.length), id);
    return { ...entry, id };
  }

  /** The proposal, locked; or why it cannot be decided on. `unmet` empty: there is none. */
  private async proposed(manager: EntityManager, id: string): Promise<ErasureRow | { readonly unmet: readonly UnmetRule[] }> {
    await lockValues(manager);
    const [found] = await manager.query<ErasureRow[]>(
      `select id, subject, status, ground, places, proposed_by from tregua.erasures where id = $1 for update`,
      [id],
    );
    if (found === undefined) return { unmet: [] };
    return found.status === 'proposed' ? found : { unmet: [{ code: 'erasureIsProposed' }] };
  }

  private async enter(
    manager: EntityManager,
    subject: string,
    command: keyof typeof TYPES,
    payload: Parameters<typeof appendEntry>[2]['payload'],
    actor: Actor,
  ): Promise<Appended> {
    const stream = accessStreamOf(subject);
    return await appendEntry(manager, this.keyring, { stream, command, type: TYPES[command], actor, payload, sealed: ['reason'] });
  }
}

const TYPES = {
  ProposeErasure: 'ErasureProposed',
  WithdrawErasure: 'ErasureWithdrawn',
  RefuseErasure: 'ErasureRefused',
  ConfirmErasure: 'ValuesErased',
} as const;
