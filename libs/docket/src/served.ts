import type { Actor, Subject } from '@tregua/casework';

/**
 * The parties on which an entry is served: those it tells by the process table, and the one that made it. A party reads what was served on it
 * and nothing else (law.md, Secrecy), so this list is what opens an entry to a party.
 */
export function servedOn(tells: readonly string[], actor: Actor, subject: Subject): readonly string[] {
  const parties = (subject as { parties?: readonly string[] }).parties ?? [];
  const all = tells.some((audience) => audience.startsWith('parties') || audience.startsWith('public'));
  const other = tells.includes('other party');
  return parties.filter((party) => all || party === actor.party || (other && actor.party !== undefined && party !== actor.party));
}
