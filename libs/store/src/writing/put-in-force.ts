import type { DataSource } from 'typeorm';
import { currentRulebookId, rulebookOf, type Actor, type Agreement, type JsonObject } from '@tregua/casework';
import type { Keyring } from '../keyring/keyring.js';
import { appendEntry } from './append-entry.js';

/** Puts an agreement on file, as an entry of its own stream; a repeat changes nothing. */
export async function putAgreementInForce(dataSource: DataSource, keyring: Keyring, agreement: Agreement, by: Actor): Promise<boolean> {
  return await dataSource.transaction(async (manager) => {
    const stream = `agreement/${agreement.id}`;
    const found = await manager.query<object[]>('select 1 from tregua.agreements where id = $1', [agreement.id]);
    if (found.length > 0) return false;
    const payload = { agreement: agreement as unknown as JsonObject };
    await appendEntry(manager, keyring, {
      stream,
      command: 'PutAgreementInForce',
      type: 'AgreementPutInForce',
      actor: by,
      rulebook: currentRulebookId,
      payload,
    });
    await manager.query(`insert into tregua.agreements (id, stream, in_force_from, definition) values ($1, $2, $3, $4)`, [
      agreement.id,
      stream,
      new Date(agreement.inForceFrom),
      JSON.stringify(agreement),
    ]);
    return true;
  });
}

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
