import type { Schemas } from '../api/client';

export type Role = Schemas['CreatePersonRequest']['roles'][number];

/** Roles that a person can hold. Which of them exclude each other is the server's to say. */
export const ROLES = [
  ...(['monitor', 'team_lead', 'registrar', 'investigator', 'custodian', 'rapporteur', 'member', 'chair', 'vice_chair'] as const),
  ...(['legal_adviser', 'party_agent', 'coordination_cell', 'auditor', 'publication_officer', 'state_officer'] as const),
  ...(['administrator', 'public'] as const),
] as const satisfies readonly Role[];
