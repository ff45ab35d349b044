/** What the office may not do about a case beside the law: a refusal's code and its sentence. */
export const officeSentences = {
  onlyOnesOwn:
    'The registrar and the chair assign a case to anybody; others take up a case that lies with nobody, and give back one that lies with them.',
  mayWorkOnTheCase: 'The person named is of the Commission, their account is active, and they may read the case.',
  liesAsSeen: 'The case lies with whom it was seen to lie with: somebody else assigned it meanwhile.',
  termCanBeExtended: 'A term runs that the chair may still extend, and the party was notified of the case.',
  timeIsAskedOnce: 'More time is asked for once a term.',
} as const satisfies Record<string, string>;

export type OfficeRule = keyof typeof officeSentences;
