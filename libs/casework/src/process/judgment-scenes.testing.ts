import { everybody, people, roster } from './people.testing.js';
import { monitorsReport } from './proof.testing.js';
import { Random } from './random.testing.js';
import { reportIn } from './report-road.testing.js';
import { type Road, bringTo, byBench, declareAll, leadOn, remedyOf, sitting, SMALL } from './road.testing.js';
import {
  DAY_MS,
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
  longRemedy,
  partyA,
  partyB,
  passTo,
  rapporteur,
  reason,
  reasons,
  registrar,
  outside,
} from './scene.testing.js';
import { EARLY, ORDERED, AFTER, SEATED } from './v1/case-states.js';
import { anyContent } from './walk.testing.js';
import { World, hex, sealed } from './world.testing.js';

// Scenes of withdrawals, benches, rulings, remedies, joinings and ways back that no road passes.

const withdrawals: readonly Scene[] = EARLY.map((state): Scene => [
  `a complainant asks to withdraw in ${state}`,
  () => {
    const road = bringTo(state, { by: partyA });
    enter(road, partyA, 'RequestWithdrawal', { ground: 'mistaken' });
    const [granted, refused] = [forked(road), forked(road)];
    byBench(granted, 'GrantWithdrawal', { pressureIsExcluded: true, ...reasons });
    byBench(refused, 'RefuseWithdrawal', reasons);
    return [granted.world, refused.world, passTo(road, 'withdrawal')];
  },
]);

/** Only a series case is REGISTERED for longer than a request for withdrawal is pending: to the end of its week. */
const seriesWithdrawal: Scene = [
  'a complaint in a series case',
  () => {
    const world = new World();
    const report = world.newId('report');
    const payload = { content: anyContent(world, new Random(1), { ...SMALL, startsAt: world.at - HOUR_MS }) };
    world.must('report', report, 'CreateReport', { actor: partyA, payload }).must('report', report, 'SubmitReport', { actor: partyA });
    world.pass(37 * HOUR_MS);
    const road = { world, id: world.report(report).case ?? '' };
    enter(road, partyA, 'RequestWithdrawal', { ground: 'mistaken' });
    return [passTo(road, 'withdrawal')];
  },
];

/** So many that the ruling would not have come about without them. */
function lateConflicts(road: Road): void {
  const { voters, rulings } = road.world.case(road.id).judgment;
  const last = rulings.at(-1)?.number;
  for (const { member } of voters.filter(({ ruling, instance }) => ruling === last && instance === 'panel').slice(0, 3))
    enter(road, registrar, 'NoteLateConflict', { member, ground: 'acted-before', ...reasons });
}

const voids = ORDERED.map((state): Scene => [
  `a ruling is void for a decisive conflict, twice, in ${state}`,
  () => {
    const road = bringTo(state, R5);
    lateConflicts(road);
    enter(road, chair, 'VoidRuling', reasons);
    leadOn(road, state, R5);
    lateConflicts(road);
    return [enter(road, chair, 'VoidRulingToChair', reasons)];
  },
]);

const onlySeats = (...ids: readonly string[]): World => Object.assign(new World(), { seats: roster.filter(({ id }) => ids.includes(id)) });
const threeSeats = (): World => onlySeats('member-us-1', 'member-coalition-1', 'member-neutral-1', 'chair');

