import type { DataSource } from 'typeorm';
import type { Actor, JsonObject } from '@tregua/casework';
import { sha256 } from '@tregua/docket';
import { canonicalBytes, toHex } from '@tregua/ledger';
import type { Keyring } from '../keyring/keyring.js';
import { appendEntry } from './append-entry.js';

/**
 * Puts an agreement on file: the whole of it as the law reads it, and its digest in the stream agreement/<id>. An agreement that is there already
 * under this id is left as it is (false): a change is a new version under another id.
 */
export async function fileAgreement(
  dataSource: DataSource,
  keyring: Keyring,
  agreement: { readonly id: string; readonly inForceFrom: number },
  actor: Actor,
): Promise<boolean> {
  const definition = agreement as unknown as JsonObject;
  return await dataSource.transaction(async (manager) => {
    const there = await manager.query<unknown[]>('select 1 from tregua.agreements where id = $1', [agreement.id]);
    if (there.length > 0) return false;
    const stream = `agreement/${agreement.id}`;
    const payload = { agreement: agreement.id, inForceFrom: agreement.inForceFrom, sha256: toHex(sha256(canonicalBytes(definition))) };
    await appendEntry(manager, keyring, { stream, command: 'FileAgreement', type: 'AgreementFiled', actor, payload });
    await manager.query('insert into tregua.agreements (id, stream, in_force_from, definition) values ($1, $2, $3, $4)', [
      agreement.id,
      stream,
      new Date(agreement.inForceFrom),
      JSON.stringify(definition),
    ]);
    return true;
  });
}
