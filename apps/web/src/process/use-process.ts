import { useQuery } from '@tanstack/react-query';
import { api, taken } from '../api/client';

export interface ProcessRow {
  readonly from: readonly string[];
  readonly to: string;
  readonly by: readonly string[];
  readonly when: readonly string[];
  readonly records: string;
}

/** A process table as the server serves it. The pages draw it and know no rule of it. */
export interface ProcessTable {
  readonly name: string;
  readonly version: number;
  readonly states: readonly string[];
  readonly ends: readonly string[];
  readonly owners: Readonly<Record<string, string>>;
  readonly rows: Readonly<Record<string, ProcessRow>>;
  readonly guards: Readonly<Record<string, { readonly asks: string; readonly says: string }>>;
}

export function useProcess(name: 'case' | 'report'): ProcessTable | undefined {
  return useQuery({
    queryKey: ['process', name],
    queryFn: async () => (await taken(api.GET('/api/v1/processes/{name}', { params: { path: { name } } }))) as unknown as ProcessTable,
    staleTime: Infinity,
  }).data;
}
