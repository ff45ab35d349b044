import { rightOf, situationOf, unmetGuards } from './decide.js';
import type { Actor, Process, Refusal, Subject } from './types.js';
import type { Rulebook } from '../rulebook/rulebook.js';

/** A next step that this actor may see in this state; `blocked` lists every unmet guard that does not hang on what they will write. */
export interface Offer {
  readonly command: string;
  readonly as: string;
  readonly blocked: readonly Refusal[];
}

/** The next steps of a subject for one actor, in table order. The system's own commands are never offered. */
export function offers<S extends Subject>(process: Process<S>, subject: S, actor: Actor, at: number, rulebook: Rulebook): Offer[] {
  return Object.entries(process.rows).flatMap(([command, row]) => {
    if (row.from === null || !row.from.includes(subject.state)) return [];
    const situation = situationOf(subject, { name: command, payload: {} }, { at, actor, facts: {} }, rulebook);
    const as = rightOf(process, row, situation);
    if (as === undefined || as === 'system') return [];
    return [{ command, as, blocked: unmetGuards(process, row, situation, ['subject']) }];
  });
}
