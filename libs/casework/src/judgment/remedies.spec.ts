import type { JsonObject } from '../engine/types.js';
import { agent, actors, DAY, HOUR, inRemedy, inRuled, memberActor, rulebook, sealed, START, verifiedReport } from './commission.fixture.js';
import { complianceGuards } from './compliance.js';
import { emptyJudgment, type Judgment } from './judgment.js';
import type { Remedy, RemedyChain } from './orders.js';
import { enterRemedy, freshChain, newRemedy, nothingIsOpen } from './ordering.js';
import { afterReferral, answersIn, bearing, idBeside, overdrawnChains, referred, unansweredRemedies, withAnswers } from './remedies.js';
import type { CaseSituation } from './standing.js';

function remedy(id: string, over: Partial<Remedy> = {}, chain: Partial<RemedyChain> = {}): Remedy {
  const made = newRemedy(
    id,
    { code: 'R2', addressee: 'ru', termHours: null, proof: '' },
    START,
    { ruling: 1, provisional: null },
    rulebook,
  );
  return { ...made, status: 'lapsed', ...over, chain: { ...freshChain, firstServedAt: START, ...chain } };
}

function judgmentOf(...remedies: readonly Remedy[]): Judgment {
  return { ...emptyJudgment(), remedies };
}

const answer = (id: string, how: string, more: JsonObject = {}): JsonObject => ({ answers: [{ remedy: id, how, ...more }] });
const r4 = { replacement: { code: 'R4', addressee: 'ru' } };

describe('rearrangementIsLeft', () => {
  it.each([
    // what the chain had; days since the first service; the answer; is it left?
    ['nothing yet', {}, 10, answer('m1', 'extend'), true],
    ['nothing yet', {}, 10, answer('m1', 'replace', r4), true],
    ['a fresh term', { freshTerms: 1 }, 10, answer('m1', 'extend'), false],
    ['a fresh term', { freshTerms: 1 }, 10, answer('m1', 'replace', r4), false],
    ['a fresh term', { freshTerms: 1 }, 10, answer('m1', 'waive'), true],
    ['both referrals', { referrals: 2 }, 10, answer('m1', 'extend'), true],
    ['almost a year: seven days fit', {}, 358, answer('m1', 'extend'), true],
    ['almost a year: seven days do not fit', {}, 359, answer('m1', 'extend'), false],
    ['almost a year: sixty days of compensation do not fit', {}, 320, answer('m1', 'replace', r4), false],
    ['more than a year', {}, 400, answer('m1', 'extend', { termHours: 1 }), false],
    ['more than a year', {}, 400, answer('m1', 'waive'), true],
    ['a remedy that did not lapse', {}, 10, answer('m9', 'extend'), false],
  ] as const)('%s, %j, after %i days: %j is left: %s', (_what, chain, days, payload, left) => {
    const judgment = judgmentOf(remedy('m1', {}, chain));
    const situation = { subject: { judgment, severity: 3 }, payload, at: START + days * DAY, rulebook } as unknown as CaseSituation;
    expect(complianceGuards['rearrangementIsLeft']?.holds(situation)).toBe(left);
    expect(overdrawnChains(judgment, answersIn(payload), situation.at, 3, rulebook)).toEqual(left ? [] : [answersIn(payload)[0]?.remedy]);
  });

  it('counts on in a replacement, so that replacing gives no second fresh term', () => {
    const once = withAnswers(judgmentOf(remedy('m1')), answersIn(answer('m1', 'replace', r4)), START, 3, rulebook);
    expect(once.remedies.map(({ id, status, replaces }) => [id, status, replaces])).toEqual([
      ['m1', 'replaced', null],
      ['m2', 'open', 'm1'],
    ]);
    const lapsed = { ...once, remedies: once.remedies.map((one) => (one.id === 'm2' ? { ...one, status: 'lapsed' as const } : one)) };
    expect(overdrawnChains(lapsed, answersIn(answer('m2', 'extend')), START + DAY, 3, rulebook)).toEqual(['m2']);
  });
});

