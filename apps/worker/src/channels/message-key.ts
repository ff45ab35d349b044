import { createHash } from 'node:crypto';

/**
 * The name of a message at its receiver: the same for every attempt and every replay of one notice, so that it is taken once. It is a digest
 * because the key names a person and a case.
 */
export function messageKey(noticeKey: string): string {
  return createHash('sha256').update(`tregua-notice/v1\0${noticeKey}`).digest('hex').slice(0, 40);
}
