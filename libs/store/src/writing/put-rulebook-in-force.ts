import type { DataSource } from 'typeorm';
import { rulebookOf, type Actor, type JsonObject } from '@tregua/casework';
import type { Keyring } from '../keyring/keyring.js';
import { appendEntry } from './append-entry.js';

/** Seals the whole rulebook into the ledger, so that nobody can say later that it said something else. A repeat changes nothing. */
export async function putRulebookInForce(dataSource: DataSource, keyring: Keyring, id: string, by: Actor): Promise<boolean> {
  return await dataSource.transaction(async (manager) => {
    const stream = `rulebook/${id}`;
    const found = await manager.query<object[]>('select 1 from tregua.stream_heads where stream = $1', [stream]);
    if (found.length > 0) return false;
    const payload = { rulebook: rulebookOf(id) as unknown as JsonObject };
    await appendEntry(manager, keyring, {
      stream,
      command: 'PutRulebookInForce',
      type: 'RulebookPutInForce',
      actor: by,
      rulebook: id,
      payload,
    });
    return true;
  });
}
