import type { Actor, JsonObject } from '../engine/types.js';
import { people } from '../process/people.testing.js';
import { reportIn } from '../process/report-road.testing.js';
import { bringTo } from '../process/road.testing.js';
import { sealed } from '../process/world.testing.js';
import { summaryOfReport } from './report-summary.js';

const { monitor, otherMonitor, teamLead, registrar, otherRegistrar, citizen } = people;
const HOUR_MS = 3_600_000;

/** Where the command leads, with the deadline that then runs; or the codes of the refusal. */
function attempt(who: Actor, command: string, state: string, payload: JsonObject = {}, content: JsonObject = {}): string {
  const { world, id } = reportIn(state, content);
  const refused = world.enter('report', id, command, { actor: who, payload });
  if (refused.length > 0) return `refused: ${refused.map(({ code }) => code).join(', ')}`;
  const after = world.report(id);
  const runs = Object.values(after.deadlines).map(({ kind, dueAt }) => ` + ${kind} ${(dueAt - world.at) / HOUR_MS} h`);
  return after.state + runs.join('');
}

const reason = { reason: sealed() };
const why = { ground: 'duplicate', ...reason };
const agreed = { ...reason, leadAgrees: true };
const SMALL_MATTER = {};
const GRAVE_MATTER = { codes: ['C1'] };

