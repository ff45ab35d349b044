import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { Docket } from '@tregua/docket';
import type { Keyring } from '@tregua/store';
import { hashPassword, newPassword } from '../../../api/src/accounts/password.js';
import { demonstrationIs, loadDemonstration, type DemonstrationLoaded } from './load-demonstration.js';
import { inventedPeople } from './people.js';

export interface ReadyPlaces {
  readonly dataSource: DataSource;
  readonly docket: Docket;
  readonly keyring: Keyring;
  readonly ownerUrl: string;
  readonly say: (line: string) => void;
  /** Where the sign-ins are kept, which are made at random on the first start. */
  readonly saveSignIns: (signIns: Readonly<Record<string, string>>) => void;
}

/**
 * Loads the demonstration on the first start, with passwords that nobody has seen before; later it does nothing. Returns what was loaded, or
 * undefined when it was there. A load that was broken off must have been thrown away before (`startOver`): half a demonstration is none.
 */
export async function readyDemonstration(places: ReadyPlaces): Promise<DemonstrationLoaded | undefined> {
  const is = await demonstrationIs(places.dataSource);
  if (is === 'whole') return undefined;
  if (is !== 'absent') throw new Error(`The database is not empty (${is}).`);
  const signIns = Object.fromEntries(inventedPeople.filter(({ signsIn }) => signsIn).map(({ key }) => [key, newPassword()]));
  // Before anything is loaded: a demonstration without its passwords would be of no use.
  places.saveSignIns(signIns);
  const hashes = new Map(
    await Promise.all(Object.entries(signIns).map(async ([key, password]) => [key, await hashPassword(password)] as const)),
  );
  return await loadDemonstration({
    ...places,
    extract: shippedExtract(),
    passwordHashOf: (key) => Promise.resolve(hashes.get(key) ?? null),
  });
}

/** The extract lies beside the sources; built files run from dist. */
export function shippedExtract(): string {
  const name = 'demonstration/ucdp-ukraine-extract.csv.gz';
  const found = [join(import.meta.dirname, '../..', name), join(import.meta.dirname, '../../../../../apps/standalone', name)].find(
    existsSync,
  );
  if (found === undefined) throw new Error(`The extract ${name} is not there.`);
  return found;
}
