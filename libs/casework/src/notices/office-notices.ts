import { audiences, type Addressed } from './audiences.js';
import type { CaseMatter, Notice, Telling } from './notice.js';
import { noticesOf } from './notices-for.js';
import { mayKnow } from './sight.js';

/** What was entered about a case beside the law, and who could be told of it. */
export type OfficeTelling = Pick<Telling, 'entry' | 'people' | 'preferences' | 'at'> & { readonly matter: CaseMatter };

/** Whom an entry of the office concerns: no row of the law tells of it. */
const concerned: { readonly [type: string]: (telling: OfficeTelling) => readonly Addressed[] } = {
  CaseAssigned: ({ matter, people, entry }) =>
    people
      .filter(({ id }) => id === entry.data.payload['person'])
      .map((person) => ({ person, reason: 'assignedToYou' as const, about: matter })),
  MoreTimeAsked: ({ matter, people }) =>
    (audiences['chair']?.({ matter, people, caseOfReport: null, joined: [], servedOn: [] }) ?? []).map((one) => ({
      ...one,
      reason: 'moreTimeIsAsked' as const,
    })),
};

/**
 * Who is told of what the office enters about a case, in the stream office/<case>: to whom it was assigned, that a party asks for more time. Nobody is
 * told of what they did themselves, or of a case that they may not know of.
 */
export function officeNoticesFor(telling: OfficeTelling): readonly Notice[] {
  return (concerned[telling.entry.type]?.(telling) ?? [])
    .filter(({ person, about }) => person.id !== telling.entry.actor.id && mayKnow(person, about))
    .flatMap((one) => noticesOf(one, 'duty', telling));
}