describe('A report (small matters: severity 2, grave ones: 4)', () => {
  // prettier-ignore
  it.each<[Actor, string, string, JsonObject, JsonObject, string]>([
    [monitor,        'SubmitReport',     'DRAFT',         {},                            SMALL_MATTER, 'SUBMITTED + verification 12 h'],
    [monitor,        'SubmitReport',     'DRAFT',         {},                            GRAVE_MATTER, 'SUBMITTED + verification 2 h'],
    [otherMonitor,   'SubmitReport',     'DRAFT',         {},                            SMALL_MATTER, 'refused: roleAllows'],
    [monitor,        'SubmitReport',     'DRAFT',         { content: { startsAt: 9e12, place: {}, codes: [], details: {} } }, SMALL_MATTER, 'refused: requiredFieldsAreGiven, startIsNotAfterFiling, placeIsGiven'],
    [monitor,        'SubmitReport',     'DRAFT',         { content: { colour: 'red' } }, SMALL_MATTER, 'refused: payloadIsShaped'],
    [monitor,        'RestoreReport',    'ABANDONED',     {},                            SMALL_MATTER, 'DRAFT + draft 336 h'],
    [teamLead,       'VerifyReport',     'SUBMITTED',     {},                            SMALL_MATTER, 'VERIFIED + triage 24 h'],
    [teamLead,       'VerifyReport',     'SUBMITTED',     {},                            GRAVE_MATTER, 'VERIFIED + triage 2 h'],
    [{ ...teamLead, id: monitor.id }, 'VerifyReport', 'SUBMITTED', {},                   SMALL_MATTER, 'refused: verifierIsNotAuthor'],
    [{ ...teamLead, team: 'team-b' }, 'VerifyReport', 'SUBMITTED', {},                   SMALL_MATTER, 'refused: roleAllows'],
    [teamLead,       'ReturnReport',     'SUBMITTED',     reason,                        SMALL_MATTER, 'RETURNED + return 48 h'],
    [teamLead,       'ReturnReport',     'SUBMITTED',     reason,                        GRAVE_MATTER, 'RETURNED + return 2 h'],
    [teamLead,       'ReturnReport',     'SUBMITTED',     {},                            SMALL_MATTER, 'refused: reasonIsGiven'],
    [monitor,        'ResubmitReport',   'RETURNED',      { answer: sealed() },          SMALL_MATTER, 'SUBMITTED + verification 12 h'],
    [monitor,        'ResubmitReport',   'RETURNED',      {},                            SMALL_MATTER, 'refused: reasonIsAnswered'],
    [registrar,      'ReturnFromTriage', 'VERIFIED',      reason,                        SMALL_MATTER, 'RETURNED + return 48 h'],
    [registrar,      'ReturnFromTriage', 'TRIAGE_REVIEW', reason,                        SMALL_MATTER, 'refused: stateAllows'],
    [registrar,      'AdmitReport',      'VERIFIED',      {},                            SMALL_MATTER, 'ADMITTED'],
    [registrar,      'AdmitReport',      'UNVERIFIED',    {},                            SMALL_MATTER, 'ADMITTED'],
    [registrar,      'AdmitReport',      'TRIAGE_REVIEW', {},                            SMALL_MATTER, 'refused: reviewerIsAnother'],
    [otherRegistrar, 'AdmitReport',      'TRIAGE_REVIEW', {},                            SMALL_MATTER, 'ADMITTED'],
    [registrar,      'AdmitReport',      'VERIFIED',      {},                            { codes: ['X0'], details: { what: sealed() } }, 'refused: actIsNamed'],
    [monitor,        'AdmitReport',      'VERIFIED',      {},                            SMALL_MATTER, 'refused: roleAllows'],
    [registrar,      'RefuseReport',     'VERIFIED',      why,                           SMALL_MATTER, 'NOT_ADMITTED'],
    [registrar,      'RefuseReport',     'VERIFIED',      reason,                        SMALL_MATTER, 'refused: groundIsListed'],
    [registrar,      'RefuseReport',     'TRIAGE_REVIEW', why,                           SMALL_MATTER, 'refused: reviewerIsAnother'],
    [otherRegistrar, 'RefuseReport',     'TRIAGE_REVIEW', why,                           SMALL_MATTER, 'NOT_ADMITTED'],
    [registrar,      'LinkReport',       'VERIFIED',      { case: 'nowhere' },           SMALL_MATTER, 'refused: caseTakesReports'],
    [monitor,        'AskTriageReview',  'NOT_ADMITTED',  reason,                        SMALL_MATTER, 'TRIAGE_REVIEW + triage 24 h'],
    [citizen,        'AskTriageReview',  'NOT_ADMITTED',  reason,                        SMALL_MATTER, 'refused: roleAllows'],
    [monitor,        'WithdrawReport',   'VERIFIED',      agreed,                        SMALL_MATTER, 'WITHDRAWN'],
    [teamLead,       'ReinstateReport',  'WITHDRAWN',     { leadDidNotAgree: true },     SMALL_MATTER, 'UNVERIFIED + triage 24 h'],
    [monitor,        'ReinstateReport',  'WITHDRAWN',     { leadDidNotAgree: true },     SMALL_MATTER, 'refused: factIsNewOrConsentWasForced'],
    [registrar,      'ReinstateReport',  'WITHDRAWN',     { leadDidNotAgree: true },     SMALL_MATTER, 'refused: factIsNewOrConsentWasForced'],
    [{ ...teamLead, team: 'team-b' }, 'ReinstateReport', 'WITHDRAWN', { leadDidNotAgree: true }, SMALL_MATTER, 'refused: roleAllows'],
    [monitor,        'WithdrawReport',   'VERIFIED',      {},                            SMALL_MATTER, 'refused: leadAgreesIfAny, reasonIsGiven'],
    [monitor,        'RetractReport',    'ADMITTED',      agreed,                        SMALL_MATTER, 'WITHDRAWN'],
    [monitor,        'RetractReport',    'LINKED',        reason,                        SMALL_MATTER, 'refused: leadAgreesIfAny'],
    [monitor,        'ReinstateReport',  'WITHDRAWN',     { consentWasForced: true },    SMALL_MATTER, 'UNVERIFIED + triage 24 h'],
    [registrar,      'ReinstateReport',  'WITHDRAWN',     {},                            SMALL_MATTER, 'refused: factIsNewOrConsentWasForced'],
    [registrar,      'UnlinkReport',     'LINKED',        reason,                        SMALL_MATTER, 'ADMITTED'],
    [registrar,      'UnlinkReport',     'LINKED',        {},                            SMALL_MATTER, 'refused: reasonIsGiven'],
    [monitor,        'AmendReport',      'ADMITTED',      { content: {}, ...reason },    SMALL_MATTER, 'ADMITTED'],
    [registrar,      'RecodeReport',     'UNVERIFIED',    { codes: ['K4'], ...reason },  SMALL_MATTER, 'UNVERIFIED + triage 2 h'],
    [registrar,      'RecodeReport',     'UNVERIFIED',    { codes: ['X0'], ...reason },  SMALL_MATTER, 'refused: codeIsListed'],
  ])('%o may %s in %s', (who, command, state, payload, content, expected) => {
    expect(attempt(who, command, state, payload, content)).toBe(expected);
  });

  // prettier-ignore
  it.each<[string, string, JsonObject, string]>([
    ['DRAFT',         'DraftLapsed',          SMALL_MATTER, 'ABANDONED'],
    ['SUBMITTED',     'VerificationLapsed',   SMALL_MATTER, 'UNVERIFIED'],
    ['RETURNED',      'ReturnLapsed',         SMALL_MATTER, 'UNVERIFIED'],
    ['VERIFIED',      'TriageLapsed',         GRAVE_MATTER, 'ADMITTED'],
    ['VERIFIED',      'TriageToSeriesLapsed', SMALL_MATTER, 'LINKED'],
    ['UNVERIFIED',    'TriageLapsed',         GRAVE_MATTER, 'ADMITTED'],
    ['TRIAGE_REVIEW', 'TriageToSeriesLapsed', SMALL_MATTER, 'LINKED'],
  ])('left alone in %s: %s', (state, event, content, to) => {
    const { world, id } = reportIn(state, content);
    world.pass((Object.values(world.report(id).deadlines)[0]?.dueAt ?? 0) - world.at);
    const events = (world.histories.get(`report/${id}`) ?? []).map(({ type }) => type);
    expect([events.at(-1), world.report(id).state, world.stuck]).toEqual([event, to, []]);
  });
});

