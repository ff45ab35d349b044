import type { DataSource, EntityManager } from 'typeorm';
import {
  calendarIn,
  calendarMoves,
  calendarProblem,
  mayCorrectCalendars,
  PROPOSAL_STANDS_MS,
  type Actor,
  type Calendar,
  type CalendarMove,
  type JsonObject,
  type MoveTimes,
  type Rulebook,
  type Subject,
} from '@tregua/casework';
import { commissionLaw, sha256, type Law } from '@tregua/docket';
import { canonicalBytes, entryOf, toHex, type Json } from '@tregua/ledger';
import type { Keyring } from '../keyring/keyring.js';
import { appendEntry, inOwnTransaction } from './append-entry.js';
import type { OwnEntryType } from './own-entry-types.js';

/** A corrected calendar: the id of one of the rulebook's, and what it should have said. */
export type CorrectedCalendar = Calendar;

/** What of the law corrections need. A test may bring a rulebook that counts otherwise. */
export type LawOfCalendars = Pick<Law, 'currentRulebookId' | 'rulebookOf'>;

/** One deadline that the correction would move: of which matter, and in what. */
export interface SubjectMove extends CalendarMove {
  readonly stream: string;
  /** The reference that people know it by. */
  readonly reference: string;
}

export type CorrectionRefused = 'nothingIsProposed' | 'needsAnotherPerson' | 'previewHasChanged' | 'proposalIsOld' | 'mayNot';

export type CorrectionEntered =
  | { readonly status: 'entered'; readonly seq: number; readonly moves: readonly SubjectMove[] }
  | { readonly status: 'refused'; readonly reason: CorrectionRefused; readonly moves: readonly SubjectMove[] };

interface LastEntry {
  readonly type: string;
  readonly seq: number;
  readonly at: number;
  readonly actor: JsonObject;
  readonly payload: JsonObject;
}

/**
 * Corrections of calendars as acts of two people: one proposes, with what it would move; another confirms exactly that. Both are entries of the stream
 * calendar/<id>, and nothing is ever edited: `Recomputation` then lets the law supersede each deadline in its own stream.
 */
