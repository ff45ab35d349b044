type Labels = { readonly [code: string]: string };

/** law-sources.md 6.5. Not a ground: late filing, an anonymous source, a missing alleged author. */
const inadmissibility: Labels = {
  'outside-area': "Outside the agreement's area",
  'before-entry-into-force': 'Before entry into force',
  'not-prohibited': 'Not a prohibited act on its face',
  'not-identifiable': 'No identifiable act, time or place after one return',
  'already-ruled': 'Already ruled on the same facts',
  'no-standing': 'The complainant has no standing, and there is no own motion',
  fabricated: 'Fabricated',
};

const conflicts: Labels = {
  authored: 'Wrote an item of the case',
  verified: 'Verified an item of the case',
  analysed: 'Analysed an item of the case',
  'voted-before': 'Voted on it before',
  'acted-before': 'Acted in it before as agent, counsel or in another capacity',
  'served-in-unit': 'Served in the unit or organ of state accused or injured',
  'financial-or-family': 'Financial or family link',
  prejudgement: 'Publicly prejudged this case',
};

/** Lists of grounds that guards ask for (law-sources.md 5.2, 6.3 and 6.5). */
export const grounds: { readonly [list: string]: Labels } = {
  rejectionGrounds: inadmissibility,
  refusalGrounds: { ...inadmissibility, duplicate: 'Reports an act that another report already carries' },
  returnReasons: {
    'detail-missing': 'A required detail is missing',
    'place-unclear': 'The place is unclear',
    'time-unclear': 'The time is unclear',
    'act-unclear': 'The act is unclear',
    'code-doubtful': 'The code is doubtful',
    'evidence-missing': 'Evidence is named but missing',
  },
  reportWithdrawalReasons: {
    mistaken: 'Mistaken',
    superseded: 'Superseded by another report',
    'source-at-risk': 'A source is at risk',
    pressure: 'Pressure was put on the author',
    other: 'Other',
  },
  stayGrounds: {
    'hostilities-bar-access': 'Hostilities bar access',
    'parallel-settlement': 'A settlement is under way',
    'prisoner-exchange': 'An exchange of prisoners is under way',
    'safety-of-sources': 'Sources would be in danger',
  },
  joiningGrounds: { 'same-act': 'Same act', 'same-series': 'Same series' },
  challengeGrounds: conflicts,
  recusalGrounds: { ...conflicts, 'own-request': 'At own request' },
  /** Disclosed with a declaration; they bar nobody by themselves. */
  disclosures: {
    'state-contributed': 'The appointing state contributed sensors or evidence',
    'state-has-forces': 'The appointing state has forces in the sector',
    'professional-contact': 'Professional contact with a person of the case',
    none: 'Nothing to disclose',
  },
  reviewGrounds: {
    procedure: 'Breach of procedure',
    'manifest-error': 'Manifest error',
    'conflict-of-interest': 'Conflict of interest',
    'disproportionate-remedy': 'Disproportionate remedy',
  },
  reopeningGrounds: {
    'decisive-new-fact': 'A decisive fact, unknown then without negligence',
    fraud: 'Fraud',
    'conflict-of-interest': 'Conflict of interest',
  },
  revivalGrounds: {
    'new-fact': 'A new fact',
    'error-of-ground': 'The ground was wrong',
    'settlement-not-kept': 'The settlement is not kept',
    'consent-was-forced': 'Consent was forced',
    'own-motion': "The Commission's own motion",
  },
  withdrawalGrounds: {
    settled: 'Settled between the parties',
    mistaken: 'The complaint was mistaken',
    'no-interest': 'No further interest in a ruling',
    other: 'Other',
  },
  extensionGrounds: {
    'access-denied': 'Access was denied',
    'evidence-awaited': 'Evidence is awaited',
    translation: 'Translation is awaited',
    complexity: 'Complexity of the case',
    'party-request': 'Request of a party',
  },
  waiverGrounds: {
    impossible: 'The remedy has become impossible',
    superseded: 'Superseded by another measure',
    'in-substance-done': 'Done in substance',
  },
  severityGrounds: {
    'new-facts': 'New facts',
    repeated: 'The same act for the third time within 72 hours',
    pattern: 'Pattern rule',
    'wrong-modifier': 'A modifier was wrong',
    'wrong-code': 'The code was wrong',
  },
  breachTimeGrounds: {
    'earlier-report': 'An earlier report was found',
    'report-withdrawn': 'A report was withdrawn',
    'clock-error': 'A clock was wrong',
  },
  motionGrounds: {
    'no-report': 'No report names it',
    'withdrawn-report': 'The report was withdrawn',
    repeated: 'The same act for the third time within 72 hours',
    pattern: 'Pattern rule',
    referral: 'Referred by another body',
  },
};
