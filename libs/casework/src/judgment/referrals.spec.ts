import type { JsonObject } from '../engine/types.js';
import {
  actors,
  DAY,
  Docketed,
  draftAgainst,
  hash,
  HOUR,
  inDeliberation,
  inInvestigation,
  memberActor,
  question,
  rulebook,
  sealed,
} from './commission.fixture.js';
import { emptyJudgment } from './judgment.js';
import { referralProblems } from './referrals.js';

/** The party that the draft's one commitment names, and another: codes of data, not of code. */
const respondent = rulebook.commitments[0]?.respondent ?? '';
const other = respondent === 'ru' ? 'ua' : 'ru';

/** A case ruled as possible armed attack (or not) by this party, with E2 to E4 put to the vote. */
function ruledAsAttack(party: string, over: { classification?: string; severity?: number; inFavour?: number } = {}): Docketed {
  const docket = inDeliberation(over.severity ?? 5, party);
  const { questions } = draftAgainst(party) as { questions: JsonObject[] };
  const referrals = ['E2', 'E3', 'E4'].map((referral) => question('referral', { key: referral, referral, party, proportionality: sealed }));
  const classification = over.classification ?? 'possibleArmedAttack';
  const asked = [...questions, ...referrals, { key: 'class', kind: 'classification' }];
  docket.enter('FixDraft', { draft: hash('d'), evidenceList: hash('e'), classification, questions: asked }, actors.rapporteur);
  const keys = ['happened', 'breach', 'attributed', 'remedy', 'class'];
  docket.panel().forEach((member, index) => {
    const yes = Object.fromEntries(keys.map((key) => [key, 'yes' as const]));
    const vote = index < (over.inFavour ?? 7) ? ('yes' as const) : ('no' as const);
    docket.vote(member, { ...yes, E2: vote, E3: vote, E4: vote });
  });
  return docket.enter('CloseBallot', {}, actors.chair);
}

const referral = (code: string, party: string | null, more: JsonObject = {}): JsonObject => ({
  code,
  ...(party === null ? {} : { respondent: party }),
  proportionality: sealed,
  ...more,
});

describe('Special Commission', () => {
  it('addresses breaches, attributes responsibility and determines remedies', () => {
    const docket = ruledAsAttack(respondent);
    const [ruling] = docket.judgment.rulings;
    expect(ruling?.outcomes).toEqual([{ violation: 'v1', code: 'VIOLATION_ATTRIBUTED', parties: [respondent] }]);
    expect(ruling?.findings.find(({ kind }) => kind === 'attributed')).toMatchObject({
      answer: 'yes',
      standardRequired: 4,
      standardMet: 4,
      bases: ['A4'],
    });
    expect(docket.judgment.remedies).toMatchObject([{ code: 'R2', addressee: respondent, ruling: 1 }]);
  });

  it('can find either side responsible, in the same way', () => {
    const [one, two] = [ruledAsAttack('ru'), ruledAsAttack('ua')].map((docket) => JSON.stringify(docket.judgment));
    const swap = (text: string): string => text.replaceAll('"ru"', '"?"').replaceAll('"ua"', '"ru"').replaceAll('"?"', '"ua"');
    expect(swap(one ?? '')).toBe(two);
  });
});

describe('measures for a future attack', () => {
  it.each([
    ['E1 for any attributed breach of the respondent', {}, referral('E1', respondent), []],
    ['E1 for one of another party as well', { party: other }, referral('E1', other), []],
    ['E2 to E4 where the commitment names the respondent', {}, referral('E2', respondent), []],
    ['E3', {}, referral('E3', respondent), []],
    ['E4', {}, referral('E4', respondent), []],
    ['not against a party whom no commitment names', { party: other }, referral('E2', other), ['referralConditionsAreMet']],
    [
      'not if the breach is no possible armed attack',
      { classification: 'ordinary' },
      referral('E4', respondent),
      ['referralConditionsAreMet'],
    ],
    [
      'not if two thirds were not in favour',
      { inFavour: 4 },
      referral('E2', respondent),
      ['referralIsSupported', 'referralConditionsAreMet'],
    ],
    ['not against whom nothing was found', {}, referral('E2', other), ['referralIsSupported', 'referralConditionsAreMet']],
    ['not without a note on proportionality', {}, { code: 'E2', respondent }, ['referralConditionsAreMet']],
    ['not a measure that nobody listed', {}, referral('E9', respondent), ['referralConditionsAreMet']],
    ['a copy of the file for a court', {}, { code: 'icc' }, []],
  ] as const)('%s', (_what, over: { party?: string; classification?: string; inFavour?: number }, payload: JsonObject, refused) => {
    const { party, ...rest } = over;
    expect(ruledAsAttack(party ?? respondent, rest).refusals('FileReferral', payload, actors.chair)).toEqual(refused);
  });

  it('are filed, never activated: only the outside decision is recorded', () => {
    const docket = ruledAsAttack(respondent).enter('FileReferral', referral('E3', respondent), actors.chair);
    expect(docket.judgment.referrals).toMatchObject([
      { id: 'e1', code: 'E3', status: 'filed', commitment: rulebook.commitments[0]?.id, steps: [] },
    ]);
    docket.wait(31 * DAY);
    expect(docket.judgment.referrals[0]).toMatchObject({ status: 'lapsed', steps: [] });
  });

  it('may rest on a provisional finding of the whole bench, at the level that each asks for', () => {
    const finding = (standard: number): JsonObject => ({
      findings: [
        { violation: 'v1', outcome: 'VIOLATION_ATTRIBUTED', party: respondent, standard, bases: ['A4'], relies: ['e1'], disclosed: ['e1'] },
      ],
      classification: 'possibleArmedAttack',
    });
    const provisional = (standard: number, members: number): Docketed => {
      const docket = inInvestigation(5, respondent);
      const bench = docket.duty();
      const position = (index: number): 'for' | 'abstain' => (index < members ? 'for' : 'abstain');
      const signatures = bench.map((member, index) => ({ member, constituency: '', position: position(index), at: docket.at }));
      return docket.enter('IssueLateProvisionalFinding', finding(standard), memberActor(bench[0] ?? ''), { signatures });
    };
    expect(provisional(2, 3).refusals('FileReferral', referral('E4', respondent), actors.chair)).toEqual([]);
    expect(provisional(2, 3).refusals('FileReferral', referral('E2', respondent), actors.chair)).toContain('referralIsSupported');
    expect(provisional(4, 3).refusals('FileReferral', referral('E2', respondent), actors.chair)).toEqual([]);
    expect(provisional(4, 2).refusals('FileReferral', referral('E4', respondent), actors.chair)).toContain('referralIsSupported');
    expect(provisional(2, 2).refusals('FileReferral', referral('E1', respondent), actors.chair)).toEqual([]);
  });
});

