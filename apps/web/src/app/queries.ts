import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from '../api/problem';

/** What the server refused is not asked for again; a broken line is, twice. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => !(error instanceof ProblemError) && count < 2,
      refetchOnWindowFocus: true,
    },
  },
});
