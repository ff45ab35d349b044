import type { JsonObject } from '../engine/types.js';
import {
  actors,
  allYes,
  commission,
  DAY,
  Docketed,
  draftAgainst,
  hash,
  HOUR,
  inDeliberation,
  inInvestigation,
  inVoting,
  memberActor,
  sealed,
  START,
} from './commission.fixture.js';

describe('a draft', () => {
  it.each([
    ['complete', {}, []],
    ['without its hash', { draft: undefined }, ['draftIsHashed']],
    ['without the evidence list', { evidenceList: undefined }, ['evidenceIsFrozen']],
    ['without questions', { questions: [] }, ['questionsAreListed']],
  ])('%s', (_what, over, refused) => {
    const payload = Object.fromEntries(
      Object.entries({ ...draftAgainst('ru'), ...over }).filter(([, value]) => value !== undefined),
    ) as JsonObject;
    expect(inDeliberation().refusals('FixDraft', payload, actors.rapporteur)).toEqual(refused);
  });

  it('that nobody wrote is put to the vote as bare questions', () => {
    const docket = inDeliberation().wait(10 * DAY);
    expect(docket.case.state).toBe('VOTING');
    expect(docket.judgment.draft).toMatchObject({ hash: null, severity: 3 });
    expect(docket.judgment.draft?.questions.map(({ key }) => key)).toEqual(['v1.happened', 'v1.breach']);
    for (const member of docket.panel()) docket.vote(member, { 'v1.happened': 'yes', 'v1.breach': 'yes' });
    docket.enter('CloseBallot', {}, actors.chair);
    expect(docket.judgment.rulings[0]?.outcomes).toEqual([{ violation: 'v1', code: 'VIOLATION_UNATTRIBUTED', parties: [] }]);
  });

  it('is recalled once, when what was frozen has changed', () => {
    const docket = inVoting();
    expect(docket.refusals('RecallBallot', { evidenceList: hash('e') }, actors.chair)).toEqual(['frozenMatterChanged']);
    docket.enter('RecallBallot', { evidenceList: hash('9') }, actors.chair);
    expect([docket.case.state, docket.case.deadlines['deliberation']?.dueAt]).toEqual(['DELIBERATION', docket.at + 48 * HOUR]);
    docket.enter('FixDraft', draftAgainst('ru'), actors.rapporteur);
    expect(docket.judgment.call).toMatchObject({ number: 2, round: 1 });
    expect(docket.refusals('RecallBallot', { evidenceList: hash('9') }, actors.chair)).toEqual(['recallIsLeft']);
  });
});

describe('a ballot', () => {
  const cast = (over: JsonObject = {}): JsonObject => ({ call: 1, draft: hash('d'), evidenceList: hash('e'), choices: sealed, ...over });

  it.each([
    ['for this call, draft and evidence', cast(), []],
    ['for another call', cast({ call: 2 }), ['ballotIsOpen']],
    ['on another draft', cast({ draft: hash('0') }), ['ballotIsOpen']],
    ['on another evidence list', cast({ evidenceList: hash('0') }), ['ballotIsOpen']],
  ])('%s', (_what, payload, refused) => {
    const docket = inVoting();
    expect(docket.refusals('CastBallot', payload, memberActor(docket.panel()[0] ?? ''))).toEqual(refused);
  });

  it('is for members of the panel', () => {
    const docket = inVoting();
    const outsider = commission.find(({ id, role }) => role === 'member' && !docket.panel().includes(id));
    expect(docket.refusals('CastBallot', cast(), memberActor(outsider?.id ?? ''))).toEqual(['memberIsEntitled']);
  });

  it('of a member who turns out to have written a report of the case does not count', () => {
    const docket = inVoting();
    const [author] = docket.panel();
    const report = { id: 'r1', author, verifier: null } as unknown as (typeof docket.case.reports)[number];
    docket.subject = { ...docket.case, reports: [report] };
    expect(docket.refusals('CastBallot', cast(), memberActor(author ?? ''))).toEqual(['memberIsEntitled']);
    for (const member of docket.panel()) docket.vote(member, member === author ? { happened: 'no' } : allYes);
    docket.enter('CloseBallot', {}, actors.chair);
    expect(docket.judgment.rulings[0]?.tallies[0]).toMatchObject({ yes: 4, no: 0, abstain: 0 });
  });

  it('does not move the case', () => {
    const docket = inVoting();
    const before = docket.case;
    docket.enter('CastBallot', cast(), memberActor(docket.panel()[0] ?? ''));
    expect(docket.case).toBe(before);
  });
});

describe('calls', () => {
  it('are closed early when everybody voted, else at their end if quorate', () => {
    const docket = inVoting();
    const [first, ...rest] = docket.panel();
    for (const member of rest) docket.vote(member, allYes);
    expect(docket.refusals('CloseBallot', {}, actors.chair)).toEqual(['everyEntitledMemberVoted']);
    expect(first).toBeDefined();
    docket.wait(48 * HOUR);
    expect([docket.case.state, docket.judgment.rulings[0]?.by]).toEqual(['RULED', 'panel']);
  });

  it('are two: without quorum twice the chair rules', () => {
    const docket = inVoting();
    for (const member of docket.panel().slice(0, 3)) docket.vote(member, allYes);
    docket.wait(48 * HOUR);
    expect(docket.judgment.call).toMatchObject({ number: 2, round: 2 });
    // Ballots of the first call do not count in the second.
    docket.wait(24 * HOUR);
    expect(docket.case.state).toBe('CHAIR_RULING');
  });

  it('need three on the second', () => {
    const docket = inVoting();
    docket.wait(48 * HOUR);
    for (const member of docket.panel().slice(0, 3)) docket.vote(member, allYes);
    docket.wait(24 * HOUR);
    expect(docket.judgment.rulings[0]).toMatchObject({
      round: 2,
      by: 'panel',
      outcomes: [{ code: 'VIOLATION_ATTRIBUTED', parties: ['ru'] }],
    });
  });

  it('record the whole tally, so that anybody can count again', () => {
    const docket = inVoting();
    for (const member of docket.panel()) docket.vote(member, allYes);
    docket.enter('CloseBallot', {}, actors.chair);
    const outcome = docket.history.at(-1)?.data.outcome as { verdict: { tallies: unknown[] }; ballots: unknown[] };
    expect(outcome.ballots).toHaveLength(5);
    expect(outcome.verdict.tallies).toContainEqual({
      question: 'attributed',
      yes: 5,
      no: 0,
      abstain: 0,
      answer: 'yes',
      majority: 'finding',
    });
  });
});