describe('An act that the agreement does not cover', () => {
  const refusal = (command: string, payload: JsonObject, change: (world: ReturnType<typeof reportIn>['world']) => void): string[] => {
    const { world, id } = reportIn('VERIFIED');
    change(world);
    return world.enter('report', id, command, { actor: registrar, payload }).map(({ code }) => code);
  };
  const startOfAct = (): number => summaryOfReport(reportIn('VERIFIED').world.report(reportIn('VERIFIED').id)).startsAt;

  it.each<[string, number, boolean, string[]]>([
    ['at the very instant of entry into force, inside', 0, true, []],
    ['a millisecond before entry into force', 1, true, ['actIsAfterEntryIntoForce']],
    ['outside the area', 0, false, ['actIsInsideArea']],
    ['before it and outside', 1, false, ['actIsAfterEntryIntoForce', 'actIsInsideArea']],
  ])('%s: is not admitted, and may be refused by its ground', (_, later, insideArea, expected) => {
    const change = (world: ReturnType<typeof reportIn>['world']): void => {
      world.inForceFrom = startOfAct() + later;
      world.insideArea = insideArea;
    };
    expect(refusal('AdmitReport', {}, change)).toEqual(expected);
    expect(refusal('LinkReport', { case: 'nowhere' }, change)).toEqual(['caseTakesReports', ...expected]);
    expect(refusal('RefuseReport', { ground: 'before-entry-into-force', ...reason }, change)).toEqual([]);
  });

  it('lapses into a case all the same where nobody triages it, and the case carries the doubt to its bench', () => {
    const { world, id } = reportIn('VERIFIED', GRAVE_MATTER);
    world.inForceFrom = summaryOfReport(world.report(id)).startsAt + 1;
    world.pass((Object.values(world.report(id).deadlines)[0]?.dueAt ?? 0) - world.at);
    expect(world.report(id).state).toBe('ADMITTED');
    expect(world.case(world.report(id).case ?? '').doubts).toEqual(['before-entry-into-force']);
  });
});

