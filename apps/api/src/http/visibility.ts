import { Inject, Injectable } from '@nestjs/common';
import type { ProcessName } from '@tregua/docket';
import { mayKnowOf, type Reader } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import type { Request, SignedIn } from './request.js';

/** Asks the store's one visibility predicate whether somebody may know of a thing at all. */
@Injectable()
export class Visibility {
  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

  readonly mayKnow = (person: SignedIn, process: ProcessName, id: string): Promise<boolean> => mayKnowOf(this.options.dataSource, readerOf(person), process, id);
}

/** Whoever reads: a person with all their roles, or the public. */
export function readerOf(person: SignedIn | undefined): Reader {
  if (person === undefined) return { id: 'public', roles: ['public'] };
  const { id, roles, party, constituency, team, state } = person;
  return { id, roles, ...(party && { party }), ...(constituency && { constituency }), ...(team && { team }), ...(state && { state }) };
}

export function readerOfRequest(request: Request): Reader {
  return readerOf(request.person);
}
