import type { FieldValue } from './field';
import type { FieldSchema } from './schema';

/** Fields that a finding of any kind states; those of one kind are added. The others are a click away, never hidden: the server says what is needed. */
const OF_ANY_QUESTION = ['kind', 'violation', 'standard', 'relies', 'disclosed', 'contrary', 'contraryConsidered', 'reasons'];
const OF_KIND: Readonly<Record<string, readonly string[]>> = {
  attributed: ['party', 'level', 'bases', 'indicators'],
  justified: ['bases'],
  remedy: ['remedy'],
  referral: ['referral', 'party', 'proportionality'],
};
const MOST_IN_ONE_GO = 8;
/** Names of an act's parts in the order in which people think of them. */
const FIRST = ['violation', 'outcome', 'party', 'level', 'standard', 'bases', 'indicators', 'relies', 'disclosed', 'contrary', 'ground'];

const isQuestion = ({ properties = {} }: FieldSchema): boolean => 'key' in properties && 'kind' in properties;

/** Names of an object's fields: what is shown at once, and what is further down. A question's key is made by the page. */
export function namesOf(
  schema: FieldSchema,
  value: Readonly<Record<string, FieldValue>>,
): { readonly shown: readonly string[]; readonly further: readonly string[] } {
  const names = Object.keys(schema.properties ?? {});
  const required = schema.required ?? [];
  if (isQuestion(schema)) {
    const kind = typeof value['kind'] === 'string' ? value['kind'] : '';
    const [first = '', second = '', ...rest] = OF_ANY_QUESTION;
    const shown = [first, second, ...(OF_KIND[kind] ?? []), ...rest];
    return { shown, further: names.filter((name) => name !== 'key' && !shown.includes(name)) };
  }
  const rank = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  const sorted = names.sort((one, other) => Number(required.includes(other)) - Number(required.includes(one)) || rank(one) - rank(other));
  if (sorted.length <= MOST_IN_ONE_GO + 3) return { shown: sorted, further: [] };
  const shown = sorted.filter((name, at) => at < MOST_IN_ONE_GO || required.includes(name) || value[name] !== undefined);
  return { shown, further: sorted.filter((name) => !shown.includes(name)) };
}
