import { useQuery } from '@tanstack/react-query';
import { ProblemError } from '../api/problem';

/** The part of JSON Schema that the API's document uses for bodies of commands. */
export interface FieldSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly items?: FieldSchema;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly $ref?: string;
  /** The value is one of this list of the rulebook. */
  readonly 'x-rulebook-list'?: string;
}

interface ApiDocument {
  readonly components: { readonly schemas: Readonly<Record<string, FieldSchema>> };
}

/** The shape of a command's body, from the document that the server itself is held to. */
export function useCommandSchema(command: string): { readonly schema: FieldSchema | undefined; readonly error: unknown } {
  const { data, error } = useQuery({
    queryKey: ['openapi'],
    queryFn: async (): Promise<ApiDocument> => {
      const response = await fetch('/api/openapi.json');
      if (!response.ok) throw new ProblemError({ status: response.status });
      return (await response.json()) as ApiDocument;
    },
    staleTime: Infinity,
  });
  return { schema: data?.components.schemas[command], error };
}

/** Is it a text that is kept apart from the history? Those are written in a large field. */
export const isLongText = ({ type, maxLength }: FieldSchema): boolean => type === 'string' && (maxLength ?? 0) >= 300;
