import { jest } from '@jest/globals';
import { currentRulebookId, rulebookOf } from '@tregua/casework';
import type { Docket } from '@tregua/docket';
import { setClock } from '@tregua/store';
import { docketOn, entered, monitor, seatCommission, shelling } from '../support/commission.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const HOUR = 3_600_000;
const utc = (text: string): number => Date.parse(`${text}Z`);

/** Instants at which some clock or calendar leaps. */
const LEAPS: readonly [what: string, at: number][] = [
  ['summer time begins in Europe/Kyiv', utc('2026-03-29T01:00')],
  ['summer time ends in Europe/Kyiv', utc('2026-10-25T01:00')],
  ['summer time begins in Europe/Paris', utc('2027-03-28T01:00')],
  ['summer time ends in Europe/Paris', utc('2027-10-31T01:00')],
  ['summer time begins in America/New_York', utc('2026-03-08T07:00')],
  ['summer time ends in America/New_York', utc('2026-11-01T06:00')],
  ['a leap day begins', utc('2028-02-29T00:00')],
  ['a leap day ends', utc('2028-03-01T00:00')],
  ['the last of February of a common year ends', utc('2027-03-01T00:00')],
  ['a year ends', utc('2027-01-01T00:00')],
];
const ONLY_THE_DATE = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

describe('deadlines by the one clock', () => {
  let database: TestDatabase;
  let docket: Docket;

  beforeAll(async () => {
    database = await createTestDatabase();
    docket = docketOn(database);
    await seatCommission(database);
  });
  afterAll(async () => await database?.drop());
  afterEach(() => void jest.useRealTimers());

  const standAt = (at: number): Promise<void> => setClock(database.ownerUrl, { standingAt: at });
  const lapses = async (): Promise<string[]> => (await docket.lapseDue(100)).entered.map(({ type }) => type);

  /** A report that a team lead has so long to verify, and when that is over: by the row, and by the rulebook's hours counted here. */
  async function submittedAt(at: number): Promise<{ stream: string; dueAt: number; expected: number }> {
    await standAt(at);
    const content = shelling({}, at);
    const { id } = entered(await docket.enter({ process: 'report', command: 'CreateReport', payload: { content }, actor: monitor }));
    entered(await docket.enter({ process: 'report', stream: id, command: 'SubmitReport', payload: {}, actor: monitor }));
    const [row] = await database.ask<{ due: string; severity: number }>(
      `select extract(epoch from d.due_at) * 1000 as due, r.severity from tregua.deadlines d join tregua.reports r on r.stream = d.stream
        where d.stream = $1 and d.kind = 'verification'`,
      [`report/${id}`],
    );
    const span = rulebookOf(currentRulebookId).terms['verification']?.spans[(row?.severity ?? 0) - 1];
    return { stream: `report/${id}`, dueAt: Number(row?.due), expected: at + (span?.amount ?? 0) * HOUR };
  }

  async function firesAtItsTime(at: number): Promise<void> {
    const { stream, dueAt, expected } = await submittedAt(at);
    expect(dueAt).toBe(expected);
    for (const before of [dueAt - 2 * HOUR, dueAt - HOUR, dueAt - 1]) {
      await standAt(Math.max(before, at));
      expect(await lapses()).toEqual([]);
    }
    await standAt(dueAt);
    expect(await lapses()).toEqual(['VerificationLapsed']);
    expect(await lapses()).toEqual([]);
    const [entry] = await database.ask<{ at: Date }>(`select at from tregua.entries where stream = $1 and type = 'VerificationLapsed'`, [
      stream,
    ]);
    expect(entry?.at.getTime()).toBe(dueAt);
    // What follows from it must not stand in the way of the next one.
    await database.ask('delete from tregua.deadlines where stream = $1', [stream]);
  }

  it.each(LEAPS)('fire at their time and not before when %s', async (_, leap) => {
    for (const before of [HOUR, 90 * 60_000, 1]) await firesAtItsTime(leap - before);
  });

  it.each([
    ['two hours fast', 2 * HOUR],
    ['two hours slow', -2 * HOUR],
    ['a year fast', 366 * 24 * HOUR],
  ])('fire by the database, on a host whose clock is %s', async (_, off) => {
    const at = utc('2026-06-01T12:00');
    jest.useFakeTimers({ now: at + off, doNotFake: [...ONLY_THE_DATE] });
    expect(Date.now()).toBe(at + off);
    await firesAtItsTime(at);
  });

  it('are not fired by a clock that is set back, and an entry is never dated before the one it follows', async () => {
    const at = utc('2026-07-01T12:00');
    const first = await submittedAt(at);
    await standAt(first.dueAt);
    expect(await lapses()).toEqual(['VerificationLapsed']);
    await standAt(at - 2 * HOUR);
    expect(await lapses()).toEqual([]);
    const second = await submittedAt(at - 2 * HOUR);
    expect(second.dueAt).toBe(first.dueAt - 2 * HOUR);
    await standAt(second.dueAt - 1);
    expect(await lapses()).toEqual([]);
    await standAt(second.dueAt);
    expect(await lapses()).toEqual(['VerificationLapsed']);
    const dates = await database.ask<{ back: string }>(
      `select count(*) as back from tregua.entries e join tregua.entries n on n.stream = e.stream and n.seq = e.seq + 1 where n.at < e.at`,
    );
    expect(Number(dates[0]?.back)).toBe(0);
  });
});
