import type { DataSource, EntityManager } from 'typeorm';
import type { Actor, RedactionGround, UnmetRule, ValueAudience } from '@tregua/casework';
import { newId } from '@tregua/platform';
import type { Keyring } from '../keyring/keyring.js';
import { accessStreamOf, findValues, homesOf, type ValuePlace } from '../reading/value-places.js';
import { appendEntry, inOwnTransaction, type Appended } from './append-entry.js';
import type { OwnEntryType } from './own-entry-types.js';

export interface ValuesAct {
  /** case/<id> or report/<id>. */
  readonly subject: string;
  readonly audience: ValueAudience;
  readonly places: readonly ValuePlace[];
  /** Sealed. */
  readonly reason: string;
  readonly actor: Actor;
}

/** What came of an act: its entry, or what stands against it. */
export type Acted = (Appended & { readonly ids: readonly string[] }) | { readonly unmet: readonly UnmetRule[] };

/** A hold or a redaction was there, and is lifted; it was lifted before; or there never was one. */
export type Lifted = Appended | 'lifted' | 'unknown';

/** Two acts about the same values, one after the other. Taken by everything that decides on what stands: erasures too. */
export async function lockValues(manager: Pick<EntityManager, 'query'>): Promise<void> {
  await manager.query(`select pg_advisory_xact_lock(hashtext('tregua.values'))`);
}

/**
 * Writes who is handed which values, which are held back from whom, and what is kept under legal hold. Each act is an entry of the access stream of its
 * subject, in the same transaction. Who may do it, and whether the law lets them, is asked by the caller.
 */
export class DisclosureWriter {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {}

  /** Hands values with their salts to an audience: the entry lists who got which field, and when. */
  async disclose({ subject, audience, places, reason, actor }: ValuesAct): Promise<Acted> {
    return await this.acting(subject, places, async (manager) => {
      const redacted = await manager.query<unknown[]>(
        `select 1 from jsonb_to_recordset($1::jsonb) as p(stream text, seq integer, field text) join tregua.redactions r
            on r.stream = p.stream and r.seq = p.seq and r.field = p.field and r.audience = $2 and r.lifted_at is null limit 1`,
        [JSON.stringify(places), audience],
      );
      if (redacted.length > 0) return { unmet: [{ code: 'redactionStands' }] };
      const payload = { subject, audience, places: places.map((place) => ({ ...place })), reason };
      const entry = await this.enter(manager, subject, 'DiscloseValues', 'ValuesDisclosed', payload, actor);
      const ids = places.map(() => newId());
      await manager.query(
        `insert into tregua.disclosures (id, subject, stream, seq, field, audience, decided_by, decided_at, entry_stream, entry_seq)
         select x.id, $2, x.stream, x.seq, x.field, $3, $4, $5, $6, $7 from jsonb_to_recordset($1::jsonb) as x(id uuid, stream text, seq integer, field text)
         on conflict (stream, seq, field, audience) do nothing`,
        [JSON.stringify(withIds(places, ids)), subject, audience, actor.id, new Date(entry.at), entry.stream, entry.seq],
      );
      return { ...entry, ids };
    });
  }

  /** Holds values back from an audience that may read their entries. */
  async redact({ subject, audience, places, reason, actor, ground }: ValuesAct & { readonly ground: RedactionGround }): Promise<Acted> {
    return await this.acting(subject, places, async (manager) => {
      const payload = { subject, audience, ground, places: places.map((place) => ({ ...place })), reason };
      const entry = await this.enter(manager, subject, 'RedactValues', 'ValuesRedacted', payload, actor);
      const ids = places.map(() => newId());
      const made = await manager.query<unknown[]>(
        `insert into tregua.redactions (id, subject, stream, seq, field, audience, ground, decided_by, decided_at, entry_stream, entry_seq)
         select x.id, $2, x.stream, x.seq, x.field, $3, $4, $5, $6, $7, $8 from jsonb_to_recordset($1::jsonb) as x(id uuid, stream text, seq integer, field text)
         on conflict do nothing returning id`,
        [JSON.stringify(withIds(places, ids)), subject, audience, ground, actor.id, new Date(entry.at), entry.stream, entry.seq],
      );
      // An entry that says less than it brought about would be a wrong entry: the whole act goes back.
      if (made.length < places.length) throw new Unmet([{ code: 'redactionIsNew' }]);
      return { ...entry, ids };
    });
  }

