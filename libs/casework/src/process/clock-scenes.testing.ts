import { people } from './people.testing.js';
import { GRAVE, type Road, bringTo, byBench, declareAll, leadOn, SMALL, remedyOf } from './road.testing.js';
import {
  HOUR_MS,
  R5,
  type Scene,
  cell,
  chair,
  comeTo,
  enter,
  expert,
  forked,
  join,
  leftFor,
  partyA,
  passTo,
  registrar,
  stayUntil,
  reason,
  reasons,
  outside,
} from './scene.testing.js';
import { LIVE, EARLY, ORDERED } from './v1/case-states.js';
import { World, hex, sealed } from './world.testing.js';

// Scenes of deadlines that outlive states: each must end in every state in which a case may be by then.

const provisionalEnds = ['INVESTIGATION', 'PARTY_REPLY', 'PANEL', 'DELIBERATION', 'VOTING', 'CHAIR_RULING', 'STAYED', 'JOINED'].map(
  (state): Scene => [
    `a provisional finding ends in ${state}`,
    () => {
      const road = bringTo('PRELIMINARY');
      byBench(road, 'IssueProvisionalFinding', expert(road, 'IssueProvisionalFinding', { interim: [] }));
      stayUntil(road, 'provisional', leftFor(state));
      return [passTo(comeTo(road, state), 'provisional')];
    },
  ],
);

const interimEnds = ['INVESTIGATION', 'PARTY_REPLY', 'PANEL', 'DELIBERATION', 'VOTING', 'STAYED', 'JOINED'].map((state): Scene => [
  `an interim measure lapses in ${state}`,
  () => {
    const road = bringTo('PRELIMINARY');
    const interim = [{ ...remedyOf('R1'), termHours: 24 }];
    byBench(road, 'IssueProvisionalFinding', expert(road, 'IssueProvisionalFinding', { interim }));
    return [passTo(comeTo(road, state), 'remedy')];
  },
]);

/** Facts that may come in any state in which a case lives. */
const facts: readonly Scene[] = LIVE.flatMap((state): Scene[] => [
  [
    `nobody confirms in ${state} that the breach goes on`,
    () => {
      const road = bringTo(state, { content: { ...SMALL, ongoing: true } });
      enter(road, people.monitor, 'ConfirmOngoing');
      return [passTo(road, 'ongoing')];
    },
  ],
  [
    `a mark rings in ${state}`,
    () => {
      const road = bringTo(state, { content: GRAVE });
      enter(road, registrar, 'CorrectBreachTime', { startsAt: road.world.at - 11 * HOUR_MS, ...reason });
      return [passTo(road, 'mark')];
    },
  ],
  [
    `a report is retracted in ${state}`,
    () => {
      const { world, id } = bringTo(state);
      const report = world.case(id).reports[0]?.id ?? '';
      return [world.must('report', report, 'RetractReport', { actor: people.monitor, payload: { ...reason, leadAgrees: true } })];
    },
  ],
]);

const talks: Scene = [
  'talks come to nothing',
  () => {
    const road = bringTo('INVESTIGATION');
    enter(road, partyA, 'OpenTalks');
    return [passTo(road, 'talks')];
  },
];

const reviewStayed: Scene = [
  'a review is stayed',
  () => {
    const road = bringTo('REVIEW');
    declareAll(road);
    return [comeTo(road, 'STAYED').world];
  },
];

const file = (road: Road): World => enter(road, chair, 'FileReferral', { code: 'icc', addressee: 'icc', ...reasons });
const decided = (road: Road): World =>
  enter(road, cell, 'RecordOutsideDecision', { about: 'e1', ...outside, stage: 'decided', measure: 'none' });

/** A referral is decided outside, or not, wherever the case stands by then. */
const outsideEarly = [...EARLY, 'VOTING', 'CHAIR_RULING', ...ORDERED].map((state): Scene => [
  `a referral that was filed during a stay is awaited in ${state}`,
  () => {
    const road = bringTo('REGISTERED');
    byBench(road, 'StayCase', { ground: 'hostilities-bar-access', hours: 100, ...reason });
    file(road);
    passTo(road, 'stay');
    const isYoung = state === 'REGISTERED' || state === 'PRELIMINARY';
    stayUntil(road, 'outsideDecision', leftFor(state) + (isYoung ? 0 : 72 * HOUR_MS));
    if (state !== 'REGISTERED') leadOn(road, state);
    const other = forked(road);
    return [decided(other), passTo(road, 'outsideDecision')];
  },
]);

const end = (state: string): Road => {
  switch (state) {
    case 'CLOSED': {
      const road = bringTo('REMEDY', R5);
      file(road);
      return leadOn(road, state);
    }
    case 'CLOSED_UNRESOLVED': {
      const road = bringTo('REFERRED', R5);
      file(road);
      return leadOn(road, state);
    }
    case 'SETTLED': {
      const road = bringTo('INVESTIGATION');
      file(road);
      enter(road, registrar, 'SettleCase', expert(road, 'SettleCase', { terms: sealed(), document: hex(8) }));
      return road;
    }
    case 'INADMISSIBLE': {
      const road = bringTo('INVESTIGATION');
      file(road);
      byBench(road, 'RejectCase', { ground: 'not-prohibited', ...reasons });
      return road;
    }
    case 'WITHDRAWN': {
      const road = bringTo('INVESTIGATION', { by: partyA });
      file(road);
      enter(road, partyA, 'RequestWithdrawal', { ground: 'mistaken' });
      byBench(road, 'GrantWithdrawal', { pressureIsExcluded: true, ...reasons });
      return road;
    }
    default: {
      const road = bringTo('INVESTIGATION');
      file(road);
      return join(road);
    }
  }
};

const outsideLate: readonly Scene[] = [
  ...ORDERED.map((state): Scene => [
    `a referral that is filed in ${state} is decided there`,
    () => {
      const road = bringTo(state, R5);
      file(road);
      return [decided(road)];
    },
  ]),
  [
    'a referral is awaited through a stay',
    () => {
      const road = bringTo('INVESTIGATION');
      file(road);
      comeTo(stayUntil(road, 'outsideDecision', leftFor('STAYED')), 'STAYED');
      return [decided(forked(road)), passTo(road, 'outsideDecision')];
    },
  ],
  ...['CLOSED', 'CLOSED_UNRESOLVED', 'SETTLED', 'INADMISSIBLE', 'WITHDRAWN', 'JOINED'].map((state): Scene => [
    `a referral is awaited past ${state}`,
    () => {
      const road = end(state);
      return [decided(forked(road)), passTo(road, 'outsideDecision')];
    },
  ]),
];

export const clockScenes: readonly Scene[] = [
  ...provisionalEnds,
  ...interimEnds,
  ...facts,
  talks,
  reviewStayed,
  ...outsideEarly,
  ...outsideLate,
];
