import type { JsonObject } from '../engine/types.js';
import {
  actors,
  DAY,
  type Docketed,
  draftAgainst,
  HOUR,
  inDeliberation,
  inInvestigation,
  memberActor,
  opened,
} from './commission.fixture.js';

const finding = (over: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  findings: [
    {
      violation: 'v1',
      outcome: 'VIOLATION_ATTRIBUTED',
      party: 'ru',
      standard: 2,
      bases: ['A4'],
      indicators: ['TRACK'],
      relies: ['e1'],
      disclosed: ['e1'],
      ...over,
    },
  ],
  ...more,
});

function refusals(
  docket: Docketed,
  payload: JsonObject,
  positions: readonly ('for' | 'against' | 'abstain')[] = ['for', 'for', 'for'],
): string[] {
  const bench = docket.duty();
  const signatures = positions.map((position, index) => ({ member: bench[index] ?? '', constituency: '', position, at: docket.at }));
  return docket.refusals('IssueProvisionalFinding', payload, memberActor(bench[0] ?? ''), { signatures });
}

describe('a provisional finding', () => {
  it.each([
    [['for', 'for', 'for'], []],
    [['for', 'for', 'against'], []],
    [['for', 'for', 'abstain'], []],
    [['for', 'for'], ['emergencyQuorumIsMet']],
    // One of three would decide (1-0-2); the bench is not for it either, so that the right to act is missing too.
    [['for', 'abstain', 'abstain'], ['roleAllows']],
    [['for', 'against', 'against'], ['roleAllows']],
  ] as const)('of a bench that is %j: %j', (positions, refused) => {
    expect(refusals(opened(), finding(), positions)).toEqual(refused);
  });

  it.each([
    ['at level 2', finding(), []],
    ['at level 1', finding({ standard: 1 }), ['standardIsAtLeastTwo']],
    ['of insufficient evidence at any level', finding({ outcome: 'INSUFFICIENT_EVIDENCE', standard: 0 }), []],
    ['on territory alone', finding({ indicators: ['TERRITORY'] }), ['standardIsAtLeastTwo']],
    ['without a basis', finding({ bases: [] }), ['standardIsAtLeastTwo']],
    ['against a stranger', finding({ party: 'xx' }), ['standardIsAtLeastTwo']],
    ['on an act that is not charged', finding({ violation: 'v9' }), ['standardIsAtLeastTwo']],
    ['with cessation in the interim', finding({}, { interim: [{ code: 'R1', addressee: 'ua' }] }), []],
    ['with compensation in the interim', finding({}, { interim: [{ code: 'R4', addressee: 'ru' }] }), ['standardIsAtLeastTwo']],
  ])('%s', (_what, payload, refused) => {
    expect(refusals(opened(), payload)).toEqual(refused);
  });

  function issued(): Docketed {
    const docket = opened();
    const bench = docket.duty();
    const payload = finding({}, { interim: [{ code: 'R1', addressee: 'ru' }] });
    return docket.enter('IssueProvisionalFinding', payload, memberActor(bench[0] ?? ''), docket.motion(bench));
  }

  it('orders interim measures that run at once, and lapses after 30 days with them', () => {
    const docket = issued();
    expect(docket.case.deadlines['remedy:i1']?.dueAt).toBe(docket.at + 72 * HOUR);
    docket
      .wait(17 * DAY)
      .declareAll()
      .wait(13 * DAY);
    expect(docket.case.state).toBe('VOTING');
    expect(docket.judgment.provisional[0]?.status).toBe('lapsed');
    expect(docket.judgment.remedies[0]?.status).toBe('fallen');
  });

  it('bars its voters from review, not from the panel', () => {
    const docket = issued();
    expect(docket.judgment.voters.map(({ instance }) => instance)).toEqual(['provisional', 'provisional', 'provisional']);
  });

  it('ends with the ruling', () => {
    const docket = inDeliberation();
    const bench = docket.panel();
    docket.enter(
      'IssueLateProvisionalFinding',
      finding({}, { interim: [{ code: 'R7', addressee: 'ru' }] }),
      memberActor(bench[0] ?? ''),
      docket.motion(bench),
    );
    docket.enter('FixDraft', draftAgainst('ru'), actors.rapporteur);
    for (const member of docket.panel()) docket.vote(member, { happened: 'yes', breach: 'yes', attributed: 'yes', remedy: 'yes' });
    docket.enter('CloseBallot', {}, actors.chair);
    expect(docket.judgment.provisional[0]?.status).toBe('ended');
    expect(docket.judgment.remedies.map(({ id, status }) => [id, status])).toEqual([
      ['i1', 'fallen'],
      ['m1', 'ordered'],
    ]);
    expect(docket.case.deadlines['provisional']).toBeUndefined();
    expect(docket.case.deadlines['remedy:i1']).toBeUndefined();
  });

  it('can come late twice, each in the place of the one before', () => {
    const docket = inInvestigation();
    const bench = docket.duty();
    const issue = () =>
      docket.enter(
        'IssueLateProvisionalFinding',
        finding({}, { interim: [{ code: 'R1', addressee: 'ru' }] }),
        memberActor(bench[0] ?? ''),
        docket.motion(bench),
      );
    issue();
    issue();
    expect(docket.judgment.provisional.map(({ status }) => status)).toEqual(['ended', 'live']);
    expect(docket.judgment.remedies.map(({ status }) => status)).toEqual(['fallen', 'open']);
    expect(docket.refusals('IssueLateProvisionalFinding', finding(), memberActor(bench[0] ?? ''), docket.motion(bench))).toEqual([
      'lateProvisionalIsLeft',
    ]);
  });
});
