import type { Process, Row, Subject } from './types.js';

/** What a table holds, for a test to count (law-check.md, section 5). */
export interface ProcessCounts {
  readonly states: number;
  readonly ends: number;
  readonly commands: number;
  readonly births: number;
  readonly lapses: number;
  readonly pairs: number;
  readonly events: number;
  readonly guards: number;
  readonly toSame: number;
  readonly toRemembered: number;
  readonly toNamed: number;
}

export function countsOf<S extends Subject>(process: Process<S>): ProcessCounts {
  const rows = Object.entries(process.rows);
  return {
    states: process.states.length,
    ends: process.ends.length,
    commands: rows.length,
    births: rows.filter(([, { from }]) => from === null).length,
    lapses: rows.filter(([name]) => isLapse(name)).length,
    pairs: rows.reduce((sum, [, { from }]) => sum + (from?.length ?? 0), 0),
    events: new Set(rows.map(([, { records }]) => records)).size,
    guards: new Set(rows.flatMap(([, { when }]) => when)).size,
    toSame: rows.filter(([, { to }]) => to === 'same').length,
    toRemembered: rows.filter(([, { to }]) => to === 'remembered').length,
    toNamed: rows.filter(([, { to }]) => to !== 'same' && to !== 'remembered').length,
  };
}

/**
 * Refuses a process that could hold a case for ever, or that says what nothing does. Run at start and in a test.
 *
 * @throws with every fault, not the first.
 */
export function checkProcess<S extends Subject>(process: Process<S>): void {
  const faults = faultsOf(process);
  if (faults.length > 0) throw new Error(`The ${process.name} process, version ${process.version}, is at fault:\n${faults.join('\n')}`);
}

/** Everything that is wrong with a process; an empty list: nothing. */
export function faultsOf<S extends Subject>(process: Process<S>): string[] {
  return [...namesAtFault(process), ...statesAtFault(process), ...roadAtFault(process), ...deadlinesAtFault(process), ...unusedIn(process)];
}

/** States that a row may lead to. 'remembered' is every state that the same way in wrote down: it hangs on memory alone, never on a payload. */
export function targetsOf<S extends Subject>(process: Process<S>, row: Row, from: string): readonly string[] {
  if (row.to === 'same') return [from];
  if (row.to !== 'remembered') return [row.to];
  const entries = Object.values(process.rows).filter(({ to }) => to === from);
  return [...new Set(entries.flatMap((entry) => entry.from ?? []))];
}

function isLapse(command: string): boolean {
  return command.startsWith('Lapse');
}

function namesAtFault<S extends Subject>(process: Process<S>): string[] {
  const states = [...process.states, ...process.ends];
  const faults: string[] = [];
  for (const [command, row] of Object.entries(process.rows)) {
    const say = (fault: string): number => faults.push(`${command}: ${fault}`);
    for (const state of row.from ?? []) if (!states.includes(state)) say(`there is no state ${state}`);
    if (!['same', 'remembered', ...states].includes(row.to)) say(`there is no state ${row.to}`);
    for (const guard of row.when) if (process.guards[guard] === undefined) say(`there is no guard ${guard}`);
    if (isLapse(command) && (row.lapses === undefined || row.by.join() !== 'system'))
      say("a lapse is the system's, and names its deadline");
    if (row.by.length === 0) say('nobody may do it');
    if (process.rules[command] !== undefined && row.from === null && process.rules[command].apply === undefined) say('a birth has a rule');
  }
  const births = Object.entries(process.rows).filter(([, { from }]) => from === null);
  if (births.length !== 1) faults.push(`there is one birth, not ${births.length}`);
  for (const [name, table] of [
    ['rule', process.rules],
    ['fields', process.fields],
  ] as const) {
    for (const command of Object.keys(table))
      if (process.rows[command] === undefined) faults.push(`${name} for ${command}, which is no command`);
  }
  return faults;
}

function statesAtFault<S extends Subject>(process: Process<S>): string[] {
  const rows = Object.entries(process.rows);
  const faults: string[] = [];
  const reached = reachable(
    process,
    ({ from }) => from === null,
    () => true,
  );
  for (const state of [...process.states, ...process.ends]) if (!reached.has(state)) faults.push(`${state} cannot be reached`);
  for (const state of process.states) {
    const leaving = rows.filter(
      ([, row]) => row.from?.includes(state) === true && targetsOf(process, row, state).some((to) => to !== state),
    );
    const owner = process.owners[state];
    if (!leaving.some(([, { by }]) => by.some((right) => right !== 'system'))) faults.push(`${state} has no way out for a person`);
    if (owner === undefined) faults.push(`${state} has no owner`);
    else if (!rows.some(([, { by, from }]) => from?.includes(state) === true && by.includes(owner)))
      faults.push(`${owner}, who owns ${state}, can do nothing in it`);
    const lapsesTo = reachableFrom(process, state, (command) => isLapse(command));
    if (!process.ends.some((end) => lapsesTo.has(end))) faults.push(`${state} reaches no end by lapses alone`);
  }
  return faults;
}