describe('the chair alone', () => {
  function chairRules(severity = 4): Docketed {
    return inVoting(severity).wait(72 * HOUR);
  }
  const answers = (attributed: string): JsonObject => ({
    answers: ['happened', 'breach'].map((key) => ({ question: key, answer: 'yes' })).concat({ question: 'attributed', answer: attributed }),
    consulted: ['u1', 'k1'],
    reasons: sealed,
  });

  it.each([
    ['reasoned, after consulting two', 4, answers('open'), [], []],
    ['without reasons', 4, { ...answers('open'), reasons: undefined }, [], ['reasonsAreGiven']],
    ['after consulting one', 4, { ...answers('open'), consulted: ['u1'] }, [], ['membersAreConsulted']],
    ['attributing at severity 4 with one hand', 4, answers('yes'), [], ['grossAttributionHasThreeHands']],
    ['attributing at severity 4 with two', 4, answers('yes'), ['u1'], ['grossAttributionHasThreeHands']],
    ['attributing at severity 4 with three', 4, answers('yes'), ['u1', 'k1'], []],
    ['attributing at severity 3 alone', 3, answers('yes'), [], []],
  ])('rules %s', (_what, severity, payload, signers, refused) => {
    const docket = chairRules(severity);
    const given = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined)) as JsonObject;
    expect(docket.refusals('RuleAlone', given, actors.chair, docket.motion(signers))).toEqual(refused);
  });

  it('gives way to the vice-chair, and then to insufficient evidence without prejudice', () => {
    const docket = chairRules(3);
    expect(docket.refusals('RuleAlone', answers('yes'), actors.vice)).toEqual(['roleAllows']);
    docket.wait(48 * HOUR);
    expect(docket.refusals('RuleAlone', answers('yes'), actors.chair)).toEqual(['roleAllows']);
    expect(docket.refusals('RuleAlone', answers('yes'), actors.vice)).toEqual([]);
    docket.wait(24 * HOUR);
    expect(docket.judgment.rulings[0]).toMatchObject({
      by: 'lapse',
      withoutPrejudice: true,
      outcomes: [{ code: 'INSUFFICIENT_EVIDENCE' }],
    });
  });

  it('does not rule on a case of which they wrote a report', () => {
    const docket = chairRules(3);
    const { subject } = docket;
    if (subject === undefined) throw new Error('There is no case.');
    const barred = new Docketed(
      docket.at,
      commission.map((one) => (one.id === 'chair' ? { ...one, bars: ['authored'] } : one)),
    );
    barred.subject = subject;
    expect(barred.refusals('RuleAlone', answers('open'), actors.chair)).toEqual(['rulerIsNotBarred']);
    expect(barred.refusals('RuleAlone', answers('open'), actors.vice)).toEqual([]);
  });
});

describe('the end of the investigation', () => {
  const complete: JsonObject = {
    investigationReport: hash('b'),
    evidenceList: hash('c'),
    contraryEvidence: sealed,
    items: [{ evidence: 'e1', whole: true }],
  };

  it.each([
    ['complete', {}, []],
    ['with a gist', { items: [{ evidence: 'e1', gist: sealed }] }, []],
    ['with an item of which the parties get nothing', { items: [{ evidence: 'e1' }] }, ['everyItemHasGist']],
    ['without report', { investigationReport: undefined }, ['reportIsFiled']],
    ['without contrary evidence', { contraryEvidence: undefined }, ['contraryEvidenceIsConsidered']],
  ])('%s', (_what, over, refused) => {
    const payload = Object.fromEntries(Object.entries({ ...complete, ...over }).filter(([, value]) => value !== undefined)) as JsonObject;
    expect(inInvestigation().refusals('CompleteInvestigation', payload, actors.investigator)).toEqual(refused);
  });

  it('verifies each act by itself, by whom and when', () => {
    const docket = new Docketed(START);
    docket
      .enter(
        'OpenCase',
        { motion: sealed, codes: ['K3', 'C1'], severity: 4, startsAt: START, sector: 'x', accused: 'ru' },
        actors.registrar,
      )
      .wait(24 * HOUR);
    const assessments: JsonObject[] = [
      { violation: 'v1', verified: true, named: ['unit:1'], killed: 0, injured: 2, civilians: 2 },
      { violation: 'v2', verified: false },
    ];
    docket.enter('CompleteInvestigation', { ...complete, assessments }, actors.investigator);
    expect(docket.judgment.assessments).toMatchObject({
      v1: { verification: { verified: true, by: 'investigator', at: docket.at }, victims: { injured: 2, civilians: 2 }, named: ['unit:1'] },
      v2: { verification: { verified: false, by: null, at: null } },
    });
  });
});
