import { Inject, Injectable } from '@nestjs/common';
import type { ProcessName } from '@tregua/docket';
import { mayKnowStream, PUBLIC_READER, readerOf, type Reader } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import type { Request, SignedIn } from './request.js';

/** Asks the store's one visibility predicate whether somebody may know of a thing at all. */
@Injectable()
export class Visibility {
  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

  readonly mayKnow = (person: SignedIn, process: ProcessName, id: string): Promise<boolean> =>
    mayKnowStream(this.options.dataSource, readerOf(person), `${process}/${id}`);
}

/** Who reads: the person who is signed in, with all their roles, or the public. */
export function readerOfRequest(request: Request): Reader {
  return request.person === undefined ? PUBLIC_READER : readerOf(request.person);
}
