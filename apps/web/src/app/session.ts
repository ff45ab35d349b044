import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, taken, type Schemas } from '../api/client';
import { ProblemError } from '../api/problem';

export type Me = Schemas['MeView'];

/** Who is signed in; null: nobody. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<Me | null> => {
    try {
      return await taken(api.GET('/api/v1/me'));
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export function useMe(): Me | null {
  return useQuery(meQuery).data ?? null;
}

export const holds = (me: Me | null, ...roles: readonly string[]): boolean => me !== null && me.roles.some((role) => roles.includes(role));
