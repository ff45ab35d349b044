import { reportProcess } from '../process/v1/report.js';
import { caseProcess } from '../process/v1/case.js';
import { checkRulebook } from '../rulebook/check-rulebook.js';
import { rulebookIds, rulebookOf } from '../rulebook/index.js';
import { checkProcess, countsOf, faultsOf } from './check-process.js';
import type { Process, Subject } from './types.js';

const processes = [caseProcess, reportProcess] as unknown as readonly Process<Subject>[];

describe('The tables', () => {
  it.each(processes.map((process) => [process.name, process] as const))('of the %s process have no fault', (_, process) => {
    expect(faultsOf(process)).toEqual([]);
    expect(() => checkProcess(process)).not.toThrow();
  });

  // law-check.md, section 5; guards that were added since, each with its reason in docs/decisions/007-law-as-mended.md.
  const ADDED = ['reportIsOfThisCase', 'twoAskWhereMembersDo', 'breachIsNotToCome'];
  // One row of each table was added: what a corrected calendar does (docs/decisions/020). A case may be in any of its 21 states by then.
  const RECOMPUTED = ['termsCountByCalendar', 'correctionIsConfirmed', 'correctionIsNewer'];

  it('are at fault where the road that is shown is none that the rows allow', () => {
    const [cases] = processes as [Process<Subject>];
    const faults = (road: readonly string[]): string[] => faultsOf({ ...cases, road });
    expect(faults(cases.road.filter((state) => state !== 'PANEL'))).toEqual([
      'the road goes from PARTY_REPLY to DELIBERATION, and no row does',
    ]);
    expect(faults(cases.road.slice(1))).toEqual(['the road begins at PRELIMINARY, where nothing is born']);
    expect(faults(cases.road.slice(0, -1))).toEqual(['the road leads to REMEDY, which is no end']);
  });

  it('of a case hold what the check of the law counted', () => {
    expect(countsOf(caseProcess)).toEqual({
      states: 15,
      ends: 6,
      commands: 113 + 1,
      births: 1,
      lapses: 37,
      pairs: 496 + 21,
      events: 113 + 1,
      guards: 124 + ADDED.length + RECOMPUTED.length,
      toSame: 54 + 1,
      toRemembered: 4,
      toNamed: 55,
    });
  });

  it('of a report hold what the check of the law counted', () => {
    expect(countsOf(reportProcess)).toMatchObject({ states: 6, ends: 5, commands: 22 + 1, births: 1, lapses: 5 });
  });
});

describe('The check of the law at the start', () => {
  it('of both tables and of the rulebook takes less than 100 ms of processor time', () => {
    const began = process.cpuUsage();
    for (const process of processes) checkProcess(process);
    for (const id of rulebookIds) expect(checkRulebook(rulebookOf(id))).toEqual([]);
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1_000).toBeLessThan(100);
  });
});

describe('A planted fault is found', () => {
  const report = reportProcess as unknown as Process<Subject>;
  const withRow = (command: string, change: object): Process<Subject> =>
    ({ ...report, rows: { ...report.rows, [command]: { ...report.rows[command], ...change } } }) as Process<Subject>;
  const without = (command: string): Process<Subject> => ({
    ...report,
    rows: Object.fromEntries(Object.entries(report.rows).filter(([name]) => name !== command)),
  });

  it.each([
    ['a state without a lapse', without('LapseVerification'), 'SUBMITTED awaits verification, which nothing lets lapse there'],
    ['a state that lapses never leave', withRow('LapseReturn', { to: 'same' }), 'RETURNED reaches no end by lapses alone'],
    ['a guard that is not there', withRow('VerifyReport', { when: ['moonIsFull'] }), 'VerifyReport: there is no guard moonIsFull'],
    ['a guard that nobody asks', withRow('ResubmitReport', { when: [] }), 'the guard reasonIsAnswered is asked by no row'],
    ['an event recorded twice', withRow('VerifyReport', { records: 'ReportReturned' }), 'two rows record ReportReturned'],
    ['a state that nothing leads to', withRow('AskTriageReview', { to: 'same' }), 'TRIAGE_REVIEW cannot be reached'],
    [
      'a state without a deadline',
      withRow('VerifyReport', { starts: [] }),
      'VerifyReport leads to VERIFIED and starts nothing that it awaits',
    ],
    ['a state without an owner', { ...report, owners: { ...report.owners, DRAFT: undefined as unknown as string } }, 'DRAFT has no owner'],
    [
      'an owner without an act',
      { ...report, owners: { ...report.owners, DRAFT: 'registrar' } },
      'registrar, who owns DRAFT, can do nothing in it',
    ],
    ['a lapse by a person', withRow('LapseDraft', { by: ['author'] }), "LapseDraft: a lapse is the system's, and names its deadline"],
    ['a row to nowhere', withRow('RefuseReport', { to: 'NOWHERE' }), 'RefuseReport: there is no state NOWHERE'],
  ])('%s', (_, process, fault) => {
    expect(faultsOf(process)).toContain(fault);
    expect(() => checkProcess(process)).toThrow(fault);
  });
});
