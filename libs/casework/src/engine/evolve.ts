import { byKey, withDeadlines, type Deadlines } from './deadlines.js';
import type { Deadline, Process, Recorded, Row, Subject } from './types.js';
import { countedBy } from '../rulebook/corrected.js';
import type { Rulebook } from '../rulebook/rulebook.js';

/**
 * Folds one recorded entry into the subject: data first, then the state, then the deadlines that the row stops and starts. Entries of a
 * stream of their own (`apart`) do not move the subject.
 *
 * @throws when the entry's command is not of this process: such a history cannot be replayed.
 */
export function evolve<S extends Subject>(process: Process<S>, before: S | undefined, recorded: Recorded, released: Rulebook): S {
  const rulebook = countedBy(before, released);
  const row = process.rows[recorded.command];
  if (row === undefined) throw new Error(`The ${process.name} process knows no command ${recorded.command}.`);
  if (row.apart !== undefined && before !== undefined) return before;

  const folded = process.rules[recorded.command]?.apply?.(before, recorded, rulebook) ?? before;
  if (folded === undefined) throw new Error(`${recorded.command} is a birth without a rule that makes its ${process.name}.`);

  const state = nextState(row, before, folded);
  const moved = before === undefined || state !== before.state;
  const kept = keepDeadlines(process, row, before, folded, moved, recorded);
  const standing: S & { deadlines: Deadlines } = {
    ...folded,
    state,
    enteredAt: moved ? recorded.at : folded.enteredAt,
    deadlines: kept,
  };
  for (const kind of row.starts) {
    const started = process.due(kind.endsWith('?') ? kind.slice(0, -1) : kind, standing, recorded, rulebook, before);
    if (started.length > 0) standing.deadlines = withDeadlines(standing.deadlines, started);
  }
  return process.settle(before, standing, recorded, rulebook);
}

function nextState<S extends Subject>(row: Row, before: S | undefined, folded: S): string {
  if (row.to === 'same') return before?.state ?? folded.state;
  if (row.to !== 'remembered') return row.to;
  const remembered = (before as { remembered?: { state: string } } | undefined)?.remembered?.state;
  if (remembered === undefined) throw new Error('Nothing is remembered to go back to.');
  return remembered;
}

/**
 * What survives: leaving a state ends what the state awaited, but for the kinds that outlive states; a lapse ends its own deadline; `stops`
 * ends the kinds it names. Where the entry is about one item (`about` in its payload or outcome), only that item's deadline ends.
 */
function keepDeadlines<S extends Subject>(
  process: Process<S>,
  row: Row,
  before: S | undefined,
  folded: S,
  moved: boolean,
  recorded: Recorded,
): Deadlines {
  const awaited = before === undefined ? [] : (process.ownDeadline[before.state] ?? []);
  const own = awaited.filter((kind) => !process.outlives.includes(kind));
  const stopped = row.stops.includes('own') ? [...row.stops, ...own] : row.stops;
  const lapsed = row.lapses === undefined ? stopped : [...stopped, row.lapses];
  const about = recorded.data.payload['about'] ?? recorded.data.outcome['about'];
  const ends = (deadline: Deadline): boolean => {
    if (moved && own.includes(deadline.kind)) return true;
    if (row.stops.includes('all')) return deadline.kind !== 'outsideDecision';
    if (!lapsed.includes(deadline.kind)) return false;
    return typeof about !== 'string' || deadline.about === undefined || deadline.about === about;
  };
  const all = Object.values(folded.deadlines);
  const kept = all.filter((deadline) => !ends(deadline));
  return kept.length === all.length ? folded.deadlines : byKey(kept);
}
