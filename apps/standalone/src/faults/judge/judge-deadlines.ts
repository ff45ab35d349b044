import type { Deadline, Process, Subject } from '@tregua/casework';
import type { Folded, Step } from './fold.js';
import type { ClockLine, EntryRow, Evidence, Finding } from './records.js';

/** nothing-is-missed: a deadline fires within this much after it is due, by the database's clock, whatever crashes meanwhile. */
export const MOST_LATENESS_MS = 30_000;

/** Lapses that are entered because another case ended, and not because a clock ran out (law: a lead case ends, and those joined to it go on). */
const FOLLOW_UPS = new Set(['joining']);

export interface DeadlinesJudged {
  readonly fired: number;
  readonly maxLatenessMs: number;
  readonly findings: readonly Finding[];
}

/**
 * Each deadline that the entries arm fired within its time, once, and none before; and the rows that will fire the rest are those that the entries
 * call for. When it fired is told by the entry, and by the database's own record of the commit.
 */
export function judgeDeadlines(folded: readonly Folded[], { rows, clock }: Pick<Evidence, 'rows' | 'clock'>): DeadlinesJudged {
  const findings: Finding[] = [];
  let [fired, maxLatenessMs] = [0, 0];
  for (const { stream, process, steps } of folded) {
    for (const step of steps) {
      const judged = judgeStep(process, step, clock);
      findings.push(...judged.findings);
      if (judged.latenessMs === undefined) continue;
      fired += 1;
      maxLatenessMs = Math.max(maxLatenessMs, judged.latenessMs);
    }
    const last = steps.at(-1);
    if (last !== undefined) findings.push(...judgeRest(process, stream, last.after, rows.now));
  }
  return { fired, maxLatenessMs, findings: [...findings, ...judgeRows(folded, rows)] };
}

function judgeStep(
  process: Process<Subject>,
  step: Step,
  clock: readonly ClockLine[],
): { readonly latenessMs?: number; readonly findings: Finding[] } {
  const { entry, recorded, row, before } = step;
  if (before === undefined) return { findings: [] };
  const isLapse = row.lapses !== undefined && recorded.actor.role === 'system';
  if (!isLapse) return { findings: endedUnfired(process, step) };
  const about = recorded.data.payload['about'];
  const armed = Object.values(before.deadlines)
    .filter(({ kind, about: of }) => kind === row.lapses && (of === undefined || of === about))
    .sort((one, other) => one.dueAt - other.dueAt)[0];
  if (armed === undefined) {
    if (FOLLOW_UPS.has(row.lapses ?? '')) return { findings: [] };
    return {
      findings: [
        finding(
          'early',
          'lapseWithoutDeadline',
          entry,
          `${recorded.command} was entered and no deadline ${row.lapses} ran: it fired twice, or was never armed.`,
        ),
      ],
    };
  }
  if (armed.pausedWithMs !== undefined) {
    return { findings: [finding('early', 'pausedDeadlineFired', entry, `The deadline ${armed.key} stood still.`)] };
  }
  const times = [recorded.at, ...(entry.committedAt === null ? [] : [byTheOneClock(entry.committedAt, clock)])];
  const ready = readySince(process, armed, step);
  const latenessMs = Math.max(...times) - ready;
  const findings: Finding[] = [];
  // A commit is dated by another reading of the clock than the entry: a millisecond is lost in between.
  if (recorded.at < armed.dueAt || Math.min(...times) < armed.dueAt - 1) {
    findings.push(
      finding('early', 'deadlineFiredEarly', entry, `The deadline ${armed.key} was due ${armed.dueAt - Math.min(...times)} ms later.`),
    );
  }
  if (latenessMs > MOST_LATENESS_MS) {
    findings.push(finding('missed', 'deadlineFiredLate', entry, `The deadline ${armed.key} fired ${latenessMs} ms after it was due.`));
  }
  return { latenessMs, findings };
}