describe('What follows a report', () => {
  it('an admitted report has a case of its own, born in the same step', () => {
    const { world, id } = reportIn('ADMITTED');
    expect(world.case(world.report(id).case ?? '')).toMatchObject({
      state: 'REGISTERED',
      severity: 2,
      reports: [{ id }],
      origin: { kind: 'report' },
    });
  });

  it('small matters of one sector and week share one series case', () => {
    const { world, id } = reportIn('VERIFIED');
    const second = reportIn('VERIFIED');
    world.subjects.set('report/second', { ...second.world.report(second.id), id: 'second' });
    world.pass(25 * HOUR_MS);
    const series = world.case(world.report(id).case ?? '');
    expect(world.report('second').case).toBe(series.id);
    expect([series.origin.kind, series.reports.length]).toEqual(['series', 2]);
  });

  it('a linked report of a graver act raises the severity of the case, and says so in an entry of its own', () => {
    const { world, id } = reportIn('VERIFIED', { codes: ['C1'] });
    const small = bringTo('REGISTERED', {}, world);
    world.must('report', id, 'LinkReport', { actor: registrar, payload: { case: small.id } });
    expect(world.case(small.id).severity).toBe(4);
    expect((world.histories.get(`case/${small.id}`) ?? []).map(({ command }) => command)).toEqual([
      'OpenCase',
      'AttachReport',
      'RaiseSeverity',
    ]);
  });

  it('a retracted report leaves its evidence and the case, which is told', () => {
    const { world, id } = reportIn('ADMITTED');
    const opened = world.report(id).case ?? '';
    world.must('report', id, 'RetractReport', { actor: monitor, payload: agreed });
    expect(world.case(opened)).toMatchObject({ state: 'REGISTERED', reports: [{ id, retractedAt: world.at }] });
  });

  it('a report of an ended case is neither retracted nor amended', () => {
    const { world, id } = bringTo('SETTLED');
    const report = world.case(id).reports[0]?.id ?? '';
    const codes = world.enter('report', report, 'RetractReport', { actor: monitor, payload: agreed }).map(({ code }) => code);
    expect(codes).toEqual(['caseIsNotEnded']);
  });

  it('a third return is refused: it goes on to triage as it is', () => {
    const { world, id } = reportIn('RETURNED');
    for (let n = 0; n < 2; n += 1) {
      world.must('report', id, 'ResubmitReport', { actor: monitor, payload: { answer: sealed() } });
      const codes = world.enter('report', id, 'ReturnReport', { actor: teamLead, payload: reason }).map(({ code }) => code);
      expect(codes).toEqual(n === 0 ? [] : ['returnIsLeft']);
    }
  });

  it('a report leaves a case once: linked again, it stays', () => {
    const { world, id } = reportIn('LINKED');
    world.must('report', id, 'UnlinkReport', { actor: registrar, payload: reason });
    world.must('report', id, 'RetractReport', { actor: monitor, payload: agreed });
    world.must('report', id, 'ReinstateReport', { actor: monitor, payload: { newFact: sealed() } });
    const other = bringTo('REGISTERED', {}, world);
    world.must('report', id, 'LinkReport', { actor: registrar, payload: { case: other.id } });
    expect(world.enter('report', id, 'UnlinkReport', { actor: registrar, payload: reason }).map(({ code }) => code)).toEqual([
      'unlinkingIsLeft',
    ]);
  });

  it("keeps the machine's severity beside a registrar's, with who, when and why, until there is a new version", () => {
    const { world, id } = reportIn('VERIFIED');
    const recode = { codes: ['K3'], severity: 1, ...reason };
    world.must('report', id, 'RecodeReport', { actor: registrar, payload: recode });
    expect(world.report(id)).toMatchObject({
      severity: 1,
      assessment: { base: 3, machine: 3 },
      override: { severity: 1, by: registrar.id, at: world.at, reason: sealed().sealed },
    });
    world.must('report', id, 'ReturnFromTriage', { actor: registrar, payload: reason });
    const content = { casualties: { civiliansKilled: { best: 2 } } };
    world.must('report', id, 'ResubmitReport', { actor: monitor, payload: { answer: sealed(), content } });
    expect(world.report(id)).toMatchObject({
      severity: 4,
      assessment: { modifiers: [{ code: 'civiliansKilled', by: 1 }] },
      override: null,
    });
  });

  it('is verified as long as the version that stands is the one that the lead saw', () => {
    const { world, id } = reportIn('ADMITTED');
    expect(summaryOfReport(world.report(id)).verified).toBe(true);
    world.must('report', id, 'AmendReport', { actor: monitor, payload: { content: { ongoing: true }, ...reason } });
    expect(summaryOfReport(world.report(id)).verified).toBe(false);
    const returned = reportIn('VERIFIED');
    returned.world.must('report', returned.id, 'ReturnFromTriage', { actor: registrar, payload: reason });
    returned.world.must('report', returned.id, 'ResubmitReport', { actor: monitor, payload: { answer: sealed() } });
    returned.world.pass(13 * HOUR_MS);
    expect(returned.world.report(returned.id).state).toBe('UNVERIFIED');
    expect(summaryOfReport(returned.world.report(returned.id)).verified).toBe(false);
  });

  it('a refusal is reviewed once without a new fact, within 7 days', () => {
    const late = reportIn('NOT_ADMITTED');
    late.world.pass(8 * 24 * HOUR_MS);
    expect(late.world.enter('report', late.id, 'AskTriageReview', { actor: monitor, payload: reason }).map(({ code }) => code)).toEqual([
      'isFirstAndInTimeOrFactIsNew',
    ]);
    expect(late.world.enter('report', late.id, 'AskTriageReview', { actor: monitor, payload: { newFact: sealed() } })).toEqual([]);
  });
});
