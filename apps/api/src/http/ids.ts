import { Problem } from './problem.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** An id out of a path. What is no id names nothing: 404, before anything is asked of the database. */
export function uuidOf(text: string): string {
  if (!UUID.test(text)) throw new Problem('not-found');
  return text;
}
