import type { EntityManager } from 'typeorm';
import type { Actor, JsonObject } from '@tregua/casework';
import type { Keyring } from '../keyring/keyring.js';
import { appendEntry } from './append-entry.js';

/** One thing that was written about a person, as it will stand in the stream person/<id>. */
export interface PersonChange {
  readonly command: string;
  readonly type: string;
  readonly payload: JsonObject;
  /** Names of payload values that are sealed. */
  readonly sealed: readonly string[];
  readonly by: Actor;
}

/**
 * The history of people, in the ledger like that of cases: who was given which role, by whom and when, and each sign-in. It is entered in the
 * transaction that makes the change.
 */
export class PersonHistory {
  constructor(private readonly keyring: Keyring) {}

  async enter(manager: EntityManager, personId: string, { by, ...change }: PersonChange): Promise<void> {
    await appendEntry(manager, this.keyring, { stream: `person/${personId}`, actor: by, ...change });
  }
}
