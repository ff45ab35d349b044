import { assertRulebook } from './check-rulebook.js';
import { paris2026Draft1 } from './paris-2026-draft-1/index.js';
import type { Rulebook } from './rulebook.js';

/** The rulebook that new cases pin. */
export const currentRulebookId = paris2026Draft1.id;

const rulebooks: ReadonlyMap<string, Rulebook> = new Map([paris2026Draft1].map((rulebook) => [rulebook.id, assertRulebook(rulebook)]));

/** @throws on an id that no released rulebook has: such a case cannot be decided nor replayed. */
export function rulebookOf(id: string): Rulebook {
  const found = rulebooks.get(id);
  if (found === undefined) throw new Error(`There is no rulebook ${id}.`);
  return found;
}

/** Ids of all released rulebooks. */
export const rulebookIds: readonly string[] = [...rulebooks.keys()];
