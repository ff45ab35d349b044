import type { DataSource } from 'typeorm';
import type { Actor, Agreement } from '@tregua/casework';
import { fileAgreement, PeopleWriter, TokensWriter, type Keyring, type Standing } from '@tregua/store';
import { newSecret } from '../../../api/src/http/authentication.js';

const SYSTEM: Actor = { id: 'system', role: 'system' };
const CONSTITUENCIES = ['us', 'ukraine', 'coalition', 'neutral'] as const;
/** The clock is moved on by years. */
const TOKEN_DAYS = 36_600;

/** Somebody whom the load acts as. */
export interface Person {
  readonly name: string;
  readonly id: string;
  readonly token: string;
}

export interface People {
  readonly who: (name: string) => Person;
  /** By the pseudonymous id that a case holds. */
  readonly whoIs: (id: string) => Person;
}

/** An invented agreement between two invented parties. */
const agreement: Agreement = {
  id: 'faults-agreement-1',
  title: 'An agreement for fault tests',
  parties: [
    { code: 'aa', name: 'Party A' },
    { code: 'bb', name: 'Party B' },
  ],
  inForceFrom: Date.UTC(2020, 0, 1),
  inForceUntil: null,
  version: 1,
  areas: [],
  lines: [],
  zones: [],
  references: [],
};

const STAFF: Readonly<Record<string, Standing>> = {
  lead: { roles: ['team_lead'], team: 'alpha' },
  registrar: { roles: ['registrar'] },
  rapporteur: { roles: ['rapporteur'] },
  investigator: { roles: ['investigator'] },
  chair: { roles: ['chair'], constituency: 'neutral' },
  'vice-chair': { roles: ['vice_chair'], constituency: 'coalition' },
  'agent-aa': { roles: ['party_agent'], party: 'aa' },
  'agent-bb': { roles: ['party_agent'], party: 'bb' },
  publisher: { roles: ['publication_officer'] },
  auditor: { roles: ['auditor'] },
  administrator: { roles: ['administrator'] },
};

/** Makes everybody whom the tables name, and a monitor for each client, with a machine token each. */
export async function makeCommission(dataSource: DataSource, keyring: Keyring, clients: number): Promise<People> {
  await fileAgreement(dataSource, keyring, agreement, SYSTEM);
  const [people, tokens] = [new PeopleWriter(dataSource, keyring), new TokensWriter(dataSource, keyring)];
  const members = Array.from({ length: 16 }, (_, index): [string, Standing] => [
    `member-${index + 1}`,
    { roles: ['member'], constituency: CONSTITUENCIES[index % CONSTITUENCIES.length] },
  ]);
  const monitors = Array.from({ length: clients }, (_, index): [string, Standing] => [
    `monitor-${index + 1}`,
    { roles: ['monitor'], team: 'alpha' },
  ]);
  const made: Person[] = [];
  for (const [name, standing] of [...Object.entries(STAFF), ...members, ...monitors]) {
    const written = await people.create({ ...standing, signInName: name, name, passwordHash: null }, SYSTEM);
    if (written.status !== 'written') throw new Error(`${name} could not be made: ${written.status}.`);
    const { secret, hash } = newSecret();
    await tokens.issue(written.id, { label: 'faults', hash, days: TOKEN_DAYS }, SYSTEM);
    made.push({ name, id: written.id, token: secret });
  }
  const find = (is: (person: Person) => boolean, what: string): Person => {
    const found = made.find(is);
    if (found === undefined) throw new Error(`There is nobody ${what}.`);
    return found;
  };
  return {
    who: (name) => find((person) => person.name === name, name),
    whoIs: (id) => find((person) => person.id === id, id),
  };
}