/** The road that people are shown is one that the rows allow, from the birth to an end. */
function roadAtFault<S extends Subject>(process: Process<S>): string[] {
  const { road, ends } = process;
  const rows = Object.values(process.rows);
  const faults: string[] = [];
  if (!rows.some(({ from, to }) => from === null && to === road[0])) faults.push(`the road begins at ${road[0]}, where nothing is born`);
  if (!ends.includes(road.at(-1) ?? '')) faults.push(`the road leads to ${road.at(-1)}, which is no end`);
  for (const [index, state] of road.slice(1).entries()) {
    const before = road[index] ?? '';
    if (!rows.some((row) => row.from?.includes(before) === true && targetsOf(process, row, before).includes(state)))
      faults.push(`the road goes from ${before} to ${state}, and no row does`);
  }
  return faults;
}

function deadlinesAtFault<S extends Subject>(process: Process<S>): string[] {
  const rows = Object.entries(process.rows);
  const faults: string[] = [];
  const started = new Set(rows.flatMap(([, { starts }]) => starts.map((kind) => kind.replace(/\?$/, ''))));
  const awaited = Object.values(process.ownDeadline).flat();
  for (const state of process.states) {
    const own = process.ownDeadline[state] ?? [];
    if (own.length === 0) faults.push(`${state} awaits no deadline`);
    for (const kind of own) {
      const lapse = rows.some(([, row]) => row.lapses === kind && row.from?.includes(state) === true);
      if (!lapse) faults.push(`${state} awaits ${kind}, which nothing lets lapse there`);
    }
    for (const [command, row] of rows) {
      const enters = row.to === state && !(row.from ?? []).includes(state);
      const starts = row.starts.map((kind) => kind.replace(/\?$/, ''));
      if (enters && !own.some((kind) => starts.includes(kind)))
        faults.push(`${command} leads to ${state} and starts nothing that it awaits`);
    }
  }
  for (const kind of started) {
    if (kind === 'own' || kind === 'remembered') continue;
    if (!rows.some(([, row]) => row.lapses === kind)) faults.push(`${kind} is started, and nothing is its lapse`);
    if (!awaited.includes(kind) && !process.outlives.includes(kind)) faults.push(`${kind} is started, and no state awaits it`);
  }
  for (const [command, row] of rows) {
    if (row.lapses !== undefined && !started.has(row.lapses) && !waitsOnAnother(process, row.lapses)) {
      faults.push(`${command} is the lapse of ${row.lapses}, which nothing starts`);
    }
    for (const kind of row.stops) {
      if (kind !== 'all' && kind !== 'own' && !started.has(kind)) faults.push(`${command} stops ${kind}, which nothing starts`);
    }
  }
  return faults;
}

/** What an end awaits is another subject's doing: it comes as a follow-up, at once. */
function waitsOnAnother<S extends Subject>(process: Process<S>, kind: string): boolean {
  return process.ends.some((end) => process.ownDeadline[end]?.includes(kind) === true);
}

function unusedIn<S extends Subject>(process: Process<S>): string[] {
  const rows = Object.values(process.rows);
  const asked = new Set(rows.flatMap(({ when }) => when));
  const events = rows.map(({ records }) => records);
  const rights = new Set(rows.flatMap(({ by }) => by));
  return [
    ...Object.keys(process.guards)
      .filter((guard) => !asked.has(guard))
      .map((guard) => `the guard ${guard} is asked by no row`),
    ...events.filter((event, index) => events.indexOf(event) !== index).map((event) => `two rows record ${event}`),
    ...Object.values(process.owners)
      .filter((owner) => !rights.has(owner))
      .map((owner) => `the owner ${owner} has no row`),
    ...process.outlives
      .filter((kind) => !rows.some(({ stops, lapses }) => stops.includes(kind) || lapses === kind))
      .map((kind) => `${kind} outlives states, and nothing ends it`),
  ];
}

function reachable<S extends Subject>(
  process: Process<S>,
  isStart: (row: Row) => boolean,
  counts: (command: string) => boolean,
): Set<string> {
  const starts = Object.values(process.rows).filter(isStart);
  const found = new Set<string>();
  for (const row of starts) for (const state of reachableFrom(process, row.to, counts)) found.add(state);
  return found;
}

function reachableFrom<S extends Subject>(process: Process<S>, state: string, counts: (command: string) => boolean): Set<string> {
  const found = new Set([state]);
  const open = [state];
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    for (const [command, row] of Object.entries(process.rows)) {
      if (!counts(command) || row.from?.includes(from) !== true) continue;
      for (const to of targetsOf(process, row, from)) {
        if (found.has(to)) continue;
        found.add(to);
        open.push(to);
      }
    }
  }
  return found;
}
