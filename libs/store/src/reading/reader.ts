import type { Role } from '@tregua/casework';

/** Who looks. Every reading takes one; there is no reading without. */
export interface Reader {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly party?: string;
  readonly constituency?: string;
  readonly team?: string;
  readonly state?: string;
}

/** Somebody who is not signed in: sees what is public and nothing else. */
export const PUBLIC_READER: Reader = { id: 'public', roles: ['public'] };

/** A reader of whatever holds these fields, e.g. a signed-in person: nothing else of it comes along. */
export function readerOf({ id, roles, party, constituency, team, state }: Reader): Reader {
  return {
    id,
    roles,
    ...(party === undefined ? {} : { party }),
    ...(constituency === undefined ? {} : { constituency }),
    ...(team === undefined ? {} : { team }),
    ...(state === undefined ? {} : { state }),
  };
}
