import { caseOutlives, caseOwnDeadline } from '../process/v1/case-states.js';
import { reportOwnDeadline } from '../process/v1/report-process.js';
import { audiences } from './audiences.js';
import { dueReminder, nextReminder, reminderPlans, remindersOf } from './reminders.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 2, 6);
const deadline = (kind: string, hours: number): { kind: string; startedAt: number; dueAt: number } => ({
  kind,
  startedAt: START,
  dueAt: START + hours * HOUR,
});

it('every kind of deadline has a plan, and every plan reminds somebody', () => {
  const kinds = [...Object.values(caseOwnDeadline).flat(), ...caseOutlives, ...Object.values(reportOwnDeadline).flat()];
  expect([...new Set(kinds)].sort()).toEqual(Object.keys(reminderPlans).sort());
  expect(Object.values(reminderPlans).filter(({ remind }) => !Object.hasOwn(audiences, remind))).toEqual([]);
});

describe('when reminders come', () => {
  // prettier-ignore
  it.each<[string, number, string]>([
    // kind,           term,   step at so many hours
    ['investigation',  240,    'half 120, before24h 216'],
    ['reply',          72,     'half 36, before24h 48, due 72'],
    ['panel',          48,     'half 24'],                // a day before is the half
    ['panel',          30,     'half 15'],                // a day before would be sooner than the half
    ['registration',   1,      'half 0.5'],
    ['registration',   24,     'half 12, before1h 23'],
    ['ballot',         48,     'half 24, before3h 45'],
    ['mark',           12,     ''],
    ['joining',        0,      ''],
    ['unknown',        24,     ''],
  ])('%s of %d hours: %s', (kind, hours, expected) => {
    const found = remindersOf(deadline(kind, hours)).map(({ step, at }) => `${step} ${(at - START) / HOUR}`);
    expect(found.join(', ')).toBe(expected);
  });

  it('none while the deadline stands still', () => {
    expect(remindersOf({ ...deadline('reply', 72), pausedWithMs: 5 })).toEqual([]);
  });

  it.each<[string, number, number, string | undefined]>([
    ['nothing before its time', 0, 35, undefined],
    ['the half', 36, 36, 'half'],
    ['the latest of two that were missed', 36, 50, 'before24h'],
    ['not one that was sent', 49, 50, undefined],
    ['the end', 72, 100, 'due'],
  ])('%s', (_, from, at, step) => {
    expect(dueReminder(deadline('reply', 72), START + from * HOUR, START + at * HOUR)?.step).toBe(step);
  });

  it('the next after the last is none', () => {
    expect(nextReminder(deadline('reply', 72), START)?.step).toBe('half');
    expect(nextReminder(deadline('reply', 72), START + 36 * HOUR)?.step).toBe('before24h');
    expect(nextReminder(deadline('reply', 72), START + 72 * HOUR)).toBeUndefined();
  });
});
