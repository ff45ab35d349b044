import { Problem } from './problem.js';
import type { Request } from './request.js';
import { refused } from './sentences.js';

/** A strong ETag of a stream: its seq. */
export function etagOf(seq: number): string {
  return `"${seq}"`;
}

/**
 * The seq that If-Match names. One strong tag is taken: a list or `*` would let a client decide on a version that it never saw.
 *
 * @param needed commands that move a case are refused without one (428).
 */
export function expectedSeq(request: Request, needed: boolean): number | undefined {
  const header = request.headers['if-match'];
  if (header === undefined) {
    if (needed) throw new Problem('if-match-is-missing');
    return undefined;
  }
  const seq = /^"(\d{1,15})"$/.exec(header)?.[1];
  if (seq === undefined) {
    throw new Problem('shape-is-wrong', { errors: [refused('isEtag', { header: 'if-match' })] });
  }
  return Number(seq);
}

/** The client's Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07, as a bare or a quoted string). */
export function idempotencyKey(request: Request): string {
  const header = request.headers['idempotency-key'];
  if (header === undefined) throw new Problem('idempotency-key-is-missing');
  const key = typeof header === 'string' ? /^"?([\w.:/-]{8,128})"?$/.exec(header)?.[1] : undefined;
  if (key === undefined) {
    throw new Problem('shape-is-wrong', { errors: [refused('isKey', { header: 'idempotency-key' }, { min: 8, max: 128 })] });
  }
  return key;
}
