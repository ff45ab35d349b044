// Whom the frame shows the way where. The law and the API say who may do what; test/pages-and-law.spec.ts fails where these lists say otherwise.

/** Who may begin a report (CreateReport in the process table). */
export const FILING = ['monitor', 'party_agent', 'public'] as const;

/** Whose devices may send parcels from the field (PUT /api/v1/field/parcels/{id}). */
export const IN_THE_FIELD = ['monitor', 'team_lead', 'party_agent'] as const;

/** Who reads histories over cases, or takes bundles home: the auditor and the Commission's own. */
export const AUDITING = [
  ...(['auditor', 'registrar', 'investigator', 'custodian', 'rapporteur', 'member', 'chair', 'vice_chair'] as const),
  ...(['legal_adviser', 'publication_officer'] as const),
] as const;

/** Who files referrals, follows them, or records what became of them; and whose clocks ring. */
export const ANSWERING_OUTSIDE = ['coordination_cell', 'state_officer', 'registrar', 'chair', 'vice_chair'] as const;

/** Under which roles somebody is meant where the table names an owner of a state that is no role of a person. */
export const OWNERS: Readonly<Record<string, readonly string[]>> = {
  bench: ['member', 'chair', 'vice_chair'],
  'review bench': ['member'],
  'chief investigator': ['investigator'],
  cell: ['coordination_cell'],
  chair: ['chair', 'vice_chair'],
};
