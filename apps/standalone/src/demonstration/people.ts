import type { Actor, Role } from '@tregua/casework';

/** Somebody of the demonstration. Nobody of this name is meant. */
export interface InventedPerson {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly constituency?: string;
  readonly party?: string;
  readonly team?: string;
  readonly state?: string;
  /** Gets a password on the first start. */
  readonly signsIn: boolean;
}

type Entry = readonly [key: string, name: string, role: Role, about?: Partial<InventedPerson>];

const signsIn = { signsIn: true };

const staff: readonly Entry[] = [
  ['monitor-north', 'Ada Wren', 'monitor', { team: 'north', ...signsIn }],
  ['monitor-north-2', 'Ilya Moss', 'monitor', { team: 'north' }],
  ['monitor-south', 'Joss Calder', 'monitor', { team: 'south', ...signsIn }],
  ['monitor-south-2', 'Nour Vale', 'monitor', { team: 'south' }],
  ['lead-north', 'Petra Lund', 'team_lead', { team: 'north', ...signsIn }],
  ['lead-south', 'Omar Fenn', 'team_lead', { team: 'south', ...signsIn }],
  ['registrar', 'Greta Holm', 'registrar', signsIn],
  ['registrar-2', 'Luca Ferrand', 'registrar'],
  ['rapporteur', 'Sanna Brook', 'rapporteur', signsIn],
  ['rapporteur-2', 'Tomas Ridge', 'rapporteur'],
  ['investigator', 'Noa Hart', 'investigator', signsIn],
  ['investigator-2', 'Emil Sand', 'investigator'],
  ['custodian', 'Vera Quill', 'custodian', signsIn],
  ['legal-adviser', 'Milo Crane', 'legal_adviser'],
  ['agent-ua', 'Danylo Hrab', 'party_agent', { party: 'ua', ...signsIn }],
  ['agent-ru', 'Kirill Osin', 'party_agent', { party: 'ru', ...signsIn }],
  ['cell', 'Agathe Noir', 'coordination_cell', signsIn],
  ['auditor', 'Ines Clerk', 'auditor', signsIn],
  ['publication', 'Ruth Pressley', 'publication_officer', signsIn],
  ['officer-fr', 'Bastien Clos', 'state_officer', { state: 'FR', ...signsIn }],
  ['officer-gb', 'Nell Archer', 'state_officer', { state: 'GB' }],
  ['officer-us', 'Cole Barnes', 'state_officer', { state: 'US' }],
  ['administrator', 'Kit Warden', 'administrator', signsIn],
  ['chair', 'Maren Stahl', 'chair', { constituency: 'neutral', ...signsIn }],
  ['vice-chair', 'Otto Linde', 'vice_chair', { constituency: 'coalition' }],
];

const memberNames: { readonly [constituency: string]: readonly string[] } = {
  us: ['Hazel Pike', 'Grant Mercer', 'Leah Stone', 'Dean Holloway'],
  ukraine: ['Oksana Bila', 'Taras Luhov', 'Marta Zelen', 'Yurii Dub'],
  coalition: ['Claire Dumas', 'Henk Visser', 'Rosa Prado', 'Aidan Moor'],
  neutral: ['Selma Berg', 'Kofi Ansa', 'Mei Tan', 'Paulo Reis'],
};

const members: readonly Entry[] = Object.entries(memberNames).flatMap(([constituency, names]) =>
  names.map((name, index): Entry => [`member-${constituency}-${index + 1}`, name, 'member', { constituency, signsIn: index === 0 }]),
);

/** The same ids each time, so that a demonstration can be compared with another. */
const idOf = (index: number): string => `0190d000-0000-7000-8000-${String(index + 1).padStart(12, '0')}`;

export const inventedPeople: readonly InventedPerson[] = [...staff, ...members].map(([key, name, role, about], index) => ({
  key,
  id: idOf(index),
  name,
  roles: [role],
  signsIn: false,
  ...about,
}));

const byKey = new Map(inventedPeople.map((person) => [person.key, person]));
const byId = new Map(inventedPeople.map((person) => [person.id, person]));

/** An invented person as the law sees them. */
export function actorNamed(key: string): Actor {
  const person = byKey.get(key);
  if (person === undefined) throw new Error(`Nobody in the demonstration is called ${key}.`);
  return actorIn(person);
}

export function actorById(id: string): Actor {
  const person = byId.get(id);
  if (person === undefined) throw new Error(`Nobody in the demonstration has the id ${id}.`);
  return actorIn(person);
}

function actorIn({ id, roles, constituency, party, team, state }: InventedPerson): Actor {
  const [role] = roles;
  if (role === undefined) throw new Error(`${id} has no role.`);
  return {
    id,
    role,
    ...(constituency === undefined ? {} : { constituency }),
    ...(party === undefined ? {} : { party }),
    ...(team === undefined ? {} : { team }),
    ...(state === undefined ? {} : { state }),
  };
}

export const operator: Actor = { id: 'system', role: 'system' };
