import type { DataSource } from 'typeorm';
import { logBacklog, type LogBacklog } from './log.query.js';
import { noticeBacklog } from './notices.query.js';

/** What waits, for whoever runs the system: no ids, no names. */
export interface Backlog {
  /** Effects of entries that nobody has finished yet. */
  readonly openEffects: number;
  /** Seconds since the oldest of them was written; 0 where none is open. */
  readonly oldestEffectSeconds: number;
  /** Deadlines that run and are past their time, with nothing entered yet. */
  readonly overdueDeadlines: number;
  /** Seconds that the latest of them is past its time; 0 where none is. */
  readonly mostOverdueSeconds: number;
  readonly runningDeadlines: number;
  /** Subjects whose due deadlines could not be entered; their deadlines are counted here and not among the overdue. */
  readonly setAside: number;
  readonly log: LogBacklog;
  /** Notices that wait to leave, the age of the oldest of them, and those that were given up. */
  readonly notices: { readonly waiting: number; readonly oldestSeconds: number; readonly dead: number };
}

/** Those that a person's command has moved on meanwhile are nobody's worry any more. */
const SET_ASIDE = `select s.stream, s.reason, s.since, s.tries, s.rests_until from tregua.set_aside_subjects s
  where exists (select 1 from tregua.deadlines d where d.stream = s.stream and d.paused_with_ms is null and d.due_at <= tregua.now())`;

export interface SetAsideSubject {
  readonly stream: string;
  readonly reason: string;
  readonly since: Date;
  readonly tries: number;
  readonly restsUntil: Date;
}

/** Subjects whose due deadlines could not be entered, for whoever runs the system: the longest first, a hundred at most. */
export async function listSetAside(dataSource: DataSource): Promise<readonly SetAsideSubject[]> {
  const rows = await dataSource.query<(Omit<SetAsideSubject, 'restsUntil'> & { rests_until: Date })[]>(
    `${SET_ASIDE} order by since limit 100`,
  );
  return rows.map(({ rests_until: restsUntil, ...subject }) => ({ ...subject, restsUntil }));
}

/** By the database's clock. */
export async function readBacklog(dataSource: DataSource): Promise<Backlog> {
  const [notices, log] = [await noticeBacklog(dataSource), await logBacklog(dataSource)];
  const rows: Record<string, string>[] = await dataSource.query(`
    with clock as (select tregua.now() as at)
    select o.n as effects, greatest(0, coalesce(extract(epoch from clock.at - o.oldest), 0)) as effect_age,
           d.n as running, d.late as overdue, (select count(*) from (${SET_ASIDE}) s) as set_aside, greatest(0, coalesce(extract(epoch from clock.at - d.earliest), 0)) as overdue_by
      from clock,
           lateral (select count(*) as n, min(created_at) as oldest from tregua.outbox where done_at is null) o,
           lateral (select count(*) as n, count(*) filter (where due_at <= clock.at) as late, min(due_at) as earliest
                      from tregua.deadlines where paused_with_ms is null and stream not in (select stream from tregua.set_aside_subjects)) d`);
  const of = (name: string): number => Number(rows[0]?.[name] ?? 0);
  return {
    openEffects: of('effects'),
    oldestEffectSeconds: of('effect_age'),
    overdueDeadlines: of('overdue'),
    mostOverdueSeconds: of('overdue_by'),
    runningDeadlines: of('running'),
    setAside: of('set_aside'),
    log,
    notices,
  };
}

/** Milliseconds until the next running deadline is due by the database's clock (0: one is due now), or undefined where none runs. */
export async function msUntilNextDeadline(dataSource: DataSource): Promise<number | undefined> {
  const rows: { ms: string | null }[] = await dataSource.query(
    `select ceil(extract(epoch from min(due_at) - tregua.now()) * 1000)::bigint as ms from tregua.deadlines
      where paused_with_ms is null and stream not in (select stream from tregua.set_aside_subjects)`,
  );
  const ms = rows[0]?.ms;
  return ms === undefined || ms === null ? undefined : Math.max(0, Number(ms));
}

