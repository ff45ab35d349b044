import type { Guard, Process, Row, Subject } from '../engine/types.js';
import { countsOf, targetsOf } from '../engine/check-process.js';

// docs/process.md is generated from the tables, so that it cannot say anything else than the law that runs.

type AnyProcess = Process<Subject>;

const TITLES = { case: 'The process of a case', report: 'The process of a report' } as const;

/** The whole of docs/process.md. */
export function processDocument(processes: readonly AnyProcess[]): string {
  const parts = processes.flatMap((process) => [
    `## ${TITLES[process.name]}, version ${process.version}`,
    countsIn(process),
    '### Moves',
    diagram(process),
    '### States',
    statesTable(process),
    '### Commands',
    commandsIn(process),
    '### Guards',
    'Each guard is a refusal code of its own. A refusal lists every guard that is not met.',
    guardsIn(process),
  ]);
  return [
    '# The process',
    'Generated from the tables in `libs/casework/src/process` by `npm run golden`; do not edit. Terms and numbers are data of the rulebook.',
    ...parts,
  ]
    .join('\n\n')
    .concat('\n');
}

function countsIn(process: AnyProcess): string {
  const { states, ends, commands, lapses, pairs, events, guards } = countsOf(process);
  return `${states} states in which something is awaited, ${ends} ends, ${commands} commands, of which ${lapses} are lapses; ${pairs} pairs of a command and a state, ${events} events, ${guards} guards.`;
}

/** One arrow a pair of states, with the commands that lead along it; what stays where it is needs no arrow. */
function diagram(process: AnyProcess): string {
  const arrows = new Map<string, string[]>();
  for (const [command, row] of Object.entries(process.rows)) {
    for (const from of row.from ?? ['[*]']) {
      for (const to of row.from === null ? [row.to] : targetsOf(process, row, from)) {
        if (to === from) continue;
        const arrow = `${from} --> ${to}`;
        arrows.set(arrow, [...(arrows.get(arrow) ?? []), command]);
      }
    }
  }
  const lines = [...arrows].map(([arrow, commands]) => `  ${arrow}: ${commands.join(', ')}`);
  return ['```mermaid', 'stateDiagram-v2', ...lines, '```'].join('\n');
}

function statesTable(process: AnyProcess): string {
  const rows = process.states.map((state) => `| ${state} | ${process.owners[state]} | ${(process.ownDeadline[state] ?? []).join(', ')} |`);
  const ends = process.ends.map((end) => `| ${end} | - | ${(process.ownDeadline[end] ?? ['-']).join(', ')} |`);
  return ['| state | owner | awaits |', '|---|---|---|', ...rows, ...ends].join('\n');
}

function commandsIn(process: AnyProcess): string {
  return Object.entries(process.rows)
    .map(([command, row]) => `- **${command}** ${sentence(row)}`)
    .join('\n');
}

/** In state F, role B may do it when G; then it is in T, E is recorded, deadlines stop and start, people are told. */
function sentence(row: Row): string {
  const from = row.from === null ? 'At the beginning' : `In ${list(row.from, 'or')}`;
  const lapse = row.lapses === undefined ? '' : `, when the term of \`${row.lapses}\` is over`;
  const when = row.when.length === 0 ? '' : `, if ${list(row.when.map(code), 'and')}`;
  const to = row.to === 'same' ? 'it stays where it is' : row.to === 'remembered' ? 'it is again where it was' : `it is in ${row.to}`;
  const stops = row.stops.length === 0 ? '' : `; ends ${list(row.stops.map(code), 'and')}`;
  const starts = row.starts.length === 0 ? '' : `; starts ${list(row.starts.map(starting), 'and')}`;
  const tells = row.tells.length === 0 ? '' : `; tells ${list(row.tells, 'and')}`;
  return `${from}${lapse}, ${list(row.by, 'or')} may do it${when}: then ${to}, and \`${row.records}\` is recorded${stops}${starts}${tells}.`;
}

const code = (name: string): string => `\`${name}\``;

function starting(kind: string): string {
  if (kind === 'remembered') return 'what was remembered';
  return kind.endsWith('?') ? `\`${kind.slice(0, -1)}\` where called for` : code(kind);
}

function list(items: readonly string[], conjunction: 'and' | 'or'): string {
  if (items.length <= 1) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`;
}

function guardsIn(process: AnyProcess): string {
  return Object.entries(process.guards)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, guard]: readonly [string, Guard<Subject>]) => `- \`${name}\`: ${guard.says}`)
    .join('\n');
}
