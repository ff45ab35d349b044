import type { Process, Subject } from '../engine/types.js';

/**
 * Who may do what where: a line for each right, command and state, in the tables' order. Reviewed as text: a right that appears here by mistake
 * is seen in the difference. What the guards ask besides is in docs/process.md.
 */
export function authorityMatrix(processes: readonly Process<Subject>[]): string {
  const lines = processes.flatMap((process) => {
    const rows = Object.entries(process.rows);
    const rights = [...new Set(rows.flatMap(([, { by }]) => by))].sort();
    return rights.flatMap((right) =>
      rows
        .filter(([, { by }]) => by.includes(right))
        .flatMap(([command, { from, to }]) => (from ?? ['-']).map((state) => [process.name, right, command, state, to].join(' | '))),
    );
  });
  return ['process | right | command | state | leads to', ...lines, ''].join('\n');
}
