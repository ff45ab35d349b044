import type { Actor, JsonObject } from '../engine/types.js';
import { people } from '../process/people.testing.js';
import { bringTo, byBench, GRAVE, remedyOf, sitting, SMALL, type Road, type Start } from '../process/road.testing.js';
import { sealed, signed } from '../process/world.testing.js';

const { chair, registrar, rapporteur, partyA, partyB, monitor, citizen, custodian, cell, auditor, investigator, otherMonitor } = people;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Where a command leads, with what it started and stopped; or the codes of the refusal. */
function attempt(road: Road, who: Actor, command: string, payload: JsonObject = {}, facts: JsonObject = {}): string {
  const { world, id } = road;
  const before = world.case(id).deadlines;
  const refused = world.enter('case', id, command, { actor: who, payload, facts });
  if (refused.length > 0) return `refused: ${refused.map(({ code }) => code).join(', ')}`;
  const after = world.case(id);
  const started = Object.values(after.deadlines).filter(
    ({ key, dueAt, pausedWithMs }) => pausedWithMs === undefined && before[key]?.dueAt !== dueAt,
  );
  const ended = Object.keys(before).filter((key) => after.deadlines[key] === undefined);
  const halted = Object.values(after.deadlines).filter(
    ({ key, pausedWithMs }) => pausedWithMs !== undefined && before[key]?.pausedWithMs === undefined,
  );
  return [
    after.state,
    ...started.map(({ key, dueAt }) => `+ ${key} ${(dueAt - world.at) / HOUR_MS} h`),
    ...ended.map((key) => `- ${key}`),
    ...halted.map(({ key }) => `| ${key}`),
  ].join(' ');
}

const reason = { reason: sealed() };
const reasons = { reasons: sealed() };
const settlement = { terms: sealed(), document: 'a'.repeat(64), signedBy: ['ua', 'ru'], confirmation: 'report-1' };
const stayed = { ground: 'safety-of-sources', hours: 48, ...reason };
const GRAVE_CASE: Start = { content: GRAVE };
const HURT: Start = { content: { ...SMALL, casualties: { injured: { best: 1 } } } };
const COMPLAINT: Start = { by: partyA };
const none: Start = {};