/** What of a backlog is measured, for every process that shows it: name, meaning, value. */
export const BACKLOG_GAUGES: readonly { readonly name: string; readonly help: string; readonly of: (backlog: Backlog) => number }[] = [
  { name: 'tregua_outbox_open', help: 'Effects of entries that are not yet brought about.', of: ({ openEffects }) => openEffects },
  { name: 'tregua_outbox_oldest_seconds', help: 'Age of the oldest of them.', of: ({ oldestEffectSeconds }) => oldestEffectSeconds },
  { name: 'tregua_deadlines_running', help: 'Deadlines that run.', of: ({ runningDeadlines }) => runningDeadlines },
  { name: 'tregua_deadlines_overdue', help: 'Deadlines that are due and not yet entered.', of: ({ overdueDeadlines }) => overdueDeadlines },
  { name: 'tregua_deadlines_overdue_seconds', help: 'How late the latest of them is.', of: ({ mostOverdueSeconds }) => mostOverdueSeconds },
  { name: 'tregua_subjects_set_aside', help: 'Subjects whose due deadlines could not be entered.', of: ({ setAside }) => setAside },
  { name: 'tregua_log_waiting', help: 'Entries that have no index in the log yet.', of: ({ log }) => log.waiting },
  { name: 'tregua_log_set_aside', help: 'Those of them that cannot get one: their stream is broken.', of: ({ log }) => log.aside },
  { name: 'tregua_log_unsigned', help: 'Entries with an index that no checkpoint covers.', of: ({ log }) => log.unsigned },
  {
    name: 'tregua_log_waiting_oldest_seconds',
    help: 'Age of the oldest entry without an index.',
    of: ({ log }) => log.oldestWaitingSeconds,
  },
  {
    name: 'tregua_log_unsigned_oldest_seconds',
    help: 'Age of the oldest entry with an index that no checkpoint covers.',
    of: ({ log }) => log.oldestUnsignedSeconds,
  },
  { name: 'tregua_notices_waiting', help: 'Notices that wait to leave.', of: ({ notices }) => notices.waiting },
  { name: 'tregua_notices_oldest_seconds', help: 'Age of the oldest of them.', of: ({ notices }) => notices.oldestSeconds },
  { name: 'tregua_notices_dead', help: 'Notices that were given up.', of: ({ notices }) => notices.dead },
];

/** The bound for what may wait: later than this is told to whoever runs the system. */
const LATE_SECONDS = 60;

/**
 * What is degraded, by what waits: nothing of it stops filing or voting. `subjects`: the deadlines of some cannot be entered, those of all others are. `log`: the sequencer does not take
 * entries, `signer`: what it took gets no checkpoint (the signer cannot be reached, or refuses): the receipt says that the entry was accepted, its proof is late.
 */
export function lateIn(backlog: Backlog): Readonly<Record<'effects' | 'deadlines' | 'subjects' | 'log' | 'signer', 'up' | 'late'>> {
  return {
    effects: backlog.oldestEffectSeconds > LATE_SECONDS ? 'late' : 'up',
    deadlines: backlog.mostOverdueSeconds > LATE_SECONDS ? 'late' : 'up',
    subjects: backlog.setAside > 0 ? 'late' : 'up',
    log: backlog.log.aside > 0 || backlog.log.oldestWaitingSeconds > LATE_SECONDS ? 'late' : 'up',
    signer: backlog.log.oldestUnsignedSeconds > LATE_SECONDS ? 'late' : 'up',
  };
}

/** Whether anything that was entered up to an instant (milliseconds, by the database's clock) still waits to be brought about. */
export async function effectsAreOpen(dataSource: DataSource, until: number): Promise<boolean> {
  const rows = await dataSource.query<unknown[]>(
    'select 1 from tregua.outbox where done_at is null and created_at <= to_timestamp($1::double precision / 1000) limit 1',
    [until],
  );
  return rows.length > 0;
}
