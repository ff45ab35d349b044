import { rulebookOf } from './index.js';
import { addSpan, dueAfter, spanOf } from './terms.js';

const at = (text: string): number => Date.parse(text);
const rulebook = rulebookOf('paris-2026-draft-1');
const calendars = { office: { id: 'office', weekdays: [1, 2, 3, 4, 5], holidays: ['2026-05-01'] } };

describe('addSpan', () => {
  it.each([
    ['hours', { unit: 'hour', amount: 20 } as const, '2026-02-01T10:00:00Z', '2026-02-02T06:00:00Z'],
    [
      'days are 24 h of UTC, also over a change of summer time',
      { unit: 'day', amount: 2 } as const,
      '2026-03-28T10:30:00Z',
      '2026-03-30T10:30:00Z',
    ],
    ['29 February', { unit: 'day', amount: 1 } as const, '2028-02-28T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['nothing', { unit: 'hour', amount: 0 } as const, '2026-02-01T10:00:00Z', '2026-02-01T10:00:00Z'],
    ['a working week', { unit: 'workingDay', amount: 5, calendar: 'office' } as const, '2026-02-06T15:00:00Z', '2026-02-13T15:00:00Z'],
    [
      'a start on a Saturday',
      { unit: 'workingDay', amount: 1, calendar: 'office' } as const,
      '2026-02-07T10:00:00Z',
      '2026-02-10T00:00:00Z',
    ],
    [
      'a holiday does not count',
      { unit: 'workingDay', amount: 1, calendar: 'office' } as const,
      '2026-04-30T12:00:00Z',
      '2026-05-04T12:00:00Z',
    ],
  ])('%s', (_name, span, from, to) => {
    expect(new Date(addSpan(at(from), span, calendars)).toISOString()).toBe(new Date(at(to)).toISOString());
  });

  it('refuses a calendar that is not there, and one that never works', () => {
    expect(() => addSpan(0, { unit: 'workingDay', amount: 1, calendar: 'none' }, calendars)).toThrow('no calendar none');
    const never = { never: { id: 'never', weekdays: [], holidays: [] } };
    expect(() => addSpan(0, { unit: 'workingDay', amount: 1, calendar: 'never' }, never)).toThrow('works on no day');
  });
});

/** The "Terms" line of the checked law, in hours: severity 5 / 4 / up to 3. */
describe('terms of the draft', () => {
  const d = 24;
  it.each([
    ['registration', 1, 4, 24],
    ['preliminary', 12, 20, 72],
    ['investigation', 5 * d, 10 * d, 10 * d],
    ['investigationSupplement', 5 * d, 5 * d, 5 * d],
    ['reply', 72, 72, 7 * d],
    ['panel', 48, 48, 48],
    ['deliberation', 5 * d, 5 * d, 10 * d],
    ['deliberationRecalled', 48, 48, 48],
    ['ballot', 48, 48, 48],
    ['secondCall', 24, 24, 24],
    ['chairRuling', 48, 48, 48],
    ['viceChairRuling', 24, 24, 24],
    ['service', 12, 12, 12],
    ['embargo', 24, 24, 24],
    ['publication', 72, 72, 72],
    ['publicationFromFinal', 12, 12, 12],
    ['reviewWindow', 7 * d, 7 * d, 7 * d],
    ['review', 14 * d, 14 * d, 14 * d],
    ['finality', 24, 24, 24],
    ['remedyR1', 24, 24, 72],
    ['remedyR4', 60 * d, 60 * d, 60 * d],
    ['complianceCheck', 72, 72, 72],
    ['closing', 24, 24, 24],
    ['nonCompliance', 72, 72, 72],
    ['referral', 30 * d, 30 * d, 30 * d],
    ['stay', 14 * d, 14 * d, 14 * d],
    ['stayByChair', 72, 72, 72],
    ['talks', 7 * d, 7 * d, 7 * d],
    ['withdrawal', 48, 48, 48],
    ['declaration', 12, 12, 12],
    ['challenge', 24, 24, 24],
    ['provisional', 30 * d, 30 * d, 30 * d],
    ['outsideDecision', 30 * d, 30 * d, 30 * d],
    ['outsideDecisionE1', 24, 24, 24],
    ['reopening', 7 * d, 7 * d, 7 * d],
    ['plenaryReopening', 14 * d, 14 * d, 14 * d],
    ['ongoing', 6, 6, 6],
    ['mark1', 12, 12, 12],
    ['mark2', 20, 20, 20],
    ['mark3', 24, 24, 24],
    ['mark4', 72, 72, 72],
    ['draft', 14 * d, 14 * d, 14 * d],
    ['verification', 2, 2, 12],
    ['return', 2, 2, 48],
    ['triage', 2, 2, 24],
  ])('%s: %i / %i / %i h', (term, five, four, three) => {
    const hours = (severity: number): number => dueAfter(0, rulebook, term, severity) / 3_600_000;
    expect([5, 4, 3, 2, 1].map(hours)).toEqual([five, four, three, three, three]);
  });

  it('refuses a term or a severity that is not there', () => {
    expect(() => spanOf(rulebook, 'nonsense', 3)).toThrow('no term nonsense');
    expect(() => spanOf(rulebook, 'panel', 6)).toThrow('no severity 6');
  });
});