export class CalendarCorrections {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
    private readonly law: LawOfCalendars = commissionLaw,
  ) {}

  /**
   * Every running deadline that would move, by the database's clock: as a proposal of now would, or as the one that waits for its confirmation does.
   *
   * @throws RangeError for what is no calendar of the rulebook in force
   */
  async preview(corrected: CorrectedCalendar): Promise<readonly SubjectMove[]> {
    this.check(corrected);
    return await this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      const at = await now(manager);
      const last = await lastOf(manager, corrected.id);
      const waits = last?.type === 'CalendarProposed' && isSame(corrected, last) && at - last.at <= PROPOSAL_STANDS_MS;
      return await this.movesOf(manager, corrected, { proposedAt: waits ? last.at : at, at });
    });
  }

  /** The calendar of the rulebook in force, or the last correction of it; undefined where there is no such calendar. */
  async inForce(id: string): Promise<Calendar | undefined> {
    const [row] = await this.dataSource.query<{ bytes: Buffer }[]>(
      `select bytes from tregua.entries where stream = $1 and type = 'CalendarConfirmed' order by seq desc limit 1`,
      [`calendar/${id}`],
    );
    const confirmed = row === undefined ? null : calendarIn((entryOf(row.bytes).data as { readonly payload: JsonObject }).payload);
    return confirmed ?? this.law.rulebookOf(this.law.currentRulebookId).calendars[id];
  }

  async propose(corrected: CorrectedCalendar, by: Actor): Promise<CorrectionEntered> {
    this.check(corrected);
    if (!mayCorrectCalendars.includes(by.role)) return { status: 'refused', reason: 'mayNot', moves: [] };
    return await inOwnTransaction(this.dataSource, async (manager) => {
      await lockStream(manager, corrected.id);
      const at = Math.max(await now(manager), (await lastOf(manager, corrected.id))?.at ?? 0);
      const moves = await this.movesOf(manager, corrected, { proposedAt: at, at });
      return await this.enter(manager, { corrected, by, moves, at }, 'ProposeCalendar', 'CalendarProposed', {});
    });
  }

  /** @param corrected what the one who confirms has read: it must be what was proposed, and still move just what it moved then */
  async confirm(corrected: CorrectedCalendar, by: Actor): Promise<CorrectionEntered> {
    this.check(corrected);
    const refuse = (reason: CorrectionRefused, moves: readonly SubjectMove[] = []): CorrectionEntered => ({
      status: 'refused',
      reason,
      moves,
    });
    if (!mayCorrectCalendars.includes(by.role)) return refuse('mayNot');
    return await inOwnTransaction(this.dataSource, async (manager) => {
      await lockStream(manager, corrected.id);
      const proposed = await lastOf(manager, corrected.id);
      if (proposed?.type !== 'CalendarProposed') return refuse('nothingIsProposed');
      if (proposed.actor['id'] === by.id) return refuse('needsAnotherPerson');
      const at = Math.max(await now(manager), proposed.at);
      const moves = await this.movesOf(manager, corrected, { proposedAt: proposed.at, at });
      if (at - proposed.at > PROPOSAL_STANDS_MS) return refuse('proposalIsOld', moves);
      if (proposed.payload['digest'] !== digestOf(corrected, moves)) return refuse('previewHasChanged', moves);
      const act = { corrected, by, moves, at };
      return await this.enter(manager, act, 'ConfirmCalendar', 'CalendarConfirmed', { proposal: proposed.seq });
    });
  }

  private check(corrected: CorrectedCalendar): void {
    const problem = calendarProblem(corrected);
    if (problem !== undefined) throw new RangeError(problem);
    if (this.law.rulebookOf(this.law.currentRulebookId).calendars[corrected.id] === undefined)
      throw new RangeError(`id: the rulebook in force has no calendar "${corrected.id}".`);
  }

  private async movesOf(manager: EntityManager, corrected: CorrectedCalendar, times: MoveTimes): Promise<readonly SubjectMove[]> {
    const moves: SubjectMove[] = [];
    for (let after = ''; ;) {
      const rows = await manager.query<{ stream: string; reference: string; subject: Subject }[]>(
        `select h.stream, coalesce(c.reference, r.reference) as reference, coalesce(c.snapshot, r.snapshot) as subject
           from (select distinct stream from tregua.deadlines where stream > $1 order by stream limit 500) h
           left join tregua.cases c on c.stream = h.stream left join tregua.reports r on r.stream = h.stream order by h.stream`,
        [after],
      );
      for (const { stream, reference, subject } of rows) {
        const rulebook: Rulebook = this.law.rulebookOf(subject.rulebook);
        if (rulebook.calendars[corrected.id] === undefined) continue;
        moves.push(...calendarMoves(subject, rulebook, corrected, times).map((move) => ({ stream, reference, ...move })));
      }
      const last = rows.at(-1);
      if (last === undefined) return moves;
      after = last.stream;
    }
  }

  private async enter(
    manager: EntityManager,
    { corrected, by, moves, at }: { corrected: CorrectedCalendar; by: Actor; moves: readonly SubjectMove[]; at: number },
    command: string,
    type: OwnEntryType,
    more: JsonObject,
  ): Promise<CorrectionEntered> {
    const { id, weekdays, holidays, clock } = corrected;
    const payload: JsonObject = {
      calendar: id,
      weekdays,
      holidays,
      ...(clock === undefined ? {} : { clock: clock as unknown as JsonObject }),
      moves: moves.length,
      digest: digestOf(corrected, moves),
      // The zones' data that this program has: nothing that is decided rests on them, and it is known which they were.
      tzdata: process.versions['tz'] ?? '',
      ...more,
    };
    const entry = { stream: `calendar/${id}`, command, type, actor: by, rulebook: this.law.currentRulebookId, payload };
    const { seq } = await appendEntry(manager, this.keyring, entry, at);
    return { status: 'entered', seq, moves };
  }
}

async function now(manager: EntityManager): Promise<number> {
  const [row] = await manager.query<{ at: string }[]>('select tregua.now_ms() as at');
  return Number(row?.at);
}

/** Two acts on one calendar come one after the other, also the first two, which find no head to lock. */
async function lockStream(manager: EntityManager, id: string): Promise<void> {
  await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`calendar/${id}`]);
}

async function lastOf(manager: EntityManager, id: string): Promise<LastEntry | undefined> {
  const [row] = await manager.query<{ bytes: Buffer }[]>('select bytes from tregua.entries where stream = $1 order by seq desc limit 1', [
    `calendar/${id}`,
  ]);
  if (row === undefined) return undefined;
  const { type, seq, at, actor, data } = entryOf(row.bytes);
  const { payload } = data as { readonly payload: JsonObject };
  return { type, seq, at: Date.parse(at), actor, payload };
}

function isSame(corrected: CorrectedCalendar, { payload }: LastEntry): boolean {
  const proposed = calendarIn(payload);
  return proposed !== null && toHex(canonicalBytes(plain(proposed))) === toHex(canonicalBytes(plain(corrected)));
}

function plain({ id, weekdays, holidays, clock }: CorrectedCalendar): Json {
  return { id, weekdays, holidays, ...(clock === undefined ? {} : { clock: clock as unknown as Json }) };
}

function digestOf(corrected: CorrectedCalendar, moves: readonly SubjectMove[]): string {
  const listed = moves.map(({ stream, key, term, from, to, counted }) => ({ stream, key, term, from, to, counted }));
  return toHex(sha256(canonicalBytes({ calendar: plain(corrected), moves: listed })));
}
