import type { Actor, Role } from '@tregua/casework';
import type { SignedIn } from './request.js';

/** Somebody as the law sees them, in one of their roles. Only what goes with that role is told. */
export function actorOf(person: SignedIn, role: Role = person.roles[0] ?? 'public'): Actor {
  const { id, constituency, party, state, team } = person;
  return {
    id,
    role,
    ...(constituency === undefined ? {} : { constituency }),
    ...(party === undefined ? {} : { party }),
    ...(state === undefined ? {} : { state }),
    ...(team === undefined ? {} : { team }),
  };
}
