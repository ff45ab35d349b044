import type { NoticeMatter } from './channel.js';

/** Where to look: behind the sign-in. The address names the thing by its id and says nothing of it. */
export function linkOf({ process, subject }: Pick<NoticeMatter, 'process' | 'subject'>, baseUrl: string): string {
  const base = baseUrl.replace(/\/$/, '');
  return process === null || subject === null ? `${base}/` : `${base}/${process}s/${subject}`;
}
