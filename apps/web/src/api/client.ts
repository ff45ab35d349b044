import createClient from 'openapi-fetch';
import { ProblemError } from './problem';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

/** The API as its own document describes it. The cookie goes along by itself. */
export const api = createClient<paths>({ baseUrl: '/' });

interface Answered<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The body of a good answer.
 *
 * @throws ProblemError where the server refused.
 */
export async function taken<T>(answer: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (response.ok) return data as T;
  throw new ProblemError({ status: response.status, ...(error as object) });
}

export interface Entered {
  readonly state: string;
  readonly receipt?: { readonly seq: number };
  /** It waits for signatures: nothing is done to the case yet. */
  readonly proposed: boolean;
}

/**
 * Enters a command of the process table: the address comes from the server's own offer of next steps.
 *
 * @param key lives as long as the person's intent: a repeat after a broken line is the same act.
 */
export async function enter(href: string, body: unknown, etag: string, key: string): Promise<Entered> {
  const response = await fetch(href, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key, 'if-match': etag },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw new ProblemError({ status: response.status, ...(answer as object) });
  return { ...(answer as Entered), proposed: response.status === 202 };
}