describe('answers of the bench', () => {
  const two = judgmentOf(remedy('m1'), remedy('m2'), remedy('m3', { status: 'done' }));

  it.each([
    [
      'all',
      [
        { remedy: 'm1', how: 'waive' },
        { remedy: 'm2', how: 'extend' },
      ],
      [],
    ],
    ['one is left out', [{ remedy: 'm1', how: 'waive' }], ['m2']],
    [
      'one twice',
      [
        { remedy: 'm1', how: 'waive' },
        { remedy: 'm1', how: 'extend' },
        { remedy: 'm2', how: 'waive' },
      ],
      ['m1'],
    ],
    [
      'a replacement that is not stated',
      [
        { remedy: 'm1', how: 'replace' },
        { remedy: 'm2', how: 'waive' },
      ],
      ['m1'],
    ],
  ])('%s', (_what, answers, unanswered) => {
    expect(unansweredRemedies(two, answersIn({ answers }))).toEqual(unanswered);
  });
});

describe('terms', () => {
  it.each([
    // code, severity, hours
    ['R1', 5, 24],
    ['R1', 4, 24],
    ['R1', 3, 72],
    ['R2', 3, 168],
    ['R3', 3, 168],
    ['R4', 3, 1_440],
    ['R5', 3, 168],
    ['R6', 3, 720],
    ['R7', 3, 48],
    ['R9', 3, 336],
  ])('%s at severity %i runs %i h from entry to REMEDY', (code, severity, hours) => {
    const entered = enterRemedy(judgmentOf(remedy('m1', { code, status: 'ordered' })), START, severity, rulebook, () => null);
    expect(entered.remedies[0]).toMatchObject({ status: 'open', dueAt: START + hours * HOUR });
  });

  it('take public naming for done by the publication', () => {
    const entered = enterRemedy(judgmentOf(remedy('m1', { code: 'R8', status: 'ordered' })), START, 3, rulebook, () => null);
    expect([entered.remedies[0]?.status, nothingIsOpen(entered)]).toEqual(['done', true]);
  });

  it('leave what is overdue or nearly so 24 h on entry to REMEDY', () => {
    const running = { m1: START + HOUR, m2: START + 48 * HOUR } as { readonly [id: string]: number };
    const entered = enterRemedy(
      judgmentOf(
        remedy('m1', { status: 'open', dueAt: 1 }),
        remedy('m2', { status: 'open', dueAt: 2 }),
        remedy('m3', { status: 'open', dueAt: 3, overdue: true }),
      ),
      START,
      3,
      rulebook,
      (id) => running[id] ?? null,
    );
    expect(entered.remedies.map(({ dueAt, overdue }) => [dueAt, overdue])).toEqual([
      [START + 24 * HOUR, false],
      [2, false],
      [START + 24 * HOUR, false],
    ]);
  });
});

describe('referral of non-compliance', () => {
  it('gives a fresh term on an outside measure only after the first referral, and never a third', () => {
    const first = referred(judgmentOf(remedy('m1')), ['m1']);
    expect(first.remedies[0]?.chain).toMatchObject({ referrals: 1, derivedCases: 1 });
    const measured = afterReferral(first, true, START + 40 * DAY, 3, rulebook);
    expect(measured.remedies[0]).toMatchObject({ status: 'open', dueAt: START + 47 * DAY });
    const again = { ...measured, remedies: measured.remedies.map((one) => ({ ...one, status: 'lapsed' as const })) };
    expect(bearing(again, 0, rulebook)).toEqual([]);
    const second = referred(again, []);
    expect(afterReferral(second, true, START + 80 * DAY, 3, rulebook).remedies[0]?.status).toBe('unresolved');
  });

  it('leaves unresolved what would run past a year, and everything where no measure is taken', () => {
    const first = referred(judgmentOf(remedy('m1')), []);
    expect(afterReferral(first, true, START + 360 * DAY, 3, rulebook).remedies[0]?.status).toBe('unresolved');
    expect(afterReferral(first, false, START + DAY, 3, rulebook).remedies[0]?.status).toBe('unresolved');
  });

  it('bears no case of a case that was itself born of one', () => {
    expect(bearing(judgmentOf(remedy('m1')), 1, rulebook)).toEqual([]);
    expect(bearing(judgmentOf(remedy('m1'), remedy('m2')), 0, rulebook).map(({ id }) => id)).toEqual(['m1', 'm2']);
    expect(idBeside('01900000-0000-7000-8000-0000000000ff', 1)).toBe('01900000-0000-7000-8000-000000000100');
  });
});