describe('Procedure (small case: severity 2; grave: 4; opened an hour after the breach)', () => {
  // prettier-ignore
  it.each<[Actor, string, string, JsonObject, Start, string]>([
    [rapporteur,   'StartPreliminary', 'REGISTERED',    {},                         none,       'PRELIMINARY + preliminary 72 h - registration'],
    [rapporteur,   'StartPreliminary', 'REGISTERED',    {},                         GRAVE_CASE, 'PRELIMINARY + preliminary 19 h - registration'],
    [{ ...rapporteur, id: monitor.id }, 'StartPreliminary', 'REGISTERED', {},       none,       'refused: rapporteurIsNotBarred'],
    [registrar,    'StartPreliminary', 'REGISTERED',    {},                         none,       'refused: roleAllows'],
    [partyA,       'OpenTalks',        'PRELIMINARY',   {},                         none,       'PRELIMINARY + talks 168 h'],
    [partyA,       'OpenTalks',        'PRELIMINARY',   {},                         GRAVE_CASE, 'refused: severityIsAtMostTwo'],
    [{ ...partyA, party: 'xx' }, 'OpenTalks', 'PRELIMINARY', {},                    none,       'refused: roleAllows'],
    [registrar,    'SettleCase',       'INVESTIGATION', settlement,                 none,       'SETTLED - investigation'],
    [registrar,    'SettleCase',       'INVESTIGATION', settlement,                 GRAVE_CASE, 'refused: severityIsAtMostTwo'],
    [registrar,    'SettleCase',       'INVESTIGATION', settlement,                 HURT,       'refused: noCasualties'],
    [registrar,    'SettleCase',       'INVESTIGATION', { ...settlement, signedBy: ['ua'] }, none, 'refused: bothPartiesSigned'],
    [registrar,    'SettleCase',       'INVESTIGATION', {},                         none,       'refused: bothPartiesSigned, monitorsConfirmed'],
    [registrar,    'SettleCase',       'PARTY_REPLY',   settlement,                 none,       'refused: stateAllows'],
    [partyA,       'FileReply',        'PARTY_REPLY',   { reply: sealed() },        none,       'PARTY_REPLY'],
    [partyA,       'FileReply',        'DELIBERATION',  { reply: sealed() },        none,       'DELIBERATION'],
    [partyA,       'FileReply',        'INVESTIGATION', { reply: sealed() },        none,       'refused: stateAllows'],
    [registrar,    'CloseReplies',     'PARTY_REPLY',   {},                         none,       'refused: everyPartyHasAnswered'],
    [chair,        'ExtendTerm',       'INVESTIGATION', reason,                     none,       'INVESTIGATION + investigation 360 h'],
    [chair,        'ExtendTerm',       'PARTY_REPLY',   reason,                     none,       'PARTY_REPLY + reply 336 h'],
    [chair,        'ExtendTerm',       'REVIEW',        reason,                     none,       'REVIEW + review 504 h'],
    [chair,        'ExtendTerm',       'PANEL',         reason,                     none,       'refused: stateAllows'],
    [chair,        'ExtendTerm',       'INVESTIGATION', {},                         none,       'refused: reasonIsGiven'],
    [chair,        'StayCaseUrgently', 'INVESTIGATION', stayed,                     none,       'STAYED + stay 48 h | investigation'],
    [chair,        'StayCaseUrgently', 'INVESTIGATION', { ...stayed, hours: 73 },   none,       'refused: payloadIsShaped'],
    [chair,        'StayCaseUrgently', 'PRELIMINARY',   stayed,                     none,       'STAYED + stay 48 h | preliminary'],
    [chair,        'StayCaseUrgently', 'PRELIMINARY',   stayed,                     GRAVE_CASE, 'refused: responseBasisIsGiven'],
    [chair,        'StayCaseUrgently', 'INVESTIGATION', reason,                     none,       'refused: groundIsListed'],
    [chair,        'StayCaseUrgently', 'VOTING',        stayed,                     none,       'refused: stateAllows'],
    [chair,        'ResumeCase',       'STAYED',        reason,                     none,       'INVESTIGATION - stay'],
    [chair,        'ResumeCase',       'STAYED',        {},                         none,       'refused: reasonIsGiven'],
    [chair,        'JoinCase',         'PRELIMINARY',   { lead: 'nowhere', ground: 'same-act' }, none, 'refused: sameActOrSeries, leadIsEarly, leadIsNotJoined'],
    [chair,        'SeverCase',        'JOINED',        reason,                     none,       'PRELIMINARY + preliminary 72 h'],
    [chair,        'SeverCase',        'JOINED',        {},                         none,       'refused: reasonIsGiven'],
    [partyB,       'ObjectToJoining',  'JOINED',        reason,                     none,       'JOINED'],
    [partyA,       'RequestWithdrawal','INVESTIGATION', { ground: 'mistaken' },     COMPLAINT,  'INVESTIGATION + withdrawal 48 h'],
    [partyB,       'RequestWithdrawal','INVESTIGATION', { ground: 'mistaken' },     COMPLAINT,  'refused: complaintIsTheirs'],
    [partyA,       'RequestWithdrawal','INVESTIGATION', { ground: 'mistaken' },     none,       'refused: complaintIsTheirs'],
    [registrar,    'RaiseSeverity',    'INVESTIGATION', { severity: 5, ...reason }, none,       'INVESTIGATION + investigation 120 h'],
    [registrar,    'RaiseSeverity',    'INVESTIGATION', { severity: 1, ...reason }, none,       'refused: severityIsHigher'],
    [registrar,    'RaiseSeverity',    'INVESTIGATION', { severity: 5 },            none,       'refused: reasonIsGiven'],
    [chair,        'LowerSeverity',    'INVESTIGATION', { severity: 1, ...reason }, none,       'INVESTIGATION'],
    [chair,        'LowerSeverity',    'INVESTIGATION', { severity: 3, ...reason }, none,       'refused: severityIsLower'],
    [registrar,    'LowerSeverity',    'INVESTIGATION', { severity: 1, ...reason }, none,       'refused: roleAllows'],
    [monitor,      'ConfirmOngoing',   'INVESTIGATION', {},                         { content: { ...SMALL, ongoing: true } }, 'INVESTIGATION + ongoing 6 h'],
    [monitor,      'ConfirmOngoing',   'INVESTIGATION', {},                         none,       'refused: breachIsOpen'],
    [registrar,    'AttachReport',     'PRELIMINARY',   { report: 'report-1' },     none,       'PRELIMINARY'],
    [registrar,    'AttachReport',     'VOTING',        { report: 'report-1' },     none,       'refused: stateAllows'],
    [custodian,    'ChangeHold',       'CLOSED',        { hold: true, ...reason },  none,       'CLOSED'],
    [custodian,    'ChangeHold',       'RULED',         { hold: true },             none,       'refused: reasonIsGiven'],
    [partyA,       'ReviveCase',       'SETTLED',       { ground: 'settlement-not-kept' }, none, 'PRELIMINARY + preliminary 72 h'],
    [chair,        'ReviveCase',       'INADMISSIBLE',  { ground: 'error-of-ground' }, none,    'PRELIMINARY + preliminary 72 h'],
    [registrar,    'ReviveCase',       'WITHDRAWN',     {},                         none,       'refused: roleAllows'],
    [partyA,       'RequestReopening', 'CLOSED',        { ground: 'fraud', fact: 'b'.repeat(64) }, none, 'CLOSED + reopening 168 h'],
    [auditor,      'RequestReopening', 'REFERRED',      { ground: 'fraud', fact: 'b'.repeat(64) }, none, 'REFERRED + reopening 168 h'],
    [partyA,       'RequestReopening', 'CLOSED',        { ground: 'decisive-new-fact', fact: 'b'.repeat(64) }, none, 'refused: requestIsInTime'],
    [partyA,       'RequestReopening', 'CLOSED',        {},                         none,       'refused: groundIsDecisiveAndNew, requestIsInTime'],
    [citizen,      'RequestReopening', 'CLOSED',        { ground: 'fraud', fact: 'b'.repeat(64) }, none, 'refused: roleAllows'],
    [investigator, 'CompleteInvestigation', 'INVESTIGATION', {},                    none,       'refused: reportIsFiled, contraryEvidenceIsConsidered'],
    [cell,         'RecordNoMeasure',  'REFERRED',      {},                         none,       'refused: authorityIsNamed'],
    [otherMonitor, 'CorrectBreachTime','PRELIMINARY',   { startsAt: 0, ...reason }, none,       'refused: roleAllows'],
  ])('%o: %s in %s', (who, command, state, payload, start, expected) => {
    expect(attempt(bringTo(state, start), who, command, payload)).toBe(expected);
  });
});

