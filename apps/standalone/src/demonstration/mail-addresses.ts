import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { defaultPreferences } from '@tregua/casework';
import { effectsAreOpen, listChoosers, PreferencesWriter, readClock, type Keyring } from '@tregua/store';
import { inventedPeople, operator } from './people.js';

/** Reserved for ever (RFC 2606): no letter to it can reach anybody, whatever mail server is set. */
export const DEMONSTRATION_DOMAIN = 'demonstration.invalid';

const LOOK_EVERY_MS = 250;

export interface AddressPlaces {
  readonly dataSource: DataSource;
  readonly keyring: Keyring;
}

/** Each invented person who has chosen nothing yet gets an address; whoever has taken theirs away keeps none. Returns how many. */
export async function giveAddresses({ dataSource, keyring }: AddressPlaces): Promise<number> {
  const choosers = await listChoosers(
    dataSource,
    inventedPeople.map(({ id }) => id),
  );
  const without = inventedPeople.filter(({ id }) => !choosers.includes(id));
  const writer = new PreferencesWriter(dataSource, keyring);
  const { app, mail, timeZone, digestMinute, quietFrom, quietTo } = defaultPreferences;
  for (const { id, key } of without) {
    const chosen = {
      app,
      mail,
      timeZone,
      digestMinute,
      quietFrom,
      quietTo,
      language: 'en',
      mailAddress: `${key}@${DEMONSTRATION_DOMAIN}`,
    } as const;
    await writer.save(id, chosen, operator);
  }
  return without.length;
}

/**
 * Gives the addresses as soon as what the loading brought about is told inside the application: years of invented life are not to be written as thousands of
 * letters, and nobody's start waits for it. What is entered from then on is mailed. Broken off it begins again with the next start.
 */
export async function giveAddressesWhenTold(places: AddressPlaces, signal: AbortSignal): Promise<number> {
  const { now } = await readClock(places.dataSource);
  while (!signal.aborted && (await effectsAreOpen(places.dataSource, now)))
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  return signal.aborted ? 0 : await giveAddresses(places);
}
