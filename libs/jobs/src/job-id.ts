/**
 * The id of the job that brings an effect about. BullMQ takes neither ':' nor whole numbers as ids. Two effects never share one: what is
 * replaced and what it is replaced by cannot both stand in a key.
 *
 * @throws Error when a key holds '~' already.
 */
export function jobIdOf(effectKey: string): string {
  if (effectKey.includes('~')) throw new Error('An effect key must not hold "~".');
  return `e~${effectKey.replaceAll(/[:/]/g, '~')}`;
}