describe('a remedy that is not carried out', () => {
  it('goes through non-compliance, an N3 case, a referral and late compliance', () => {
    const docket = inRemedy();
    docket.wait(7 * DAY + HOUR);
    expect([docket.case.state, docket.judgment.remedies[0]?.status]).toEqual(['NON_COMPLIANCE', 'lapsed']);
    docket.enter('ReferNonCompliance', { reasons: sealed }, actors.chair);
    expect(docket.followUps).toEqual([
      {
        process: 'case',
        stream: '01900000-0000-7000-8000-00000000000f',
        birth: true,
        command: { name: 'OpenCase', payload: { derivedFrom: docket.case.id, derivedAs: 'N3', about: 'm1', accused: 'ru' } },
      },
    ]);
    const outside = { authority: 'government', reference: sealed, decidedAt: docket.at };
    docket.enter('RecordOutsideMeasure', outside, actors.cell);
    expect(docket.judgment.remedies[0]?.status).toBe('open');
    docket.wait(7 * DAY + HOUR).enter('ReferNonCompliance', { reasons: sealed }, actors.chair);
    expect(docket.followUps).toHaveLength(1);
    expect(docket.refusals('RecordOutsideMeasure', outside, actors.cell)).toEqual(['referralIsFirst']);
    docket.enter('RecordNoMeasure', outside, actors.cell).wait(25 * HOUR);
    expect(docket.case.state).toBe('CLOSED_UNRESOLVED');
    expect(docket.refusals('RecordLateCompliance', { remedies: [], report: 'r1' }, actors.registrar)).toEqual([
      'everyUnresolvedRemedyIsSettled',
    ]);
    docket.enter('RecordLateCompliance', { remedies: ['m1'], report: 'r1' }, actors.registrar);
    expect([docket.case.state, docket.judgment.remedies[0]?.status]).toEqual(['CLOSED', 'done']);
  });

  it('is extended once by the bench, then only waived', () => {
    const docket = inRemedy();
    docket.wait(7 * DAY + HOUR);
    const bench = docket.panel();
    const [first] = bench.map(memberActor);
    if (first === undefined) throw new Error('Nobody sits.');
    docket.enter('RearrangeRemedies', answer('m1', 'extend'), first, docket.motion(bench));
    expect(docket.case.state).toBe('REMEDY');
    docket.wait(7 * DAY + HOUR);
    expect(docket.refusals('RearrangeRemedies', answer('m1', 'extend'), first, docket.motion(bench))).toEqual(['rearrangementIsLeft']);
    docket.enter('RearrangeRemedies', answer('m1', 'waive'), first, docket.motion(bench)).wait(25 * HOUR);
    expect(docket.case.state).toBe('CLOSED');
  });

  it('is cured when the monitors verify the last one', () => {
    const docket = inRemedy();
    docket.wait(7 * DAY + HOUR);
    expect(docket.refusals('ConfirmCompliance', { about: 'm1', report: 'r1' }, actors.registrar)).toEqual(['isNotLastLapsedRemedy']);
    docket.enter('CureNonCompliance', { about: 'm1', report: 'r1' }, actors.registrar);
    expect([docket.case.state, docket.case.deadlines['closing'] !== undefined]).toEqual(['REMEDY', true]);
  });
});