const seating: readonly Scene[] = [
  ...SEATED.map((state): Scene => [
    `a challenge of necessity in ${state}`,
    () => {
      const road = bringTo(state, {}, threeSeats());
      if (state !== 'INVESTIGATION' && state !== 'PARTY_REPLY') declareAll(road);
      const member = sitting(road)[0]?.id ?? '';
      enter(road, partyA, 'ChallengeMember', { member, ground: 'prejudgement', learnedAt: road.world.at, ...reasons });
      return [passTo(road, 'challenge')];
    },
  ]),
  ...SEATED.map((state): Scene => [
    `a challenge is upheld, dismissed and left undecided in ${state}`,
    () => {
      const road = bringTo(state);
      if (state !== 'INVESTIGATION' && state !== 'PARTY_REPLY') declareAll(road);
      const member = sitting(road)[0]?.id ?? '';
      enter(road, partyA, 'ChallengeMember', { member, ground: 'prejudgement', learnedAt: road.world.at, ...reasons });
      const about = road.world.case(road.id).judgment.challenges[0]?.id ?? '';
      const [upheld, dismissed] = [forked(road), forked(road)];
      return [
        enter(upheld, chair, 'UpholdChallenge', { about, ...reasons }),
        enter(dismissed, chair, 'DismissChallenge', { about, ...reasons }),
        passTo(road, 'challenge'),
      ];
    },
  ]),
  [
    'the panel sits by lapse, with everybody declared',
    () => {
      const road = bringTo('PANEL');
      declareAll(road);
      return [passTo(road, 'panel')];
    },
  ],
  [
    'four of five vote, and the term ends',
    () => {
      const road = bringTo('VOTING');
      for (const actor of sitting(road).slice(0, 4)) {
        const payload = { call: 1, draft: hex(3), evidenceList: hex(4), choices: sealed() };
        road.world.must('case', road.id, 'CastBallot', { actor, payload, choices: { votes: [] } });
      }
      return [passTo(road, 'ballot')];
    },
  ],
  ...(['INVESTIGATION', 'PARTY_REPLY', 'PANEL', 'DELIBERATION'] as const).map((state): Scene => [
    `a member is seated in ${state} and does not declare`,
    () => {
      const road = bringTo(state, {}, threeSeats());
      enter(road, sitting(road)[0] ?? chair, 'RecuseMember', { ground: 'financial-or-family', ...reasons });
      road.world.seats = roster;
      enter(road, chair, 'SeatMember', reasons);
      return [passTo(road, 'declaration')];
    },
  ]),
  [
    'a member who was away is seated in review',
    () => {
      const road = bringTo('RULED');
      road.world.seats = roster.filter(({ id }) => !id.endsWith('-4'));
      leadOn(road, 'REVIEW');
      road.world.seats = roster;
      const { reviewBench, voters } = road.world.case(road.id).judgment;
      const busy = [...(reviewBench?.seats ?? []), ...voters].map(({ member }) => member);
      const free = roster.find(({ id, role }) => role === 'member' && !busy.includes(id))?.id ?? '';
      return [enter(road, chair, 'SeatMember', { member: free, ...reasons })];
    },
  ],
  [
    'an alternate takes a seat in the vote',
    () => {
      const road = bringTo('DELIBERATION');
      for (const { member } of road.world.case(road.id).judgment.panel.alternates) {
        const actor = everybody.find(({ id }) => id === member) ?? chair;
        road.world.enter('case', road.id, 'DeclareInterests', { actor, payload: { about: member, disclosed: ['none'] } });
      }
      enter(road, rapporteur, 'FixDraft', expert(road, 'FixDraft'));
      enter(road, sitting(road)[1] ?? chair, 'RecuseMember', { ground: 'financial-or-family', ...reasons });
      const { alternates } = road.world.case(road.id).judgment.panel;
      const seat = ({ member }: { readonly member: string }): boolean =>
        road.world.enter('case', road.id, 'SeatAlternate', { actor: chair, payload: { member, ...reasons } }).length === 0;
      if (!alternates.some(seat)) throw new Error('No alternate could be seated.');
      return [road.world];
    },
  ],
];

const reviews = ['UpholdRuling', 'VaryRuling', 'RemitCase', 'AnnulRuling'].map((command): Scene => [
  `a review ends: ${command}`,
  () => {
    const road = bringTo('REVIEW');
    declareAll(road);
    road.world.pass(7 * DAY_MS);
    byBench(road, command, expert(road, command, reasons));
    return [road.world];
  },
]);

