import type { DataSource } from 'typeorm';
import type { Actor } from '@tregua/casework';
import type { Keyring } from '../keyring/keyring.js';
import type { SecretItem } from '../reading/secrecy.query.js';
import { appendEntry, inOwnTransaction, type Appended } from './append-entry.js';

export interface SecrecyChange {
  readonly item: SecretItem;
  readonly accessStream: string;
  readonly level: string;
  readonly compartment: string | null;
  /** As it stood when it was decided: a change that comes between is not written over. */
  readonly was: { readonly level: string; readonly compartment: string | null };
  /** Sealed. */
  readonly reason: string;
  readonly actor: Actor;
}

const TABLES = { case: 'tregua.cases', report: 'tregua.reports', evidence: 'tregua.evidence' } as const;

/** What came of a grant: it was there already, or there is no such person to name. */
export type Granted = Appended | 'unchanged' | 'unknownPerson' | 'ownGrant';

/**
 * Writes who may read what: levels, compartments, and grants by name. Each is an entry, of access/<case> where it is about a case, of person/<id> where it is
 * about what somebody was let into. Who may do it is asked by the caller; what must never be is said by the tables (nobody grants themselves).
 */
export class SecrecyWriter {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {}

  /** Undefined: it stood otherwise meanwhile. */
  async setSecrecy({ item, accessStream, level, compartment, was, reason, actor }: SecrecyChange): Promise<Appended | undefined> {
    return await inOwnTransaction(this.dataSource, async (manager) => {
      const [, changed] = await manager.query<[unknown[], number]>(
        `update ${TABLES[item.kind]} set level = $2, compartment = $3 where id = $1 and level = $4 and compartment is not distinct from $5 returning id`,
        [item.id, level, compartment, was.level, was.compartment],
      );
      if (changed === 0) return undefined;
      const payload = { item: `${item.kind}/${item.id}`, level, compartment, was, reason };
      return await appendEntry(manager, this.keyring, {
        stream: accessStream,
        command: 'SetSecrecy',
        type: 'SecrecySet',
        actor,
        payload,
        sealed: ['reason'],
      });
    });
  }

  /** Names somebody who may read a RESTRICTED case. */
  async grantCase(caseId: string, person: string, reason: string, actor: Actor): Promise<Granted> {
    if (person === actor.id) return 'ownGrant';
    return await inOwnTransaction(this.dataSource, async (manager) => {
      const [given] = await manager.query<{ person: string }[]>(
        `insert into tregua.case_grants (person, case_id, granted_by, granted_at)
         select p.id::text, $2::uuid, $3, tregua.now() from tregua.people p where p.id = $1 on conflict do nothing returning person`,
        [person, caseId, actor.id],
      );
      if (given === undefined) return await this.whyNotGiven(manager, person);
      const stream = `access/${caseId}`;
      const payload = { person, reason };
      return await appendEntry(manager, this.keyring, {
        stream,
        command: 'GrantCase',
        type: 'CaseGranted',
        actor,
        payload,
        sealed: ['reason'],
      });
    });
  }

  async revokeCase(caseId: string, person: string, actor: Actor): Promise<Appended | 'unchanged'> {
    return await inOwnTransaction(this.dataSource, async (manager) => {
      const [, taken] = await manager.query<[unknown[], number]>(
        'delete from tregua.case_grants where case_id = $1 and person = $2 returning person',
        [caseId, person],
      );
      if (taken === 0) return 'unchanged';
      const stream = `access/${caseId}`;
      return await appendEntry(manager, this.keyring, {
        stream,
        command: 'RevokeCase',
        type: 'CaseGrantRevoked',
        actor,
        payload: { person },
      });
    });
  }

  /** Lets somebody into a compartment. The administrator does it, who sees no content. */
  async grantCompartment(person: string, compartment: string, reason: string, actor: Actor): Promise<Granted> {
    if (person === actor.id) return 'ownGrant';
    return await inOwnTransaction(this.dataSource, async (manager) => {
      const [given] = await manager.query<{ person: string }[]>(
        `insert into tregua.compartment_grants (person, compartment, granted_by, granted_at)
         select p.id::text, $2, $3, tregua.now() from tregua.people p where p.id = $1 on conflict do nothing returning person`,
        [person, compartment, actor.id],
      );
      if (given === undefined) return await this.whyNotGiven(manager, person);
      const entry = { stream: `person/${person}`, command: 'GrantCompartment', type: 'CompartmentGranted', actor } as const;
      return await appendEntry(manager, this.keyring, { ...entry, payload: { compartment, reason }, sealed: ['reason'] });
    });
  }

  async revokeCompartment(person: string, compartment: string, actor: Actor): Promise<Appended | 'unchanged'> {
    return await inOwnTransaction(this.dataSource, async (manager) => {
      const [, taken] = await manager.query<[unknown[], number]>(
        'delete from tregua.compartment_grants where person = $1 and compartment = $2 returning person',
        [person, compartment],
      );
      if (taken === 0) return 'unchanged';
      const entry = { stream: `person/${person}`, command: 'RevokeCompartment', type: 'CompartmentRevoked', actor } as const;
      return await appendEntry(manager, this.keyring, { ...entry, payload: { compartment } });
    });
  }

  private async whyNotGiven(
    manager: { query<T>(sql: string, values: unknown[]): Promise<T> },
    person: string,
  ): Promise<'unchanged' | 'unknownPerson'> {
    const known = await manager.query<unknown[]>('select 1 from tregua.people where id = $1', [person]);
    return known.length === 0 ? 'unknownPerson' : 'unchanged';
  }
}