describe('What a bench does, by a signed majority', () => {
  // prettier-ignore
  it.each<[string, string, JsonObject, number, Start, string]>([
    ['RejectCase',      'PRELIMINARY',   { ground: 'outside-area', ...reasons }, 3, none,       'INADMISSIBLE - preliminary'],
    ['RejectCase',      'INVESTIGATION', { ground: 'outside-area', ...reasons }, 2, none,       'INADMISSIBLE - investigation'],
    ['RejectCase',      'INVESTIGATION', { ground: 'outside-area', ...reasons }, 1, none,       'refused: roleAllows'],
    ['RejectCase',      'PRELIMINARY',   {},                                     3, none,       'refused: groundIsListed, reasonsAreGiven'],
    ['StayCase',        'INVESTIGATION', { ...stayed, hours: 336 },              3, none,       'STAYED + stay 336 h | investigation'],
    ['StayCase',        'INVESTIGATION', stayed,                                 0, none,       'refused: roleAllows'],
    ['GrantWithdrawal', 'INVESTIGATION', { pressureIsExcluded: true },           3, none,       'refused: withdrawalIsPending, noOtherReportCarriesIt'],
    ['RefuseWithdrawal','INVESTIGATION', reasons,                                3, none,       'refused: withdrawalIsPending'],
    ['GrantReopening',  'CLOSED',        reasons,                                5, none,       'refused: requestIsPending'],
    ['RefuseReopening', 'CLOSED',        {},                                     5, none,       'refused: requestIsPending, reasonsAreGiven'],
  ])('%s in %s', (command, state, payload, signatures, start, expected) => {
    const road = bringTo(state, start);
    const seated = sitting(road);
    expect(attempt(road, seated[0] ?? chair, command, payload, { signatures: signed(seated.slice(0, signatures)) })).toBe(expected);
  });

  it('a complaint is withdrawn, unless casualties, gravity, pressure, another report or the accused stand against it', () => {
    const granted = bringTo('INVESTIGATION', COMPLAINT);
    granted.world.must('case', granted.id, 'RequestWithdrawal', { actor: partyA, payload: { ground: 'mistaken' } });
    const refuse = (road: Road, payload: JsonObject): string =>
      attempt(road, sitting(road)[0] ?? chair, 'GrantWithdrawal', payload, { signatures: signed(sitting(road)) });
    expect(refuse(granted, {})).toBe('refused: noSignOfPressure');
    expect(refuse(granted, { pressureIsExcluded: true })).toBe('WITHDRAWN - investigation - withdrawal');

    const grave = bringTo('INVESTIGATION', { ...COMPLAINT, content: { ...GRAVE, casualties: { killed: { best: 1 } } } });
    grave.world.must('case', grave.id, 'RequestWithdrawal', { actor: partyA, payload: { ground: 'mistaken' } });
    expect(refuse(grave, { pressureIsExcluded: true })).toBe('refused: severityIsAtMostThree, noCasualties');

    const insisted = bringTo('PARTY_REPLY', COMPLAINT);
    insisted.world.must('case', insisted.id, 'FileReply', { actor: partyB, payload: { insists: true } });
    insisted.world.must('case', insisted.id, 'RequestWithdrawal', { actor: partyA, payload: { ground: 'mistaken' } });
    expect(refuse(insisted, { pressureIsExcluded: true })).toBe('refused: accusedDoesNotInsist');
    expect(attempt(insisted, partyA, 'RequestWithdrawal', { ground: 'mistaken' })).toBe('refused: noWithdrawalIsPending, withdrawalIsLeft');
  });
});

