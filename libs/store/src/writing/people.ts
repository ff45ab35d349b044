import type { DataSource, EntityManager } from 'typeorm';
import type { Actor, JsonObject, Role } from '@tregua/casework';
import { newId } from '@tregua/platform';
import { endSessionsOf } from './sessions.js';
import { revokeTokensOf } from './tokens.js';
import type { Keyring } from '../keyring/keyring.js';
import { appendEntry } from './append-entry.js';
import type { OwnEntryType } from './own-entry-types.js';

/** Who somebody is for the law: what they hold and for whom they speak. */
export interface Standing {
  readonly roles: readonly Role[];
  readonly party?: string;
  readonly constituency?: string;
  readonly team?: string;
  readonly state?: string;
  readonly interests?: readonly string[];
}

export interface NewPerson extends Standing {
  readonly signInName: string;
  /** Sealed: it stands in no table and no entry in clear. */
  readonly name: string;
  readonly passwordHash: string | null;
  /** Given by the demonstration only, so that its people are the same each time. */
  readonly id?: string;
}

export type PersonWritten =
  | { readonly status: 'written'; readonly id: string }
  | { readonly status: 'nameIsTaken' }
  | { readonly status: 'unknown' }
  | { readonly status: 'rolesExclude'; readonly rule: string };

/** Writes people. Each write is an entry of the person's own stream, in the same transaction. */
export class PeopleWriter {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {}

  async create(person: NewPerson, by: Actor): Promise<PersonWritten> {
    const id = person.id ?? newId();
    return this.guarded(async (manager) => {
      await manager.query(
        `insert into tregua.people (id, sign_in_name, password_hash, roles, party, constituency, team, state, interests, created_at, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, tregua.now(), tregua.now())`,
        [id, person.signInName, person.passwordHash, ...columnsOf(person)],
      );
      const payload = { ...standingPayload(person), name: person.name };
      await appendEntry(manager, this.keyring, {
        stream: `person/${id}`,
        command: 'CreatePerson',
        type: 'PersonCreated',
        payload,
        sealed: ['name'],
        actor: by,
      });
      return { status: 'written', id };
    });
  }

  /** Gives other roles or takes them; every sign-in and token of the person ends with it, since they spoke for the old ones. */
  async changeRoles(id: string, roles: readonly Role[], by: Actor): Promise<PersonWritten> {
    return this.change(id, 'ChangeRoles', 'RolesChanged', { roles }, by, `roles = $2`, [roles]);
  }

  async setStatus(id: string, status: 'active' | 'disabled', by: Actor): Promise<PersonWritten> {
    const [command, type] =
      status === 'disabled' ? (['DisablePerson', 'PersonDisabled'] as const) : (['EnablePerson', 'PersonEnabled'] as const);
    return this.change(id, command, type, {}, by, `status = $2`, [status]);
  }

  /** The entry says that a password was set, and nothing of it. */
  async setPassword(id: string, passwordHash: string, by: Actor): Promise<PersonWritten> {
    return this.change(id, 'SetPassword', 'PasswordSet', {}, by, `password_hash = $2`, [passwordHash]);
  }

  private async change(
    id: string,
    command: string,
    type: OwnEntryType,
    payload: JsonObject,
    by: Actor,
    set: string,
    values: readonly unknown[],
  ): Promise<PersonWritten> {
    return this.guarded(async (manager) => {
      const changed = await manager.query<[unknown[], number]>(
        `update tregua.people set ${set}, changed_at = tregua.now() where id = $1 returning id`,
        [id, ...values],
      );
      if (changed[1] === 0) return { status: 'unknown' };
      await endSessionsOf(manager, id);
      await revokeTokensOf(manager, id);
      await appendEntry(manager, this.keyring, { stream: `person/${id}`, command, type, payload, sealed: [], actor: by });
      return { status: 'written', id };
    });
  }

  /** Refusals of the table's own rules become answers: they are what holds when the application errs. */
  private async guarded(work: (manager: EntityManager) => Promise<PersonWritten>): Promise<PersonWritten> {
    try {
      return await this.dataSource.transaction(work);
    } catch (error) {
      const { code, constraint } = error as { code?: string; constraint?: string };
      if (code === '23505' && constraint === 'people_sign_in_name_key') return { status: 'nameIsTaken' };
      if (code === '23514' && constraint !== undefined) return { status: 'rolesExclude', rule: constraint };
      throw error;
    }
  }
}

function columnsOf(person: Standing): unknown[] {
  const { roles, party, constituency, team, state, interests } = person;
  return [roles, party ?? null, constituency ?? null, team ?? null, state ?? null, interests ?? []];
}

function standingPayload({ roles, party, constituency, team, state, interests }: Standing): JsonObject {
  return {
    roles,
    ...(party === undefined ? {} : { party }),
    ...(constituency === undefined ? {} : { constituency }),
    ...(team === undefined ? {} : { team }),
    ...(state === undefined ? {} : { state }),
    ...(interests === undefined ? {} : { interests }),
  };
}
