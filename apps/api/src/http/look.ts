import type { DataSource } from 'typeorm';
import { appendEntry, findSecrecy, inOwnTransaction, isRestricted, type Keyring, type OwnEntry, type SecretItem } from '@tregua/store';
import type { ApiOptions } from '../api-options.js';
import { actorOf } from './actor.js';
import { personOf } from './authentication.js';
import type { Request } from './request.js';
import { readerOfRequest } from './visibility.js';

/**
 * Records that somebody looked: reading a restricted item and taking a case home are entries of streams of their own, so that looking never
 * moves a case (proof.md).
 */
export async function recordLook(dataSource: DataSource, keyring: Keyring, entry: OwnEntry): Promise<void> {
  await inOwnTransaction(dataSource, (manager) => appendEntry(manager, keyring, entry));
}

/**
 * Enters that a restricted item was read, before anything of it is sent (law.md, Secrecy). What is not restricted leaves no entry.
 *
 * @param part which of its readings: the item itself, its history, its evidence.
 */
export async function recordReading(
  { dataSource, keyring }: Pick<ApiOptions, 'dataSource' | 'keyring'>,
  request: Request,
  item: SecretItem,
  part: 'item' | 'history' | 'evidence' | 'motions' | 'content' | 'export',
): Promise<void> {
  const secrecy = await findSecrecy(dataSource, readerOfRequest(request), item);
  if (secrecy === undefined || !isRestricted(secrecy.level)) return;
  const payload = { item: `${item.kind}/${item.id}`, part, level: secrecy.level, compartment: secrecy.compartment };
  await recordLook(dataSource, keyring, {
    stream: secrecy.accessStream,
    command: 'ReadRestricted',
    type: 'RestrictedRead',
    actor: actorOf(personOf(request)),
    payload,
  });
}