/** Who asks at once has the ruling reviewed before it is published. */
const publishedLate: Scene = [
  'a ruling is published after its review',
  () => {
    const road = bringTo('RULED');
    enter(road, registrar, 'ServeRuling', { served: ['ua', 'ru'].map((party) => ({ party, language: 'en' })) });
    enter(road, partyB, 'RequestReview', { ground: 'manifest-error', ...reasons });
    declareAll(road);
    road.world.pass(7 * DAY_MS);
    byBench(road, 'UpholdRuling', reasons);
    const other = forked(road);
    return [enter(other, people.publicationOfficer, 'PublishRuling', { document: hex(9) }), passTo(road, 'publication')];
  },
];

const claim = (road: Road): World => enter(road, partyB, 'ClaimCompliance', { about: 'm1', statement: sealed() });

const compliance: readonly Scene[] = [
  ...ORDERED.map((state): Scene => [
    `a claim is rejected in ${state}`,
    () => {
      const road = bringTo(state, R5);
      claim(road);
      return [enter(road, registrar, 'RejectCompliance', { about: 'm1', ...reasons })];
    },
  ]),
  ...ORDERED.filter((state) => state !== 'FINAL').map((state): Scene => [
    `nobody checks a claim in ${state}`,
    () => {
      const road = bringTo(state, R5);
      claim(road);
      return [passTo(road, 'complianceCheck')];
    },
  ]),
  [
    'a claim is made, rejected and confirmed during a stay',
    () => {
      const road = bringTo('REMEDY', { remedies: [remedyOf('R5'), remedyOf('R6')] });
      byBench(road, 'StayCase', { ground: 'hostilities-bar-access', hours: 336, ...reason });
      claim(road);
      enter(road, registrar, 'RejectCompliance', { about: 'm1', ...reasons });
      return [enter(road, registrar, 'ConfirmCompliance', { about: 'm1', report: monitorsReport(road.world) })];
    },
  ],
  [
    'everything is carried out, and nobody closes',
    () => {
      const road = bringTo('REMEDY', R5);
      enter(road, registrar, 'ConfirmCompliance', { about: 'm1', report: monitorsReport(road.world) });
      return [passTo(road, 'closing')];
    },
  ],
  [
    'the outside decided nothing, and the registrar closes',
    () => {
      const road = bringTo('REFERRED', R5);
      enter(road, cell, 'RecordNoMeasure', outside);
      return [enter(road, registrar, 'CloseUnresolved')];
    },
  ],
  [
    'a second remedy lapses in NON_COMPLIANCE',
    () => {
      const remedies = [remedyOf('R5'), { ...remedyOf('R6'), termHours: 200 }];
      return [passTo(bringTo('NON_COMPLIANCE', { remedies }), 'remedy')];
    },
  ],
  [
    'nobody checks a claim that was made at the end of the window',
    () => {
      const road = bringTo('RULED', R5);
      enter(road, registrar, 'ServeRuling', { served: [] });
      passTo(road, 'reviewWindow', 60 * HOUR_MS);
      claim(road);
      return [passTo(road, 'complianceCheck')];
    },
  ],
  [
    'nobody checks a claim during a stay',
    () => {
      const road = bringTo('REMEDY', R5);
      claim(road);
      byBench(road, 'StayCase', { ground: 'hostilities-bar-access', hours: 336, ...reason });
      return [passTo(road, 'complianceCheck')];
    },
  ],
  [
    'an urgent remedy lapses in FINAL',
    () => {
      const road = bringTo('RULED', { remedies: [{ ...remedyOf('R1'), termHours: 175 }] });
      enter(road, registrar, 'ServeRuling', { served: [] });
      return [passTo(road, 'remedy')];
    },
  ],
  [
    'an interim measure lapses while the chair rules alone',
    () => {
      const road = bringTo('DELIBERATION');
      const interim = [{ ...remedyOf('R1'), termHours: 80 }];
      byBench(road, 'IssueLateProvisionalFinding', expert(road, 'IssueLateProvisionalFinding', { interim }));
      return [passTo(leadOn(road, 'CHAIR_RULING'), 'remedy')];
    },
  ],
  ['nothing was ordered', () => [enter(bringTo('FINAL', { remedies: [] }), registrar, 'CloseWithoutRemedy')]],
];

