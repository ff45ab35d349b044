import { useQuery } from '@tanstack/react-query';
import { api, taken } from '../api/client';
import { useLawWords } from '../i18n/law-words';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What the pages read of a rulebook. */
interface RulebookLists {
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly labels: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The choices of a list of the rulebook in force, such as grounds of inadmissibility, by their codes and in the reader's words; empty while it is on the way. */
export function useRulebookList(list: string | undefined): readonly Choice[] {
  const { data } = useQuery({
    queryKey: ['rulebook'],
    queryFn: async (): Promise<RulebookLists> => {
      const id = (await taken(api.GET('/api/v1/rulebooks'))).at(-1) ?? '';
      return (await taken(api.GET('/api/v1/rulebooks/{id}', { params: { path: { id } } }))) as unknown as RulebookLists;
    },
    staleTime: Infinity,
  });
  const law = useLawWords();
  if (list === undefined || data === undefined) return [];
  return (data.lists[list] ?? []).map((value) => {
    const label = data.labels[list]?.[value];
    return { value, label: label === undefined ? value : `${value} – ${law.label(label).text}` };
  });
}