describe('Multinational Force', () => {
  const records = (...kinds: string[]) => kinds.map((kind) => ({ kind, recordedAt: 5, reference: sealed }));
  const [request, cessation] = rulebook.referrals['E5']?.needsRecords ?? [];

  it.each([
    ['neither record', [], 10, [`recordIsThere:${request}`, `recordIsThere:${cessation}`]],
    ['the request alone', [request], 10, [`recordIsThere:${cessation}`]],
    ['the credible cessation alone', [cessation], 10, [`recordIsThere:${request}`]],
    ['both', [request, cessation], 10, []],
    ['both, of tomorrow', [request, cessation], 4, [`recordIsThere:${request}`, `recordIsThere:${cessation}`]],
  ] as const)('reassurance with %s', (_what, kinds, at, problems) => {
    const payload = referral('E5', null, { records: records(...kinds.flatMap((kind) => kind ?? [])) });
    expect(referralProblems(emptyJudgment(), payload, at, rulebook)).toEqual(problems);
  });

  it('is strictly on request: through the door it is blocked without both records', () => {
    const docket = inInvestigation();
    expect(docket.refusals('FileReferral', referral('E5', null), actors.chair)).toEqual(['referralConditionsAreMet']);
    const both = records(request ?? '', cessation ?? '');
    expect(docket.refusals('FileReferral', referral('E5', null, { records: both }), actors.chair)).toEqual([]);
  });
});

describe('bilateral agreements, legal and constitutional arrangements', () => {
  const officer = (state: string) => ({ id: `officer-${state}`, role: 'state_officer' as const, state });
  const step = (stage: string, measure: string, more: JsonObject = {}): JsonObject => ({
    about: 'e1',
    authority: 'legislature',
    stage,
    measure,
    decidedAt: 1,
    reference: sealed,
    ...more,
  });
  const filed = (): Docketed =>
    ruledAsAttack(respondent).enter('FileReferral', referral('E3', respondent, { states: ['FR', 'IT'] }), actors.chair);

  it('are steps of each state, recorded by its own officer', () => {
    const docket = filed();
    docket.enter('RecordOutsideDecision', step('before-parliament', 'pending'), officer('FR'));
    docket.enter('RecordOutsideDecision', step('decided', 'taken'), officer('IT'));
    expect(docket.judgment.referrals[0]?.status).toBe('filed');
    expect(docket.case.deadlines['outsideDecision:e1']).toBeDefined();
    docket.enter('RecordOutsideDecision', step('none-taken', 'none'), officer('FR'));
    expect(docket.judgment.referrals[0]).toMatchObject({
      status: 'decided',
      steps: [
        { state: 'FR', stage: 'before-parliament', measure: 'pending', recordedBy: 'officer-FR' },
        { state: 'IT', stage: 'decided', measure: 'taken' },
        { state: 'FR', stage: 'none-taken', measure: 'none' },
      ],
    });
    expect(docket.case.deadlines['outsideDecision:e1']).toBeUndefined();
  });

  it.each([
    ['another state', step('decided', 'taken', { state: 'IT' }), ['authorityIsNamed']],
    ['no authority', { about: 'e1', reference: sealed, decidedAt: 1 }, ['authorityIsNamed']],
    ['a decision of tomorrow', step('decided', 'taken', { decidedAt: 9_000_000_000_000 }), ['authorityIsNamed']],
    ['a referral that was not filed', step('decided', 'taken', { about: 'e7' }), ['referralIsFiled']],
    ['its own', step('decided', 'taken', { state: 'FR' }), []],
  ])('a state officer records for %s', (_what, payload, refused) => {
    expect(filed().refusals('RecordOutsideDecision', payload, officer('FR'))).toEqual(refused);
  });

  it('are awaited past the end of the case', () => {
    const docket = filed();
    const stillThere = Object.values(docket.wait(8 * DAY + 14 * HOUR).case.deadlines).map(({ kind }) => kind);
    expect(stillThere).toContain('outsideDecision');
    // R2 is carried out at once: the case is closed, the referral is still awaited.
    docket.enter('ConfirmCompliance', { about: 'm1', report: 'r1' }, actors.registrar);
    docket.wait(25 * HOUR);
    expect([docket.case.state, docket.case.deadlines['outsideDecision:e1'] !== undefined]).toEqual(['CLOSED', true]);
    expect(docket.refusals('RecordOutsideDecision', step('decided', 'taken'), officer('IT'))).toEqual([]);
  });
});