const joinings = EARLY.map((state): Scene => [
  `a case is joined to another in ${state}, and severed`,
  () => {
    const child = bringTo('REGISTERED');
    const lead = bringTo('REGISTERED', {}, child.world);
    for (const step of EARLY.slice(1, EARLY.indexOf(state) + 1)) for (const road of [child, lead]) leadOn(road, step);
    join(child, lead.id);
    return [enter(child, chair, 'SeverCase', reason)];
  },
]);

const leads: readonly Scene[] = [
  [
    'a case is severed from a lead that is stayed',
    () => {
      const child = bringTo('PRELIMINARY');
      const lead = bringTo('PRELIMINARY', {}, child.world);
      join(child, lead.id);
      comeTo(lead, 'STAYED');
      return [enter(child, chair, 'SeverCase', reason)];
    },
  ],
  [
    'a lead ends without a ruling',
    () => {
      const child = bringTo('PRELIMINARY');
      const lead = bringTo('PRELIMINARY', {}, child.world);
      join(child, lead.id);
      byBench(lead, 'RejectCase', { ground: 'not-prohibited', ...reasons });
      return [child.world];
    },
  ],
];

const ask = (road: Road): World => enter(road, partyA, 'RequestReopening', { ground: 'fraud', fact: hex(1), ...reason });

/** Asked so long before the remedy lapses that the term for deciding ends in NON_COMPLIANCE. */
const askedBefore = (days: number): Scene => [
  `a request for reopening is not decided, ${days} days after it was asked in REMEDY`,
  () => {
    const road = bringTo('REMEDY', longRemedy);
    passTo(road, 'remedy', (days - 0.5) * DAY_MS);
    ask(road);
    return [road.world.pass(days * DAY_MS)];
  },
];

const reopenings: readonly Scene[] = [
  ...([...AFTER, 'CLOSED', 'CLOSED_UNRESOLVED'] as const).map((state): Scene => [
    `a request for reopening is granted and refused in ${state}`,
    () => {
      const road = bringTo(state, R5);
      ask(road);
      const granted = forked(road);
      byBench(granted, 'GrantReopening', reasons);
      byBench(road, 'RefuseReopening', reasons);
      return [granted.world, road.world];
    },
  ]),
  ...(['REMEDY', 'REFERRED', 'CLOSED', 'CLOSED_UNRESOLVED'] as const).map((state): Scene => [
    `a request for reopening is not decided in ${state}`,
    () => {
      const road = bringTo(state, state === 'REMEDY' ? longRemedy : R5);
      ask(road);
      return [road.world.pass(22 * DAY_MS)];
    },
  ]),
  askedBefore(7),
  askedBefore(21),
];

const reports: readonly Scene[] = ['VERIFIED', 'UNVERIFIED', 'TRIAGE_REVIEW'].map((state): Scene => [
  `a report is linked in ${state}, and a grave one left in triage`,
  () => {
    const { world, id } = reportIn(state);
    const other = bringTo('REGISTERED', {}, world);
    const grave = reportIn(state, { codes: ['C1'] });
    return [
      world.must('report', id, 'LinkReport', { actor: people.otherRegistrar, payload: { case: other.id } }),
      grave.world.pass(3 * HOUR_MS),
    ];
  },
]);

export const judgmentScenes: readonly Scene[] = [
  ...withdrawals,
  seriesWithdrawal,
  ...voids,
  ...seating,
  ...reviews,
  publishedLate,
  ...compliance,
  ...joinings,
  ...leads,
  ...reopenings,
  ...reports,
];
