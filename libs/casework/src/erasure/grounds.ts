/** Why something is not handed out, or is erased: a code, what it says, and where it comes from. */
export interface Ground {
  readonly label: string;
  readonly source: string;
}

/**
 * Grounds on which a value is not handed to an audience. They follow the two families of the ICC: what would harm an inquiry (Rule 81(2)), and what
 * would harm a person (Rule 81(4)); and what is not the Commission's own to give.
 */
export const redactionGrounds = {
  'ongoing-inquiry': {
    label: 'Its disclosure would prejudice a further or ongoing inquiry',
    source: 'ICC Rules of Procedure and Evidence, Rule 81(2); Chambers Practice Manual (2019), V.B',
  },
  'safety-of-witness': {
    label: 'It would endanger a witness or a victim',
    source: 'ICC Rules of Procedure and Evidence, Rule 81(4); Rome Statute, Article 68(1)',
  },
  'safety-of-family': {
    label: 'It would endanger the family of a witness or a victim',
    source: 'ICC Rules of Procedure and Evidence, Rule 81(4)',
  },
  'safety-of-others': {
    label: 'It would endanger somebody else, a monitor included',
    source: 'ICC Rules of Procedure and Evidence, Rule 81(4); Rome Statute, Article 54(3)(f)',
  },
  'source-confidential': {
    label: 'It was given in confidence, and the giver has not consented',
    source: 'Rome Statute, Article 54(3)(e); ICC Rules of Procedure and Evidence, Rule 82',
  },
  'originator-control': {
    label: 'The contributing state has not consented to its disclosure',
    source: 'the caveat of the originator; cf. Rome Statute, Article 73',
  },
  'national-security': {
    label: 'Its disclosure would prejudice the security of a state',
    source: 'Rome Statute, Article 72',
  },
  'military-position': {
    label: 'It shows a position or a capability that can be struck',
    source: 'practice of monitoring missions: exact places of monitors and sensors are not published',
  },
  'personal-data': {
    label: 'It is personal data that the audience does not need',
    source: 'Regulation (EU) 2016/679, Article 5(1)(c)',
  },
} as const satisfies Record<string, Ground>;

/** Grounds on which a value is erased, of those of Regulation (EU) 2016/679, Article 17(1), that can arise here. */
export const erasureGrounds = {
  'no-longer-needed': {
    label: 'It is no longer necessary for what it was collected for',
    source: 'Regulation (EU) 2016/679, Article 17(1)(a)',
  },
  'consent-withdrawn': {
    label: 'Who consented has withdrawn it, and nothing else allows the Commission to keep it',
    source: 'Regulation (EU) 2016/679, Article 17(1)(b)',
  },
  objection: { label: 'Who it is about objects, and nothing overrides that', source: 'Regulation (EU) 2016/679, Article 17(1)(c)' },
  'unlawfully-held': { label: 'It was obtained or kept unlawfully', source: 'Regulation (EU) 2016/679, Article 17(1)(d)' },
  'legal-obligation': { label: 'A law that binds the Commission asks for it', source: 'Regulation (EU) 2016/679, Article 17(1)(e)' },
} as const satisfies Record<string, Ground>;

export type RedactionGround = keyof typeof redactionGrounds;
export type ErasureGround = keyof typeof erasureGrounds;
