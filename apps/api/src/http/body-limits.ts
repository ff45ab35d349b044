import type { FastifyInstance } from 'fastify';
import type { Field, Fields } from '@tregua/casework';
import { allCommandRoutes } from './processes.js';

export const BODY_LIMIT_BYTES = 64 * 1024;
/** What the ledger takes as one entry; texts lie beside it, and no command needs more than this in all. */
const LARGEST_BODY_BYTES = 1024 * 1024;
/** A report of the small limit, sealed and in base64url. */
const SEALED_REPORT_BYTES = 128 * 1024;
const PARCELS = /^\/api\/v1\/field\/parcels\/:id/;
/** A Cyrillic letter in UTF-8, or a short escape in JSON. */
const BYTES_A_LETTER = 2;

/**
 * Bodies are small everywhere but where the law lets people write at length: a reply, a draft with its questions and reasons. There the limit is
 * what the command's fields can hold, up to a megabyte. Anybody may file a report, so reports stay within the small limit.
 */
export function widenBodyLimits(fastify: FastifyInstance): void {
  const limits = new Map(
    allCommandRoutes.filter(({ process }) => process.name === 'case').map(({ path, fields }) => [path, limitFor(fields)] as const),
  );
  fastify.addHook('onRoute', (route) => {
    const limit = route.method === 'POST' ? limits.get(route.url) : undefined;
    if (limit !== undefined) route.bodyLimit = limit;
    if (PARCELS.test(route.url)) route.bodyLimit = SEALED_REPORT_BYTES;
  });
}

export function limitFor(fields: Fields): number {
  return Math.min(LARGEST_BODY_BYTES, Math.max(BODY_LIMIT_BYTES, lettersOf(fields) * BYTES_A_LETTER));
}

function lettersOf(fields: Fields): number {
  return Object.entries(fields).reduce((sum, [name, field]) => sum + name.length + 4 + letters(field), 0);
}

function letters(field: Field): number {
  switch (field.kind) {
    case 'text':
    case 'key':
      return field.max;
    case 'list':
      return field.max * (letters(field.of) + 4);
    case 'group':
      return lettersOf(field.fields);
    case 'secret':
      return lettersOf(field.of);
    default:
      return 64;
  }
}