/** A deadline that outlives states waits for a state in which something follows from it: then it is due as soon as that state begins. */
function readySince(process: Process<Subject>, armed: Deadline, { before }: Step): number {
  if (before === undefined || !process.outlives.includes(armed.kind)) return armed.dueAt;
  return Math.max(armed.dueAt, before.enteredAt);
}

/** What was due and had a lapse must not be ended by anything else: the door enters lapses before it takes a command. */
function endedUnfired(process: Process<Subject>, { entry, recorded, before, after }: Step): Finding[] {
  return Object.values(before?.deadlines ?? {}).flatMap((armed): Finding[] => {
    const stands = after.deadlines[armed.key];
    if (stands !== undefined && stands.dueAt === armed.dueAt) return [];
    if (armed.pausedWithMs !== undefined || recorded.at - armed.dueAt <= MOST_LATENESS_MS || !hasLapse(process, armed, before as Subject))
      return [];
    return [
      finding(
        'missed',
        'deadlineEndedUnfired',
        entry,
        `The deadline ${armed.key} had been due for ${recorded.at - armed.dueAt} ms when ${recorded.command} ended it.`,
      ),
    ];
  });
}

/** What stands at the end and is due for longer than it may be. */
function judgeRest(process: Process<Subject>, stream: string, subject: Subject, now: number): Finding[] {
  return Object.values(subject.deadlines).flatMap((armed): Finding[] => {
    const ready = process.outlives.includes(armed.kind) ? Math.max(armed.dueAt, subject.enteredAt) : armed.dueAt;
    if (armed.pausedWithMs !== undefined || now - ready <= MOST_LATENESS_MS || !hasLapse(process, armed, subject)) return [];
    return [
      { figure: 'missed', what: 'deadlineNeverFired', about: `${stream} ${armed.key}`, says: `It was due ${now - armed.dueAt} ms ago.` },
    ];
  });
}

/** A row that is not there will never fire; one that nothing calls for would fire for nothing. */
function judgeRows(folded: readonly Folded[], rows: Evidence['rows']): Finding[] {
  const found = new Map(rows.deadlines.map((row) => [`${row.stream} ${row.key}`, row]));
  const findings: Finding[] = [];
  for (const { stream, steps } of folded) {
    for (const armed of Object.values(steps.at(-1)?.after.deadlines ?? {})) {
      const name = `${stream} ${armed.key}`;
      const row = found.get(name);
      found.delete(name);
      if (row === undefined) {
        findings.push({
          figure: 'missed',
          what: 'deadlineHasNoRow',
          about: name,
          says: 'The entries arm it, and nothing will wake for it.',
        });
      } else if (row.dueAt !== armed.dueAt || row.pausedWithMs !== (armed.pausedWithMs ?? null)) {
        findings.push({
          figure: 'missed',
          what: 'deadlineRowDiffers',
          about: name,
          says: `Its row says ${row.dueAt}, its entries ${armed.dueAt}.`,
        });
      }
    }
  }
  for (const name of found.keys()) {
    findings.push({
      figure: 'early',
      what: 'deadlineRowIsUncalledFor',
      about: name,
      says: 'No entry arms it any more, and its row would fire.',
    });
  }
  return findings;
}

function hasLapse(process: Process<Subject>, { kind }: Deadline, { state }: Subject): boolean {
  return Object.values(process.rows).some(({ lapses, from }) => lapses === kind && from !== null && from.includes(state));
}

/** An instant of the machine, as the one clock told it then. */
function byTheOneClock(at: number, clock: readonly ClockLine[]): number {
  const moved = clock.filter((line) => line.at <= at).at(-1);
  return at + (moved?.aheadMs ?? 0);
}

function finding(figure: Finding['figure'], what: string, { stream, seq }: EntryRow, says: string): Finding {
  return { figure, what, about: `${stream} ${seq}`, says };
}
