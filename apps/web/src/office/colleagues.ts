import { useQuery } from '@tanstack/react-query';
import { api, taken, type Schemas } from '../api/client';
import { holds, useMe } from '../app/session';
import { AUDITING } from '../process/roles-at-work';

/** Who is of the Commission, for whoever is told of it; undefined: not yet, or not for this person. */
export function useColleagues(): Schemas['ColleaguesView'] | undefined {
  const me = useMe();
  return useQuery({
    queryKey: ['colleagues'],
    queryFn: () => taken(api.GET('/api/v1/colleagues')),
    enabled: holds(me, ...AUDITING),
    staleTime: 300_000,
  }).data;
}

/** A colleague by sign-in name; by the pseudonymous id as long as no name is known. */
export function nameOf(colleagues: Schemas['ColleaguesView'] | undefined, id: string): string {
  return colleagues?.items.find((one) => one.id === id)?.signInName ?? id.slice(0, 8);
}
