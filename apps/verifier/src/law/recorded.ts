import type { Actor, Recorded } from '@tregua/casework';
import { instantOf, type Entry } from '@tregua/ledger';

/** What the law recorded in an entry, or undefined where the entry is none of the law's. */
export function recordedOf(entry: Entry): Recorded | undefined {
  const { as, payload, facts, outcome, ...more } = entry.data;
  if (typeof as !== 'string' || !isObject(payload) || !isObject(facts) || !isObject(outcome) || Object.keys(more).length > 0)
    return undefined;
  if (entry.rulebook === null) return undefined;
  const { command, type, rulebook } = entry;
  return {
    command,
    type,
    at: instantOf(entry.at),
    actor: entry.actor as unknown as Actor,
    rulebook,
    data: { as, payload, facts, outcome },
  };
}

function isObject(value: unknown): value is Recorded['data']['payload'] {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
