import { api, taken } from '../api/client';
import type { FieldSchema } from '../acts/schema';
import { queries } from '../app/queries';
import { meQuery } from '../app/session';
import { remember, remembered } from './device-store';
import type { IntakeKey } from './seal-text';

/** What of the law the wizard needs without a line. */
export interface FieldLaw {
  readonly rulebook: {
    readonly violations: Readonly<
      Record<string, { readonly label: string; readonly requires?: readonly (readonly string[])[]; readonly protectsSource?: boolean }>
    >;
    readonly lists: Readonly<Record<string, readonly string[]>>;
    readonly labels: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  /** The shape of a report's content. */
  readonly schema: FieldSchema;
}

export interface Prepared {
  readonly law: FieldLaw;
  readonly key: IntakeKey;
  /** Pseudonymous id of whoever was last signed in here. */
  readonly person: string;
  readonly preparedAt: number;
}

const NAME = 'prepared';

/** What this device remembers; undefined: it was never connected with somebody signed in. */
export async function lastPrepared(): Promise<Prepared | undefined> {
  const prepared = await remembered<Prepared>(NAME);
  if (prepared !== undefined) shareLaw(prepared.law);
  return prepared;
}

/** Fetches what a device needs to work without a line. Undefined: nobody is signed in. @throws where no answer comes. */
export async function prepare(): Promise<Prepared | undefined> {
  const me = await queries.fetchQuery(meQuery);
  if (me === null) return undefined;
  const id = (await taken(api.GET('/api/v1/rulebooks'))).at(-1) ?? '';
  const [rulebook, key, document] = await Promise.all([
    taken(api.GET('/api/v1/rulebooks/{id}', { params: { path: { id } } })),
    taken(api.GET('/api/v1/field/key')),
    fetch('/api/openapi.json').then((answer) => answer.json() as Promise<{ components: { schemas: Record<string, FieldSchema> } }>),
  ]);
  const schema = document.components.schemas['CreateReport']?.properties?.['content'] ?? {};
  const prepared: Prepared = {
    law: { rulebook: rulebook as unknown as FieldLaw['rulebook'], schema },
    key: { id: key.id, publicKey: key.publicKey },
    person: me.id,
    preparedAt: Date.now(),
  };
  await remember(NAME, prepared);
  shareLaw(prepared.law);
  return prepared;
}

/** The fields of the forms ask for the rulebook by this name: without a line they find what is remembered. */
function shareLaw({ rulebook }: FieldLaw): void {
  if (queries.getQueryData(['rulebook']) === undefined) queries.setQueryData(['rulebook'], rulebook);
}
