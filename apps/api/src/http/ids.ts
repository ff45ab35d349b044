import { Problem } from './problem.js';
import { refused } from './sentences.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** An id out of a path. What is no id names nothing: 404, before anything is asked of the database. */
export function uuidOf(text: string): string {
  if (!UUID.test(text)) throw new Problem('not-found');
  return text;
}

/** An id that a client made: version 7, so that it sorts by the time of its making. Another version is a fault of the client: 400. */
export function uuid7Of(text: string): string {
  if (UUID.test(text) && text[14] === '7') return text;
  throw new Problem('shape-is-wrong', {
    errors: [refused('isId', { parameter: 'id' }, { version: 7 })],
  });
}
