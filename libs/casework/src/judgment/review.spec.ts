import type { Actor, Facts, JsonObject } from '../engine/types.js';
import {
  agent,
  actors,
  allYes,
  commission,
  DAY,
  Docketed,
  draftAgainst,
  HOUR,
  inRuled,
  inVoting,
  memberActor,
  sealed,
} from './commission.fixture.js';

const reviewers = (docket: Docketed): string[] =>
  docket.judgment.reviewBench?.seats.filter(({ status }) => status !== 'out').map(({ member }) => member) ?? [];

function inReview(severity = 3): Docketed {
  const docket = inRuled(severity).enter('ServeRuling', {}, actors.registrar);
  return docket
    .enter('RequestReview', { ground: 'manifest-error', reasons: sealed }, agent('ru'))
    .declareAll()
    .wait(7 * DAY);
}

function decide(docket: Docketed, command: string, inFavour: number, against = 0, payload: JsonObject = {}) {
  const bench = reviewers(docket);
  const signatures = bench.slice(0, inFavour + against).map((member, index) => ({
    member,
    constituency: '',
    position: index < inFavour ? 'for' : 'against',
    at: docket.at,
  }));
  return [command, payload, memberActor(bench[0] ?? ''), { signatures }] as const;
}

describe('service and publication', () => {
  it('come in this order: served, embargo, published', () => {
    const docket = inRuled();
    expect(docket.refusals('PublishRuling', {}, actors.publisher)).toEqual(['everyPartyIsServed', 'embargoIsOver']);
    docket.enter('ServeRuling', { served: [{ party: 'ru', language: 'ru' }] }, actors.registrar);
    expect(docket.judgment.rulings[0]?.service).toMatchObject({ ru: { how: 'delivered', language: 'ru' }, ua: { how: 'deposit' } });
    expect(docket.refusals('ServeRuling', {}, actors.registrar)).toEqual(['rulingIsNotServed']);
    expect(docket.refusals('PublishRuling', {}, actors.publisher)).toEqual(['embargoIsOver']);
    docket.wait(24 * HOUR).enter('PublishRuling', {}, actors.publisher);
    expect(docket.refusals('PublishRuling', {}, actors.publisher)).toEqual(['publicationIsDue']);
  });

  it('lapse into deposit after 12 h and into the operative part after 72 h; the whole may follow', () => {
    const docket = inRuled().wait(12 * HOUR);
    expect(docket.judgment.rulings[0]?.service).toMatchObject({ ru: { how: 'deposit' }, ua: { how: 'deposit' } });
    docket.wait(60 * HOUR);
    expect(docket.judgment.rulings[0]?.publishedAs).toBe('operative');
    expect(docket.refusals('PublishRuling', {}, actors.publisher)).toEqual([]);
  });

  it('carry out a public naming', () => {
    const docket = inRuled(3, 'ru', 'R8')
      .wait(12 * HOUR + 24 * HOUR)
      .enter('PublishRuling', {}, actors.publisher);
    expect(docket.judgment.remedies[0]).toMatchObject({ code: 'R8', status: 'done' });
    docket.wait(7 * DAY + DAY + DAY);
    expect(docket.case.state).toBe('CLOSED');
  });
});

