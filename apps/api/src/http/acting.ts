import type { Role } from '@tregua/casework';
import { Problem } from './problem.js';
import type { Request, SignedIn } from './request.js';
import { refused } from './sentences.js';

/** Which roles could have a right. Whether one has it here and now is the law's to say (`Process.holds`). */
const rolesOfRight: Readonly<Record<string, readonly Role[]>> = {
  registrar: ['registrar'],
  'another registrar': ['registrar'],
  chair: ['chair', 'vice_chair'],
  'vice-chair': ['vice_chair'],
  rapporteur: ['rapporteur'],
  bench: ['member', 'chair', 'vice_chair'],
  'review bench': ['member', 'chair', 'vice_chair'],
  member: ['member', 'chair', 'vice_chair'],
  'chief investigator': ['investigator'],
  party: ['party_agent'],
  cell: ['coordination_cell'],
  monitor: ['monitor', 'team_lead'],
  'team lead': ['team_lead'],
  'publication officer': ['publication_officer'],
  'state officer': ['state_officer'],
  custodian: ['custodian'],
  auditor: ['auditor'],
  public: ['public'],
};

/**
 * The roles in which this person may try a command, the likeliest first. The header `Acting-As` chooses one; without it, those that could have
 * one of the rights. At least one: the law then refuses it, and says why.
 */
export function actingRoles(request: Request, person: SignedIn, rights: readonly string[]): readonly Role[] {
  const chosen = request.headers['acting-as'];
  if (chosen !== undefined) {
    if (person.roles.includes(chosen as Role)) return [chosen as Role];
    throw new Problem('shape-is-wrong', {
      errors: [refused('isMyRole', { header: 'acting-as' })],
    });
  }
  if (rights.includes('author')) return person.roles;
  const likely = rights
    .flatMap((right) => rolesOfRight[right] ?? [])
    .filter((role, index, all) => all.indexOf(role) === index && person.roles.includes(role));
  return likely.length > 0 ? likely : person.roles.slice(0, 1);
}
