import type { Commitment, ReferralRule, RemedyRule } from '../rulebook.js';

type Row = readonly [code: string, label: string, legalRoot: string, term: string | null, proof: string | null];

/** law-sources.md 4.3, after the ILC articles on responsibility of states. Against either side. */
const rows: readonly Row[] = [
  ['R1', 'Cessation, withdrawal to the line', 'ILC 30(a)', 'remedyR1', 'monitor-verification'],
  ['R2', 'Assurances and guarantees of non-repetition, orders to units', 'ILC 30(b)', 'remedyR2', 'text-of-order'],
  ['R3', 'Restitution: return of persons, aircraft, position, status of a site', 'ILC 35', 'remedyR3', 'receipt'],
  ['R4', 'Compensation', 'ILC 36, 38', 'remedyR4', 'payment-record'],
  ['R5', 'Satisfaction: acknowledgement, apology, public correction', 'ILC 37', 'remedyR5', 'publication'],
  ['R6', 'Disciplinary inquiry, suspension or replacement of a commander', 'Measures of 22 July 2020', 'remedyR6', 'party-report'],
  ['R7', 'Access: inspection, cameras, demining, hotline', 'Practice', 'remedyR7', 'monitor-report'],
  ['R8', 'Public naming of the violation and of the responsible party', 'Darfur Peace Agreement', null, null],
  ['R9', 'Technical: new withdrawal line, local ceasefire window, buffer', 'Practice', 'remedyR9', 'geometry-version'],
];

const urgent = ['R1', 'R7'];
const withoutProportionality = ['R1', 'R2', 'R3'];

export const remedies: { readonly [code: string]: RemedyRule } = Object.fromEntries(
  rows.map(([code, label, legalRoot, term, proof]) => [
    code,
    {
      code,
      label,
      legalRoot,
      term,
      proof,
      urgent: urgent.includes(code),
      interim: urgent.includes(code),
      needsProportionality: !withoutProportionality.includes(code),
    },
  ]),
);

/** E1-E5: filed, never activated (law-sources.md 4.3 and its guards). */
export const referrals: { readonly [code: string]: ReferralRule } = {
  E1: {
    code: 'E1',
    label: 'Diplomatic warning or demarche; referral to the Security Council or the OSCE',
    addressee: 'guarantors',
    term: 'outsideDecisionE1',
    basis: 'The declaration: diplomatic initiatives',
    needsCommitment: false,
    standard: 2,
    needsRecords: [],
    needsGrossMajority: false,
  },
  E2: {
    code: 'E2',
    label: 'Additional sanctions',
    addressee: 'sanctioningAuthorities',
    term: 'outsideDecision',
    basis: 'The declaration: additional sanctions',
    needsCommitment: true,
    standard: 4,
    needsRecords: [],
    needsGrossMajority: true,
  },
  E3: {
    code: 'E3',
    label: 'Intelligence and logistical support',
    addressee: 'guarantors',
    term: 'outsideDecision',
    basis: 'The declaration: intelligence and logistics',
    needsCommitment: true,
    standard: 2,
    needsRecords: [],
    needsGrossMajority: true,
  },
  E4: {
    code: 'E4',
    label: 'Military capabilities',
    addressee: 'states',
    term: 'outsideDecision',
    basis: 'The declaration: military capabilities',
    needsCommitment: true,
    standard: 2,
    needsRecords: [],
    needsGrossMajority: true,
  },
  E5: {
    code: 'E5',
    label: 'Reassurance measures of the Multinational Force',
    addressee: 'states',
    term: 'outsideDecision',
    basis: 'The declaration: strictly at the request of the state concerned, after a credible cessation of hostilities',
    needsCommitment: false,
    standard: 0,
    needsRecords: ['requestOfTheState', 'credibleCessation'],
    needsGrossMajority: false,
  },
};

/** The declaration's one. Another agreement has others, or none. */
export const commitments: readonly Commitment[] = [
  {
    id: 'paris-declaration-future-attack',
    respondent: 'ru',
    measures: ['E1', 'E2', 'E3', 'E4'],
    condition: 'possibleArmedAttack',
    source: 'Paris Declaration, 6 January 2026: binding commitments in the case of a future armed attack',
  },
];