describe('a review', () => {
  it.each([
    ['before service', 0, false, ['rulingIsServed', 'windowIsOpen']],
    ['in the window', 1, true, []],
  ])('%s', (_what, hours, serve, refused) => {
    const docket = inRuled();
    if (serve) docket.enter('ServeRuling', {}, actors.registrar);
    docket.wait(hours * HOUR);
    expect(docket.refusals('RequestReview', { ground: 'procedure' }, agent('ua'))).toEqual(refused);
  });

  it('is asked by two members together, who sit, and by a party or the cell alone', () => {
    const docket = inRuled().enter('ServeRuling', {}, actors.registrar);
    const [first = '', second = ''] = docket.panel();
    const outside = commission.map(({ id }) => id).filter((id) => !docket.panel().includes(id));
    const asked = (actor: Actor, facts: Facts): string[] => docket.refusals('RequestReview', { ground: 'procedure' }, actor, facts);
    expect(asked(memberActor(first), {})).toEqual(['twoAskWhereMembersDo']);
    expect(asked(memberActor(first), docket.motion([first]))).toEqual(['twoAskWhereMembersDo']);
    expect(asked(memberActor(first), docket.motion([first, first]))).toEqual(['twoAskWhereMembersDo']);
    expect(asked(memberActor(first), docket.motion([first, ...outside]))).toEqual(['twoAskWhereMembersDo']);
    expect(asked(memberActor(first), docket.motion([first, second], 'against'))).toEqual(['twoAskWhereMembersDo']);
    expect(asked(memberActor(first), docket.motion([first, second]))).toEqual([]);
    expect([asked(agent('ua'), {}), asked(actors.cell, {})]).toEqual([[], []]);
  });

  it('is heard by nobody who voted at first instance', () => {
    const docket = inReview();
    const voted = Object.keys(docket.judgment.rulings[0]?.votes ?? {});
    expect(reviewers(docket).filter((member) => voted.includes(member))).toEqual([]);
    expect(reviewers(docket)).toHaveLength(commission.filter(({ role }) => role === 'member').length - 5);
  });

  it('takes no decision before the window is over, so that the other party can join', () => {
    const docket = inRuled().enter('ServeRuling', {}, actors.registrar);
    docket.enter('RequestReview', { ground: 'procedure' }, agent('ru')).declareAll();
    expect(docket.refusals(...decide(docket, 'UpholdRuling', 10))).toEqual(['windowIsOver']);
    docket.wait(6 * DAY).enter('JoinReview', { ground: 'manifest-error' }, agent('ua'));
    expect(docket.judgment.reviews[0]?.requests.map(({ by }) => by)).toEqual(['ru', 'ua']);
    docket.wait(2 * DAY);
    expect(docket.refusals('JoinReview', { ground: 'procedure' }, agent('ua'))).toEqual(['windowIsOpen']);
    expect(docket.refusals(...decide(docket, 'UpholdRuling', 10))).toEqual([]);
  });

  it.each([
    // in favour, against, of ten: quorum seven
    [7, 0, []],
    [6, 0, ['reviewIsQuorate']],
    [4, 3, []],
    [3, 4, ['threeAreInFavour']],
    [2, 0, ['reviewIsQuorate', 'threeAreInFavour']],
  ])('is changed by %i against %i: %j', (inFavour, against, refused) => {
    expect(inReview().refusals(...decide(inReview(), 'AnnulRuling', inFavour, against))).toEqual(refused);
  });

  it('that nobody decides upholds the ruling, marked so', () => {
    const docket = inReview().wait(7 * DAY);
    expect([docket.case.state, docket.judgment.reviews[0]?.ending]).toEqual(['FINAL', 'upheldByLapse']);
  });

  it('varies by a numbered corrigendum, served by the entry', () => {
    const docket = inReview();
    const variation: JsonObject = {
      outcomes: [{ violation: 'v1', outcome: 'VIOLATION_UNATTRIBUTED' }],
      drops: ['m1'],
      orders: [{ code: 'R7', addressee: 'ua' }],
    };
    docket.enter(...decide(docket, 'VaryRuling', 7, 0, variation));
    expect(docket.judgment.rulings.map(({ number, status, corrects, by }) => [number, status, corrects, by])).toEqual([
      [1, 'varied', null, 'panel'],
      [2, 'standing', 1, 'review'],
    ]);
    expect(docket.judgment.rulings[1]).toMatchObject({ servedAt: docket.at, outcomes: [{ code: 'VIOLATION_UNATTRIBUTED' }] });
    expect(docket.judgment.remedies.map(({ id, status }) => [id, status])).toEqual([
      ['m1', 'fallen'],
      ['m2', 'open'],
    ]);
    expect(docket.refusals('PublishRuling', {}, actors.publisher)).toEqual([]);
  });

  it('attributes gravely only by the gross majority', () => {
    const docket = inReview(4);
    const attribution = { outcomes: [{ violation: 'v1', outcome: 'VIOLATION_ATTRIBUTED', parties: ['ua'] }] };
    expect(docket.refusals(...decide(docket, 'VaryRuling', 4, 3, attribution))).toEqual(['threeAreInFavour']);
    expect(docket.refusals(...decide(docket, 'VaryRuling', 5, 2, attribution))).toEqual([]);
  });

  it('remits or annuls once', () => {
    const docket = inReview();
    docket.enter(...decide(docket, 'RemitCase', 7));
    expect([docket.case.state, docket.judgment.rulings[0]?.status, docket.judgment.remedies[0]?.status]).toEqual([
      'INVESTIGATION',
      'remitted',
      'fallen',
    ]);
    expect(docket.case.deadlines['investigation']?.dueAt).toBe(docket.at + 5 * DAY);
    expect(docket.judgment.counters.returns).toBe(1);
  });

  it('annuls to a new panel, on which reviewers may sit and first-instance voters may not', () => {
    const docket = inReview();
    const voted = Object.keys(docket.judgment.rulings[0]?.votes ?? {});
    docket.enter(...decide(docket, 'AnnulRuling', 7));
    expect(docket.case.state).toBe('PANEL');
    expect(docket.panel()).toHaveLength(5);
    expect(docket.panel().filter((member) => voted.includes(member))).toEqual([]);
  });

  it('is a reconsideration by all where fewer than three never voted', () => {
    const docket = inRuled().enter('ServeRuling', {}, actors.registrar);
    const few = new Docketed(
      docket.at,
      commission.filter(({ id }) => docket.panel().includes(id) || id === 'chair'),
    );
    few.subject = docket.case;
    few.enter('RequestReview', { ground: 'procedure' }, agent('ru'));
    expect(few.judgment.reviewBench).toMatchObject({ reconsideration: true });
    expect(reviewers(few)).toHaveLength(5);
  });
});