describe('what shows that a remedy was carried out', () => {
  const shown = (over: JsonObject | null): string[] => {
    const docket = inRemedy().wait(7 * DAY + HOUR);
    const report = over === null ? null : verifiedReport(docket.at, over);
    return docket.refusals('CureNonCompliance', { about: 'm1', report: 'r1' }, actors.registrar, { report });
  };

  it.each<[string, JsonObject | null, boolean]>([
    ['a report that a team of monitors verified', {}, true],
    ['one that was admitted', { state: 'ADMITTED' }, true],
    ['one that makes no case of its own', { state: 'NOT_ADMITTED' }, true],
    ['one that is not there', null, false],
    ['one that nobody verified', { verified: false, state: 'UNVERIFIED' }, false],
    ['one that was withdrawn after it was verified', { state: 'WITHDRAWN' }, false],
    ['one that was sent back', { state: 'RETURNED' }, false],
    ["one of nobody's team", { team: null }, false],
    ['one that a party filed', { complainant: 'ru' }, false],
    ['one that was filed before the remedy was ordered', { filedAt: START }, false],
  ])('%s', (_, over, isProof) => {
    expect(shown(over)).toEqual(isProof ? [] : ['monitorsVerified']);
  });

  it('settles late what stayed unresolved, all of it', () => {
    const docket = inRemedy().wait(200 * DAY);
    expect(docket.case.state).toBe('CLOSED_UNRESOLVED');
    const late = { remedies: ['m1'], report: 'r1' };
    const unverified = { report: verifiedReport(docket.at, { verified: false }) };
    expect(docket.refusals('RecordLateCompliance', late, actors.cell, unverified)).toEqual(['everyUnresolvedRemedyIsSettled']);
    expect(docket.refusals('RecordLateCompliance', { ...late, remedies: [] }, actors.cell)).toEqual(['everyUnresolvedRemedyIsSettled']);
    expect(docket.enter('RecordLateCompliance', late, actors.cell).case.state).toBe('CLOSED');
  });
});

describe('a claim of compliance', () => {
  it('in time stops the term once, and the term runs on with what was left', () => {
    const docket = inRemedy();
    const left = (docket.case.deadlines['remedy:m1']?.dueAt ?? 0) - docket.at;
    docket.enter('ClaimCompliance', { about: 'm1' }, agent('ru'));
    expect(docket.case.deadlines['remedy:m1']?.pausedWithMs).toBe(left);
    expect(docket.refusals('ClaimCompliance', { about: 'm1' }, agent('ru'))).toEqual(['noClaimIsPending']);
    docket.wait(72 * HOUR);
    expect(docket.judgment.claims[0]?.status).toBe('lapsed');
    expect(docket.case.deadlines['remedy:m1']).toMatchObject({ dueAt: docket.at + left });
    docket.enter('ClaimCompliance', { about: 'm1' }, agent('ru'));
    expect(docket.case.deadlines['remedy:m1']?.pausedWithMs).toBeUndefined();
  });

  it('is for the addressee to make', () => {
    expect(inRemedy().refusals('ClaimCompliance', { about: 'm1' }, agent('ua'))).toEqual(['remedyIsOpen']);
  });
});

describe('urgent remedies', () => {
  it('run from service and are not stopped by a review', () => {
    const docket = inRuled(3, 'ru', 'R1').enter('ServeRuling', {}, actors.registrar);
    expect(docket.case.deadlines['remedy:m1']?.dueAt).toBe(docket.at + 72 * HOUR);
    docket.enter('RequestReview', { ground: 'disproportionate-remedy' }, agent('ru')).wait(73 * HOUR);
    expect([docket.case.state, docket.judgment.remedies[0]?.overdue]).toEqual(['REVIEW', true]);
  });
});