describe('What may happen only so often (law-check section 3)', () => {
  const often = (road: Road, who: Actor, command: string, payload: JsonObject, between: (road: Road) => void = () => undefined): number => {
    for (let n = 0; n < 20; n += 1) {
      if (attempt(road, who, command, payload).startsWith('refused')) return n;
      between(road);
    }
    return Infinity;
  };

  // prettier-ignore
  it.each<[string, number, string, Actor, string, JsonObject, (road: Road) => void]>([
    ['extensions of INVESTIGATION', 2, 'INVESTIGATION', chair,  'ExtendTerm', reason, () => undefined],
    ['extensions of PARTY_REPLY',   1, 'PARTY_REPLY',   chair,  'ExtendTerm', reason, () => undefined],
    ['extensions of DELIBERATION',  2, 'DELIBERATION',  chair,  'ExtendTerm', reason, () => undefined],
    ['extensions of REVIEW',        1, 'REVIEW',        chair,  'ExtendTerm', reason, () => undefined],
    ['stays by the chair alone',    2, 'INVESTIGATION', chair,  'StayCaseUrgently', stayed, ({ world }) => void world.pass(48 * HOUR_MS)],
    ['talks',                       2, 'INVESTIGATION', partyA, 'OpenTalks', {}, ({ world }) => void world.pass(0)],
  ])('%s: %d', (_, times, state, who, command, payload, between) => {
    const road = bringTo(state);
    expect(often(road, who, command, payload, command === 'OpenTalks' ? endTalks : between)).toBe(times);
  });

  /** Ends the talks without the week that would end the investigation. */
  function endTalks({ world, id }: Road): void {
    const { talks: _, ...rest } = world.case(id).deadlines;
    world.subjects.set(`case/${id}`, { ...world.case(id), deadlines: rest });
  }

  it('stays: 6 orders, 60 days in total', () => {
    const road = bringTo('INVESTIGATION');
    let days = 0;
    let orders = 0;
    for (; orders < 10; orders += 1) {
      const payload = { ...stayed, hours: 336 };
      const seated = sitting(road);
      if (attempt(road, seated[0] ?? chair, 'StayCase', payload, { signatures: signed(seated) }).startsWith('refused')) break;
      const due = road.world.case(road.id).deadlines['stay']?.dueAt ?? 0;
      days += (due - road.world.at) / DAY_MS;
      road.world.pass(due - road.world.at);
    }
    expect([orders, days]).toEqual([5, 60]);
  });

  it('supplements: 3, the first without the bench', () => {
    const road = bringTo('PARTY_REPLY');
    const ask = (signatures: readonly Actor[]): string =>
      attempt(road, rapporteur, 'OpenSupplement', { evidence: ['item-9'], material: sealed() }, { signatures: signed(signatures) });
    const back = (): void => void road.world.pass(5 * DAY_MS);
    expect(ask([])).toBe('refused: chairAdmits');
    expect(ask([chair])).toBe('INVESTIGATION + investigation 120 h - reply');
    back();
    expect(ask([chair])).toBe('refused: benchAgreesUnlessFirst');
    expect(ask([chair, ...sitting(road)])).toMatch(/^INVESTIGATION/);
    back();
    expect(ask([chair, ...sitting(road)])).toMatch(/^INVESTIGATION/);
    back();
    expect(ask([chair, ...sitting(road)])).toBe('refused: supplementIsLeft');
  });

  it('joinings: 2 a case, and the tree is one deep', () => {
    const road = bringTo('JOINED');
    const { world, id } = road;
    const lead = world.case(id).joining.lead ?? '';
    const join = (child: string, to: string): string => attempt({ world, id: child }, chair, 'JoinCase', { lead: to, ground: 'same-act' });
    expect(join(lead, id)).toBe('refused: leadIsEarly, leadIsNotJoined, caseHasNoChildren');
    world.must('case', id, 'SeverCase', { actor: chair, payload: reason });
    expect(join(id, id)).toBe('refused: leadIsNotJoined');
    expect(join(id, lead)).toBe('JOINED - preliminary');
    world.must('case', id, 'SeverCase', { actor: chair, payload: reason });
    expect(join(id, lead)).toBe('refused: joinIsLeft');
  });

  it('revival: once on any ground within 7 days, later on a new fact only', () => {
    const road = bringTo('SETTLED');
    road.world.pass(8 * DAY_MS);
    expect(attempt(road, partyA, 'ReviveCase', { ground: 'own-motion' })).toBe('refused: factIsNewOrFirstAskedInTime');
    expect(attempt(road, partyA, 'ReviveCase', { ground: 'new-fact', newFact: sealed() })).toMatch(/^PRELIMINARY/);
  });

  it('reopening: from REFERRED once; from an end as often as a new fact is pleaded, and the counters begin anew', () => {
    const road = bringTo('CLOSED', { remedies: [remedyOf('R5')] });
    const request = (fact: string): string => attempt(road, partyA, 'RequestReopening', { ground: 'fraud', fact: fact.repeat(64) });
    expect(request('a')).toBe('CLOSED + reopening 168 h');
    expect(request('b')).toBe('refused: noRequestIsPending');
    byBench(road, 'RefuseReopening', reasons);
    expect(request('a')).toBe('refused: groundIsDecisiveAndNew');
    expect(request('c')).toBe('CLOSED + reopening 168 h');
    byBench(road, 'GrantReopening', reasons);
    expect(road.world.case(road.id)).toMatchObject({ state: 'INVESTIGATION', phase: 2, counts: { stays: 0, supplements: 0 } });
  });
});
