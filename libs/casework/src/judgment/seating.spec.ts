import {
  agent,
  actors,
  commission,
  DAY,
  Docketed,
  HOUR,
  inDeliberation,
  inInvestigation,
  inPanel,
  inVoting,
  memberActor,
  opened,
  sealed,
  START,
} from './commission.fixture.js';
import { countByConstituency } from './draw.js';

const challenge = (member: string) => ({ member, ground: 'prejudgement', reasons: sealed });

describe('who sits', () => {
  it('are three duty members from the first day, and then a panel of five, no constituency with more than two', () => {
    const docket = inPanel();
    expect(docket.duty()).toHaveLength(3);
    expect(docket.panel()).toHaveLength(5);
    expect(Math.max(...Object.values(countByConstituency(docket.judgment.panel.seats)))).toBeLessThanOrEqual(2);
    expect(docket.judgment.panel.alternates.length).toBeGreaterThanOrEqual(4);
  });

  it('are seven at severity 5', () => {
    const docket = inPanel(5);
    expect(docket.panel()).toHaveLength(7);
    expect(Math.max(...Object.values(countByConstituency(docket.judgment.panel.seats)))).toBeLessThanOrEqual(3);
  });

  it('become seven when the severity rises before VOTING: two seats by lot', () => {
    const docket = inDeliberation(4);
    docket.enter('RaiseSeverity', { severity: 5, ground: 'new-facts', reason: sealed }, actors.registrar);
    const fix = () => docket.refusals('FixDraft', {}, actors.rapporteur);
    expect(fix()).toContain('panelHasItsSize');
    docket.enter('SeatMember', {}, actors.chair).enter('SeatMember', {}, actors.chair);
    expect(fix()).not.toContain('panelHasItsSize');
    expect(fix()).toContain('declarationsAreIn');
    expect(docket.refusals('SeatMember', {}, actors.chair)).toEqual(['sharesAreKept']);
    expect(docket.declareAll().panel()).toHaveLength(7);
  });

  it('stay five from VOTING on', () => {
    const docket = inVoting(4);
    docket.enter('RaiseSeverity', { severity: 5, ground: 'new-facts', reason: sealed }, actors.registrar);
    for (const member of docket.panel()) docket.vote(member, { happened: 'yes', breach: 'yes', attributed: 'yes', remedy: 'yes' });
    expect(docket.refusals('CloseBallot', {}, actors.chair)).toEqual([]);
  });

  it('are nobody where fewer than three can sit: then the chair rules', () => {
    const docket = new Docketed(
      START,
      commission.filter(({ id }) => ['u1', 'k1', 'chair', 'vice'].includes(id)),
    );
    docket.enter('OpenCase', { motion: sealed, codes: ['K3'], severity: 3, startsAt: START, sector: 'x', accused: 'ru' }, actors.registrar);
    docket.wait(24 * HOUR + 3 * DAY + 10 * DAY + 7 * DAY + 2 * DAY);
    expect(docket.case.state).toBe('CHAIR_RULING');
  });
});

describe('declarations', () => {
  it('that are not made in 12 h are taken as standing aside: an alternate moves up', () => {
    const docket = inPanel();
    const [late, ...others] = docket.panel();
    for (const member of others) docket.enter('DeclareInterests', { disclosed: ['state-contributed'] }, memberActor(member));
    expect(docket.case.deadlines[`declaration:${late}`]).toBeDefined();
    docket.wait(12 * HOUR);
    expect(docket.panel()).not.toContain(late);
    expect(docket.panel()).toHaveLength(5);
    const [alternate] = docket.judgment.panel.seats.slice(-1);
    expect(alternate).toMatchObject({ how: 'alternate', status: 'awaitsDeclaration', declareBy: docket.at + 12 * HOUR });
    expect(docket.refusals('ConstitutePanel', {}, actors.chair)).toEqual(['declarationsAreIn']);
  });

  it('of one member end nobody else’s term', () => {
    const docket = inPanel();
    const [first, second] = docket.panel();
    docket.enter('DeclareInterests', {}, memberActor(first ?? ''));
    expect(docket.case.deadlines[`declaration:${first}`]).toBeUndefined();
    expect(docket.case.deadlines[`declaration:${second}`]).toBeDefined();
  });

  it('are for those who sit', () => {
    const docket = inPanel();
    const known = [...docket.panel(), ...docket.duty(), ...docket.judgment.panel.alternates.map(({ member }) => member)];
    const stranger = commission.find(({ id, role }) => role === 'member' && !known.includes(id));
    expect(stranger).toBeDefined();
    expect(docket.refusals('DeclareInterests', {}, memberActor(stranger?.id ?? ''))).toEqual(['memberIsSeated']);
  });
});

