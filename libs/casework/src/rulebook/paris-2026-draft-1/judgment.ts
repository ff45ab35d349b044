import { judgmentLabels } from './judgment-labels.js';
import type { BySeverity, RulesOfJudgment, Rung } from '../../judgment/rules-of-judgment.js';

const codes = (list: string): string[] => Object.keys(judgmentLabels[list] ?? {});
const always = (level: number): BySeverity => [level, level, level, level, level];

/** law-check.md, hole 20: share 2 of 5, 3 of 7; then share + 1; then 5; then 3 from any. */
const ladder: readonly Rung[] = [
  { size: 5, share: 2 },
  { size: 5, share: 3 },
  { size: 3, share: 2 },
  { size: 3, share: 3 },
];

/** Panels, quorum and majorities after law-check.md holes 19 and 20; standards after law-sources.md 4.1, bases and indicators after 4.2. */
export const judgment: RulesOfJudgment = {
  constituencies: codes('constituencies'),
  partySeats: 'both',
  partyConstituencies: { ua: 'ukraine' },
  bars: ['authored', 'verified', 'analysed', 'cell', 'agent'],
  dutyBench: { size: 3, share: 2 },
  panel: {
    ladder,
    largeLadder: [{ size: 7, share: 3 }, { size: 7, share: 4 }, ...ladder],
    alternatesPerConstituency: 2,
    floor: 3,
  },
  quorum: {
    firstCall: { '3': 3, '5': 4, '7': 5 },
    secondCall: 3,
    constituencies: 2,
    emergency: 3,
    review: { floor: 3, share: { of: 2, in: 3 } },
    reviewRequest: 2,
  },
  majority: {
    secondCallInFavour: 2,
    provisionalInFavour: 2,
    reviewInFavour: 3,
    gross: { share: { of: 2, in: 3 }, inFavour: 3, constituencies: 2 },
    handsBesideChair: 2,
  },
  standards: {
    happened: always(3),
    breach: always(3),
    attributed: [3, 3, 3, 4, 4],
    justified: always(3),
    provisional: 2,
    undisclosedCap: 2,
  },
  findings: {
    bases: codes('bases'),
    indicators: codes('indicators'),
    notAlone: ['TERRITORY'],
    circumstances: codes('circumstances'),
  },
  consulted: 2,
  remediesWithoutAttribution: ['R7', 'R9'],
  provisionalReferrals: ['E1', 'E2', 'E3', 'E4'],
};
