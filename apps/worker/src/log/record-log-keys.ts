import type { Actor, JsonObject } from '@tregua/casework';
import { enterOnce, type Keyring, type OwnEntryType } from '@tregua/store';
import type { DataSource } from 'typeorm';
import type { SignerSays } from './signer-client.js';

const SIGNER: Actor = { id: 'system', role: 'system' };

/**
 * Enters what the signer did with its keys, and that it began another epoch, as entries of streams of their own: so the log itself says from where on
 * another key counts. The statements bear the signatures of both keys. What is entered already is not entered again.
 */
export async function recordLogKeys(dataSource: DataSource, keyring: Keyring, says: SignerSays | undefined): Promise<void> {
  if (says === undefined) return;
  const { epoch, origin, handOvers, begunBy, previous } = says;
  const statements: { readonly stream: string; readonly command: string; readonly type: OwnEntryType; readonly payload: JsonObject }[] = [];
  if (begunBy !== null && previous !== null)
    statements.push({
      stream: `log/epoch-${epoch}`,
      command: 'DeclareRestore',
      type: 'LogEpochBegun',
      payload: { epoch, origin, previous, statement: begunBy },
    });
  for (const [index, statement] of handOvers.entries())
    statements.push({
      stream: `log/epoch-${epoch}-key-${index + 2}`,
      command: 'HandOverLogKey',
      type: 'LogKeyHandedOver',
      payload: { epoch, origin, statement },
    });
  for (const entry of statements) await enterOnce(dataSource, keyring, { ...entry, actor: SIGNER });
}