describe('challenges', () => {
  it.each([
    // hours after the notice, learned how many hours after it, refused
    [1, undefined, []],
    [24, undefined, []],
    [25, undefined, ['challengeIsInTime']],
    [40, 30, []],
    [40, 41, ['challengeIsInTime']], // learned tomorrow
  ])('%i h after the notice, learned after %s: %j', (hours, learned, refused) => {
    const docket = inPanel().declareAll();
    const [member] = docket.panel();
    const notice = docket.at;
    docket.wait(hours * HOUR);
    const payload = { ...challenge(member ?? ''), ...(learned === undefined ? {} : { learnedAt: notice + learned * HOUR }) };
    expect(docket.refusals('ChallengeMember', payload, agent('ua'))).toEqual(refused);
  });

  it('are one a member, a party and a phase', () => {
    const docket = inPanel().declareAll();
    const [first, second] = docket.panel();
    docket.enter('ChallengeMember', challenge(first ?? ''), agent('ua'));
    expect(docket.refusals('ChallengeMember', challenge(first ?? ''), agent('ua'))).toEqual(['memberNotYetChallengedByThisParty']);
    expect(docket.refusals('ChallengeMember', challenge(second ?? ''), agent('ua'))).toEqual([]);
    expect(docket.refusals('ChallengeMember', challenge(first ?? ''), agent('ru'))).toEqual([]);
    expect(docket.refusals('ConstitutePanel', {}, actors.chair)).toEqual(['challengesAreDecided']);
  });

  it('that are upheld replace the member, who comes back by no other door', () => {
    const docket = inPanel().declareAll();
    const [member] = docket.panel();
    docket
      .enter('ChallengeMember', challenge(member ?? ''), agent('ua'))
      .enter('UpholdChallenge', { about: 'c1', reasons: sealed }, actors.chair);
    expect(docket.panel()).toHaveLength(5);
    expect(docket.panel()).not.toContain(member);
    expect(docket.refusals('SeatMember', { member: member ?? '' }, actors.chair)).toContain('memberIsNotBarred');
    expect(docket.refusals('ChallengeMember', challenge('u1'), memberActor(member ?? ''))).toEqual(['roleAllows']);
  });

  it('that are dismissed leave the member', () => {
    const docket = inPanel().declareAll();
    const [member] = docket.panel();
    docket
      .enter('ChallengeMember', challenge(member ?? ''), agent('ua'))
      .enter('DismissChallenge', { about: 'c1', reasons: sealed }, actors.chair);
    expect(docket.panel()).toContain(member);
    expect(docket.case.deadlines['challenge:c1']).toBeUndefined();
  });

  it('that are undecided after 24 h replace the member', () => {
    const docket = inPanel().declareAll();
    const [member] = docket.panel();
    docket.enter('ChallengeMember', challenge(member ?? ''), agent('ua')).wait(24 * HOUR);
    expect([docket.judgment.challenges[0]?.status, docket.panel().includes(member ?? '')]).toEqual(['lapsed', false]);
  });

  it('keep the member of necessity where fewer than three would remain', () => {
    const few = commission.filter(({ id }) => ['u1', 'k1', 'c1', 'chair', 'vice'].includes(id));
    const docket = new Docketed(START, few);
    docket.enter('OpenCase', { motion: sealed, codes: ['K3'], severity: 3, startsAt: START, sector: 'x', accused: 'ru' }, actors.registrar);
    docket.wait(24 * HOUR + 3 * DAY + 10 * DAY + 7 * DAY);
    expect([docket.case.state, docket.panel().length]).toEqual(['PANEL', 3]);
    docket
      .declareAll()
      .enter('ChallengeMember', challenge('u1'), agent('ua'))
      .wait(24 * HOUR);
    expect(docket.judgment.challenges[0]?.status).toBe('keptOfNecessity');
    expect(docket.judgment.panel.seats.find(({ member }) => member === 'u1')).toMatchObject({ status: 'declared', ofNecessity: true });
  });

  it('that the lapse of DELIBERATION finds undecided put their members out, but never below three', () => {
    const docket = inDeliberation().wait(10 * DAY - HOUR);
    const members = docket.panel();
    const learnedAt = docket.at;
    for (const member of members) docket.enter('ChallengeMember', { ...challenge(member), learnedAt }, agent('ua'));
    docket.wait(HOUR);
    expect(docket.case.state).toBe('VOTING');
    expect(docket.judgment.challenges.map(({ status }) => status)).toEqual([
      'lapsed',
      'lapsed',
      ...Array<string>(3).fill('keptOfNecessity'),
    ]);
    expect(docket.panel()).toEqual(members.slice(2));
    expect(docket.judgment.panel.seats.filter(({ status, ofNecessity }) => status === 'declared' && ofNecessity)).toHaveLength(3);
  });

  it('cannot be filed in VOTING', () => {
    const docket = inVoting();
    expect(docket.refusals('ChallengeMember', challenge(docket.panel()[0] ?? ''), agent('ua'))).toEqual(['stateAllows']);
  });
});

