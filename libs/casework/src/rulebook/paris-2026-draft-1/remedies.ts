import { judgmentLabels } from './judgment-labels.js';
import type { Commitment, ReferralRule, RemedyRule } from '../rulebook.js';

type Row = readonly [code: string, legalRoot: string, term: string | null, proof: string | null];

const label = (list: string, code: string): string => judgmentLabels[list]?.[code] ?? code;

/** law-sources.md 4.3, after the ILC articles on responsibility of states. Against either side. */
const rows: readonly Row[] = [
  ['R1', 'ILC 30(a)', 'remedyR1', 'monitor-verification'],
  ['R2', 'ILC 30(b)', 'remedyR2', 'text-of-order'],
  ['R3', 'ILC 35', 'remedyR3', 'receipt'],
  ['R4', 'ILC 36, 38', 'remedyR4', 'payment-record'],
  ['R5', 'ILC 37', 'remedyR5', 'publication'],
  ['R6', 'Measures of 22 July 2020', 'remedyR6', 'party-report'],
  ['R7', 'Practice', 'remedyR7', 'monitor-report'],
  ['R8', 'Darfur Peace Agreement', null, null],
  ['R9', 'Practice', 'remedyR9', 'geometry-version'],
];

const urgent = ['R1', 'R7'];
const withoutProportionality = ['R1', 'R3'];

export const remedies: { readonly [code: string]: RemedyRule } = Object.fromEntries(
  rows.map(([code, legalRoot, term, proof]) => [
    code,
    {
      code,
      label: label('remedies', code),
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
    label: label('referrals', 'E1'),
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
    label: label('referrals', 'E2'),
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
    label: label('referrals', 'E3'),
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
    label: label('referrals', 'E4'),
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
    label: label('referrals', 'E5'),
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
