import type { DataSource } from 'typeorm';
import { rulebookOf, type Actor, type JsonObject } from '@tregua/casework';
import type { Keyring } from '../keyring/keyring.js';
import { enterOnce } from './append-entry.js';

/** Seals the whole rulebook into the ledger, so that nobody can say later that it said something else. A repeat changes nothing. */
export async function putRulebookInForce(dataSource: DataSource, keyring: Keyring, id: string, by: Actor): Promise<boolean> {
  const payload = { rulebook: rulebookOf(id) as unknown as JsonObject };
  return await enterOnce(dataSource, keyring, {
    stream: `rulebook/${id}`,
    command: 'PutRulebookInForce',
    type: 'RulebookPutInForce',
    actor: by,
    rulebook: id,
    payload,
  });
}