  async liftRedaction(id: string, reason: string, actor: Actor): Promise<Lifted> {
    return await inOwnTransaction(this.dataSource, async (manager) => {
      await lockValues(manager);
      const [found] = await manager.query<{ subject: string; audience: string; place: ValuePlace; lifted: boolean }[]>(
        `select subject, audience, jsonb_build_object('stream', stream, 'seq', seq, 'field', field) as place, lifted_at is not null as lifted
           from tregua.redactions where id = $1 for update`,
        [id],
      );
      if (found === undefined) return 'unknown';
      if (found.lifted) return 'lifted';
      const { subject, audience, place } = found;
      const payload = { redaction: id, subject, audience, places: [{ ...place }], reason };
      const entry = await this.enter(manager, subject, 'LiftRedaction', 'RedactionLifted', payload, actor);
      await manager.query(`update tregua.redactions set lifted_at = $2 where id = $1`, [id, new Date(entry.at)]);
      return entry;
    });
  }

  /** Undefined: there is no such case, report or person. */
  async hold(subject: string, reason: string, actor: Actor): Promise<(Appended & { readonly id: string }) | undefined> {
    return await inOwnTransaction(this.dataSource, async (manager) => {
      await lockValues(manager);
      if (!(await isThere(manager, subject))) return undefined;
      const id = newId();
      const entry = await this.enter(manager, subject, 'SetLegalHold', 'LegalHoldSet', { hold: id, subject, reason }, actor);
      await manager.query(`insert into tregua.legal_holds (id, subject, set_by, set_at) values ($1, $2, $3, $4)`, [
        id,
        subject,
        actor.id,
        new Date(entry.at),
      ]);
      return { ...entry, id };
    });
  }

  async liftHold(id: string, reason: string, actor: Actor): Promise<Lifted> {
    return await inOwnTransaction(this.dataSource, async (manager) => {
      await lockValues(manager);
      const [found] = await manager.query<{ subject: string; lifted: boolean }[]>(
        `select subject, lifted_at is not null as lifted from tregua.legal_holds where id = $1 for update`,
        [id],
      );
      if (found === undefined) return 'unknown';
      if (found.lifted) return 'lifted';
      const payload = { hold: id, subject: found.subject, reason };
      const entry = await this.enter(manager, found.subject, 'LiftLegalHold', 'LegalHoldLifted', payload, actor);
      await manager.query(`update tregua.legal_holds set lifted_by = $2, lifted_at = $3 where id = $1`, [id, actor.id, new Date(entry.at)]);
      return entry;
    });
  }

  private async acting(subject: string, places: readonly ValuePlace[], work: (manager: EntityManager) => Promise<Acted>): Promise<Acted> {
    try {
      return await inOwnTransaction(this.dataSource, async (manager) => {
        await lockValues(manager);
        const unmet = await placesUnmet(manager, subject, places);
        return unmet.length > 0 ? { unmet } : await work(manager);
      });
    } catch (error) {
      if (error instanceof Unmet) return { unmet: error.rules };
      throw error;
    }
  }

  private async enter(
    manager: EntityManager,
    subject: string,
    command: string,
    type: OwnEntryType,
    payload: Parameters<typeof appendEntry>[2]['payload'],
    actor: Actor,
  ): Promise<Appended> {
    return await appendEntry(manager, this.keyring, { stream: accessStreamOf(subject), command, type, actor, payload, sealed: ['reason'] });
  }
}

class Unmet extends Error {
  constructor(readonly rules: readonly UnmetRule[]) {
    super('A rule is not met.');
  }
}

/** The values must be there, and belong to what the act is about. */
export async function placesUnmet(manager: EntityManager, subject: string, places: readonly ValuePlace[]): Promise<readonly UnmetRule[]> {
  const homes = await homesOf(
    manager,
    places.map(({ stream }) => stream),
  );
  const unmet: UnmetRule[] = [];
  if (places.some(({ stream }) => homes.get(stream) !== subject)) unmet.push({ code: 'placesAreOfSubject' });
  if (unmet.length === 0 && (await findValues(manager, places)).length < places.length) unmet.push({ code: 'valuesAreThere' });
  return unmet;
}

async function isThere(manager: EntityManager, subject: string): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `select 1 from tregua.cases where stream = $1 union all select 1 from tregua.reports where stream = $1
     union all select 1 from tregua.people where 'person/' || id = $1`,
    [subject],
  );
  return rows.length > 0;
}

function withIds(places: readonly ValuePlace[], ids: readonly string[]): object[] {
  return places.map(({ stream, seq, field }, index) => ({ id: ids[index], stream, seq, field }));
}
