import type { RosterSeat } from '../engine/facts.js';
import type { Actor, Role } from '../engine/types.js';

// An invented Commission, for tests: sixteen members of four constituencies, one of them in the chair, and everybody else whom the tables name.

const CONSTITUENCIES = ['us', 'ukraine', 'coalition', 'neutral'] as const;

export const PARTIES = ['ua', 'ru'] as const;

export const members: readonly Actor[] = CONSTITUENCIES.flatMap((constituency) =>
  [1, 2, 3, 4].map((n): Actor => ({ id: `member-${constituency}-${n}`, role: 'member', constituency })),
);

const chair: Actor = { id: 'chair', role: 'chair', constituency: 'neutral' };
const viceChair: Actor = { id: 'vice-chair', role: 'vice_chair', constituency: 'coalition' };

const staff = (role: Role, id: string = role, more: Partial<Actor> = {}): Actor => ({ id, role, ...more });

export const people = {
  chair,
  viceChair,
  registrar: staff('registrar', 'registrar-1'),
  otherRegistrar: staff('registrar', 'registrar-2'),
  rapporteur: staff('rapporteur'),
  investigator: staff('investigator'),
  custodian: staff('custodian'),
  monitor: staff('monitor', 'monitor-1', { team: 'team-a' }),
  otherMonitor: staff('monitor', 'monitor-2', { team: 'team-b' }),
  teamLead: staff('team_lead', 'lead-a', { team: 'team-a' }),
  partyA: staff('party_agent', 'agent-ua', { party: 'ua' }),
  partyB: staff('party_agent', 'agent-ru', { party: 'ru' }),
  cell: staff('coordination_cell'),
  auditor: staff('auditor'),
  publicationOfficer: staff('publication_officer'),
  stateOfficer: staff('state_officer', 'officer-fr', { state: 'FR' }),
  citizen: staff('public', 'citizen'),
  system: staff('system'),
} as const;

/** Everybody who may act, the system not. */
export const everybody: readonly Actor[] = [...Object.values(people).filter(({ role }) => role !== 'system'), ...members];

export const roster: readonly RosterSeat[] = [...members, chair, viceChair].map(({ id, role, constituency }) => ({
  id,
  role: role as RosterSeat['role'],
  constituency: constituency ?? '',
  interests: [],
  bars: [],
  available: true,
}));