describe('standing aside', () => {
  it('is for oneself, or decided by the chair', () => {
    const docket = inPanel().declareAll();
    const [first, second] = docket.panel();
    const aside = { member: first ?? '', ground: 'own-request' };
    expect(docket.refusals('RecuseMember', aside, memberActor(second ?? ''))).toEqual(['roleAllows']);
    expect(docket.refusals('RecuseMember', aside, memberActor(first ?? ''))).toEqual([]);
    expect(docket.refusals('RecuseMember', aside, actors.chair)).toEqual([]);
  });

  it('in VOTING voids that ballot, and an alternate who has declared takes the seat', () => {
    const docket = inVoting();
    const alternate = docket.judgment.panel.alternates[0]?.member ?? '';
    for (const member of docket.panel()) docket.vote(member, { happened: 'yes', breach: 'yes', attributed: 'yes', remedy: 'yes' });
    const [first] = docket.panel();
    docket.enter('RecuseMember', { ground: 'own-request' }, memberActor(first ?? ''));
    expect(docket.panel()).toHaveLength(4);
    expect(docket.refusals('CastBallot', { choices: sealed }, memberActor(first ?? ''))).toEqual(['roleAllows']);
    expect(docket.refusals('SeatAlternate', { member: alternate }, actors.chair)).toContain('alternateHasDeclared');
    docket.enter('CloseBallot', {}, actors.chair);
    expect(Object.keys(docket.judgment.rulings[0]?.votes ?? {})).not.toContain(first);
    expect(docket.judgment.rulings[0]?.tallies[0]).toMatchObject({ yes: 4, no: 0, abstain: 0 });
  });

  it('of the chair puts the vice-chair in the chair', () => {
    const docket = inPanel().declareAll();
    expect(docket.refusals('ConstitutePanel', {}, actors.vice)).toEqual(['roleAllows']);
    docket.enter('RecuseMember', { ground: 'own-request' }, actors.chair);
    expect(docket.refusals('ConstitutePanel', {}, actors.chair)).toEqual(['roleAllows']);
    expect(docket.refusals('ConstitutePanel', {}, actors.vice)).toEqual([]);
  });
});

describe('the chair', () => {
  it('is the vice-chair where the roster says that the chair is away', () => {
    const away = commission.map((one) => (one.id === 'chair' ? { ...one, available: false } : one));
    const docket = inInvestigation();
    const moved = new Docketed(docket.at, away);
    moved.subject = docket.case;
    expect(moved.refusals('SeatMember', {}, actors.vice)).not.toContain('roleAllows');
    expect(docket.refusals('SeatMember', {}, actors.vice)).toEqual(['roleAllows']);
  });
});

describe('the bench', () => {
  it('before the panel sits is the duty bench; nobody else proposes', () => {
    const docket = opened();
    const finding = { findings: [{ violation: 'v1', outcome: 'VIOLATION_UNATTRIBUTED', standard: 2 }] };
    const [first] = docket.duty();
    const outsider = commission.find(({ id, role }) => role === 'member' && !docket.duty().includes(id));
    expect(docket.refusals('IssueProvisionalFinding', finding, memberActor(first ?? ''), docket.motion(docket.duty()))).toEqual([]);
    expect(docket.refusals('IssueProvisionalFinding', finding, memberActor(outsider?.id ?? ''), docket.motion(docket.duty()))).toEqual([
      'roleAllows',
    ]);
  });
});
