import type { DataSource } from 'typeorm';
import {
  calendarMoves,
  currentRulebookId,
  rulebookOf,
  type Actor,
  type Calendar,
  type CalendarMove,
  type JsonObject,
  type Subject,
} from '@tregua/casework';
import { sha256 } from '@tregua/docket';
import { canonicalBytes, entryOf, toHex } from '@tregua/ledger';
import type { Keyring } from '../keyring/keyring.js';
import { appendEntry, inOwnTransaction } from './append-entry.js';

/** A corrected calendar: the id of one of the rulebook's, and what it should have said. */
export type CorrectedCalendar = Pick<Calendar, 'id' | 'weekdays' | 'holidays'>;

/** One deadline that the correction would move, and in what. */
export interface SubjectMove extends CalendarMove {
  readonly stream: string;
}

export type CorrectionEntered =
  | { readonly status: 'entered'; readonly seq: number; readonly moves: readonly SubjectMove[] }
  | {
      readonly status: 'refused';
      readonly reason: 'nothingIsProposed' | 'needsAnotherPerson' | 'previewHasChanged' | 'processMovesNoDeadlines' | 'mayNot';
    };

/** Holidays are law's own data: who keeps the register proposes, and somebody else of these confirms. */
const MAY: readonly string[] = ['registrar', 'chair', 'vice_chair'];
const WEEKDAYS: readonly unknown[] = [0, 1, 2, 3, 4, 5, 6];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Corrections of calendars as acts of two people: one proposes, with what it would move; another confirms exactly that. Both are entries of the stream
 * calendar/<id>. Nothing is ever edited: version 1 of the process has no command that supersedes running deadlines, and none of its terms is counted by
 * a calendar; a correction that would move one is refused until a rulebook that counts so brings that command.
 */
export class CalendarCorrections {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {}

  /** Every running deadline that would move, by the database's clock. @throws RangeError for what is no calendar of the rulebook in force */
  async preview(corrected: CorrectedCalendar): Promise<readonly SubjectMove[]> {
    check(corrected);
    const moves: SubjectMove[] = [];
    for (let after = ''; ;) {
      const rows = await this.dataSource.query<{ stream: string; at: string; subject: Subject }[]>(
        `select h.stream, tregua.now_ms() as at, coalesce(c.snapshot, r.snapshot) as subject
           from (select distinct stream from tregua.deadlines where stream > $1 order by stream limit 500) h
           left join tregua.cases c on c.stream = h.stream left join tregua.reports r on r.stream = h.stream order by h.stream`,
        [after],
      );
      for (const { stream, at, subject } of rows) {
        const rulebook = rulebookOf(subject.rulebook);
        if (rulebook.calendars[corrected.id] === undefined) continue;
        moves.push(...calendarMoves(subject, rulebook, corrected, Number(at)).map((move) => ({ stream, ...move })));
      }
      const last = rows.at(-1);
      if (last === undefined) return moves;
      after = last.stream;
    }
  }

  async propose(corrected: CorrectedCalendar, by: Actor): Promise<CorrectionEntered> {
    if (!MAY.includes(by.role)) return { status: 'refused', reason: 'mayNot' };
    const moves = await this.preview(corrected);
    if (moves.length > 0) return { status: 'refused', reason: 'processMovesNoDeadlines' };
    return await this.enter(corrected, by, moves, 'ProposeCalendar', 'CalendarProposed', {});
  }

  /** @param corrected what the one who confirms has read: it must be what was proposed */
  async confirm(corrected: CorrectedCalendar, by: Actor): Promise<CorrectionEntered> {
    if (!MAY.includes(by.role)) return { status: 'refused', reason: 'mayNot' };
    const proposed = await this.lastOf(corrected.id);
    if (proposed?.type !== 'CalendarProposed') return { status: 'refused', reason: 'nothingIsProposed' };
    if (proposed.actor['id'] === by.id) return { status: 'refused', reason: 'needsAnotherPerson' };
    const moves = await this.preview(corrected);
    if (proposed.digest !== digestOf(corrected, moves)) return { status: 'refused', reason: 'previewHasChanged' };
    return await this.enter(corrected, by, moves, 'ConfirmCalendar', 'CalendarConfirmed', { proposal: proposed.seq });
  }

  private async enter(
    { id, weekdays, holidays }: CorrectedCalendar,
    actor: Actor,
    moves: readonly SubjectMove[],
    command: string,
    type: string,
    more: JsonObject,
  ): Promise<CorrectionEntered> {
    const digest = digestOf({ id, weekdays, holidays }, moves);
    // The zones' data that this program has: nothing that is decided rests on them, and it is known which they were.
    const payload = { calendar: id, weekdays, holidays, moves: moves.length, digest, tzdata: process.versions['tz'] ?? '', ...more };
    const entry = { stream: `calendar/${id}`, command, type, actor, rulebook: currentRulebookId, payload };
    const { seq } = await inOwnTransaction(this.dataSource, (manager) => appendEntry(manager, this.keyring, entry));
    return { status: 'entered', seq, moves };
  }

  private async lastOf(id: string): Promise<{ type: string; seq: number; actor: JsonObject; digest: string } | undefined> {
    const [row] = await this.dataSource.query<{ bytes: Buffer }[]>(
      'select bytes from tregua.entries where stream = $1 order by seq desc limit 1',
      [`calendar/${id}`],
    );
    if (row === undefined) return undefined;
    const { type, seq, actor, data } = entryOf(row.bytes);
    const { digest } = (data as { readonly payload: { readonly digest: string } }).payload;
    return { type, seq, actor, digest };
  }
}

function check({ id, weekdays, holidays }: CorrectedCalendar): void {
  if (rulebookOf(currentRulebookId).calendars[id] === undefined) throw new RangeError(`id: the rulebook in force has no calendar "${id}".`);
  const isWeekdays =
    Array.isArray(weekdays) && weekdays.length > 0 && weekdays.length <= 7 && weekdays.every((day: unknown) => WEEKDAYS.includes(day));
  if (!isWeekdays || new Set(weekdays).size !== weekdays.length)
    throw new RangeError('weekdays: 1 to 7 different numbers from 0 (Sunday) to 6.');
  const isHolidays = Array.isArray(holidays) && holidays.length <= 1_000 && holidays.every(isDay);
  if (!isHolidays || new Set(holidays).size !== holidays.length)
    throw new RangeError('holidays: at most 1,000 different days as YYYY-MM-DD.');
}

/** A day that there is: 30 February is none. */
function isDay(text: unknown): boolean {
  if (typeof text !== 'string' || !DAY.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function digestOf({ id, weekdays, holidays }: CorrectedCalendar, moves: readonly SubjectMove[]): string {
  return toHex(
    sha256(
      canonicalBytes({ id, weekdays, holidays, moves: moves.map(({ stream, key, term, from, to }) => ({ stream, key, term, from, to })) }),
    ),
  );
}
