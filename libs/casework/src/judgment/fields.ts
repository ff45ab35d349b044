import type { Fields } from '../engine/fields.js';

const text = (max: number) => ({ kind: 'text', max, optional: true }) as const;
const about = { kind: 'id', optional: true } as const;

/** Payloads of the commands on who sits, and of the lapses of single items. */
export const seatingFields: { readonly [command: string]: Fields } = {
  DeclareInterests: {
    about,
    disclosed: { kind: 'list', of: { kind: 'code', of: 'disclosures' }, min: 0, max: 20, optional: true },
    statement: text(8_000),
  },
  ChallengeMember: {
    member: { kind: 'id' },
    ground: { kind: 'code', of: 'challengeGrounds', optional: true },
    learnedAt: { kind: 'instant', optional: true },
    reasons: text(20_000),
  },
  UpholdChallenge: { about, reasons: text(20_000) },
  DismissChallenge: { about, reasons: text(20_000) },
  RecuseMember: {
    member: { kind: 'id', optional: true },
    ground: { kind: 'code', of: 'recusalGrounds', optional: true },
    reasons: text(20_000),
  },
  /** Without a member: by lot. */
  SeatMember: { member: { kind: 'id', optional: true }, reasons: text(8_000) },
  SeatAlternate: { member: { kind: 'id' }, reasons: text(8_000) },
  LapseDeclaration: { about },
  LapseChallenge: { about },
  LapseChallengeOfNecessity: { about },
  LapseComplianceCheck: { about },
  LapseRemedyAside: { about },
  LapseRemedy: { about },
  LapseOutsideDecision: { about },
};
