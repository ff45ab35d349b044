import { useQuery } from '@tanstack/react-query';
import { api, taken } from '../api/client';

export interface ProcessRow {
  readonly from: readonly string[];
  readonly to: string;
  readonly by: readonly string[];
  readonly when: readonly string[];
  readonly records: string;
  /** Kinds of deadline; 'all' and 'own' stand for several, a '?' for where called for. */
  readonly stops: readonly string[];
  readonly starts: readonly string[];
  /** Who is told, by name of an audience. */
  readonly tells: readonly string[];
}

/** A process table as the server serves it. The pages draw it and know no rule of it. */
export interface ProcessTable {
  readonly name: string;
  readonly version: number;
  readonly states: readonly string[];
  readonly ends: readonly string[];
  /** The way that most take, for showing where one stands. */
  readonly road: readonly string[];
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
