import type { DataSource } from 'typeorm';
import type { Actor, Role } from '@tregua/casework';
import { PeopleWriter, TokensWriter, type Keyring } from '@tregua/store';
import { newSecret } from '../../../api/src/http/authentication.js';

const SYSTEM: Actor = { id: 'system', role: 'system' };

/** Somebody who acts in a measurement: an actor for the door, and a Bearer token for the API. */
export interface BenchPerson {
  readonly actor: Actor;
  readonly token: string;
}

/** Makes people with one role each, and a machine token for each of them. */
export async function makePeople<R extends Role>(
  dataSource: DataSource,
  keyring: Keyring,
  roles: readonly R[],
): Promise<Record<R, BenchPerson>> {
  const people = new PeopleWriter(dataSource, keyring);
  const tokens = new TokensWriter(dataSource, keyring);
  const made: Partial<Record<R, BenchPerson>> = {};
  for (const role of roles) {
    const team = role === 'monitor' || role === 'team_lead' ? { team: 'team-1' } : {};
    const written = await people.create(
      { signInName: role.replaceAll('_', '-'), name: `Bench ${role}`, passwordHash: null, roles: [role], ...team },
      SYSTEM,
    );
    if (written.status !== 'written') throw new Error(`The bench could not make a ${role}: ${written.status}.`);
    const { secret, hash } = newSecret();
    await tokens.issue(written.id, { label: 'bench', hash, days: 1 }, SYSTEM);
    made[role] = { actor: { id: written.id, role, ...team }, token: secret };
  }
  return made as Record<R, BenchPerson>;
}