describe('a conflict that comes to light after the vote', () => {
  /** Ruled by five; the first `yes` are in favour. */
  function ruledBy(yes: number): Docketed {
    const docket = inVoting();
    docket
      .panel()
      .forEach((member, index) =>
        docket.vote(member, index < yes ? allYes : { happened: 'yes', breach: 'yes', attributed: 'no', remedy: 'no' }),
      );
    return docket.enter('CloseBallot', {}, actors.chair);
  }
  const note = (docket: Docketed): Docketed => {
    const [first] = Object.keys(docket.judgment.rulings.at(-1)?.votes ?? {});
    return docket.enter('NoteLateConflict', { member: first ?? '', ground: 'financial-or-family' }, actors.auditor);
  };

  it('is noted where it was not decisive', () => {
    const docket = note(ruledBy(5));
    expect(docket.judgment.lateConflicts[0]?.decisive).toBe(false);
    expect(docket.judgment.rulings[0]?.contested).toBe(false);
    expect(docket.refusals('VoidRuling', {}, actors.chair)).toEqual(['conflictWasDecisive']);
  });

  it('voids the ruling where it was, first to a new panel, then to the chair, then no more', () => {
    const docket = note(ruledBy(3));
    expect(docket.judgment.rulings[0]?.contested).toBe(true);
    expect(docket.refusals('VoidRulingToChair', {}, actors.chair)).toEqual(['onlyLastVoidIsLeft']);
    const voted = Object.keys(docket.judgment.rulings[0]?.votes ?? {});
    docket.enter('VoidRuling', {}, actors.chair);
    expect([docket.case.state, docket.judgment.rulings[0]?.status, docket.judgment.remedies[0]?.status]).toEqual([
      'PANEL',
      'voided',
      'fallen',
    ]);
    expect(docket.panel().filter((member) => voted.includes(member))).toEqual([]);
    docket.ballots = [];
    docket.declareAll().enter('ConstitutePanel', {}, actors.chair).enter('FixDraft', draftAgainst('ru'), actors.rapporteur);
    docket
      .panel()
      .forEach((member, index) =>
        docket.vote(member, index < 3 ? allYes : { happened: 'yes', breach: 'yes', attributed: 'no', remedy: 'no' }),
      );
    note(docket.enter('CloseBallot', {}, actors.chair));
    expect(docket.refusals('VoidRuling', {}, actors.chair)).toEqual(['voidIsLeft']);
    docket.enter('VoidRulingToChair', {}, actors.chair);
    expect([docket.case.state, docket.judgment.counters.voids]).toEqual(['CHAIR_RULING', 2]);
    const answers = ['happened', 'breach', 'attributed', 'remedy'].map((question) => ({ question, answer: 'yes' }));
    docket.enter(
      'RuleAlone',
      { answers, consulted: ['n1', 'n2', 'n3', 'u1', 'u2', 'u3', 'u4', 'k1', 'k2', 'k3', 'k4', 'c1', 'c2', 'c3', 'c4'], reasons: sealed },
      actors.chair,
    );
    expect(docket.judgment.rulings.at(-1)).toMatchObject({ by: 'chair', outcomes: [{ code: 'VIOLATION_ATTRIBUTED', parties: ['ru'] }] });
  });

  it('is one of somebody who voted', () => {
    const docket = ruledBy(5);
    expect(docket.refusals('NoteLateConflict', { member: 'stranger', ground: 'prejudgement' }, actors.auditor)).toEqual(['memberVoted']);
  });
});

describe('separate opinions', () => {
  it('are of those who voted, and an addendum after 48 h', () => {
    const docket = inRuled();
    const [first, second] = docket.panel();
    const opinion = { kind: 'dissenting', opinion: sealed };
    docket.enter('FileSeparateOpinion', opinion, memberActor(first ?? '')).wait(49 * HOUR);
    docket.enter('FileSeparateOpinion', opinion, memberActor(second ?? ''));
    expect(docket.judgment.opinions.map(({ addendum }) => addendum)).toEqual([false, true]);
    const outsider = commission.find(({ id, role }) => role === 'member' && !docket.panel().includes(id));
    expect(docket.refusals('FileSeparateOpinion', opinion, memberActor(outsider?.id ?? ''))).toEqual(['memberVoted']);
  });
});

describe('a reopening', () => {
  it('leaves the old ruling to be read and takes its remedies down', () => {
    const docket = inRuled()
      .enter('ServeRuling', {}, actors.registrar)
      .wait(9 * DAY);
    expect(docket.case.state).toBe('REMEDY');
    docket.enter('RequestReopening', { ground: 'fraud', fact: 'f'.repeat(64), reason: sealed }, agent('ru'));
    const bench = docket.panel();
    docket.enter('GrantReopening', { reasons: sealed }, memberActor(bench[0] ?? ''), docket.motion(bench));
    expect([docket.case.state, docket.judgment.rulings[0]?.status, docket.judgment.remedies[0]?.status]).toEqual([
      'INVESTIGATION',
      'reopened',
      'fallen',
    ]);
    expect(Object.keys(docket.case.deadlines).filter((key) => key.startsWith('remedy'))).toEqual([]);
  });
});
