import { valueAt, type Entry, type Json } from '@tregua/ledger';

const SUMMARIES = ['report', 'reports', 'otherCase', 'children', 'lead'];

/**
 * The streams of the law that an entry may name. It is a guess by form, and may name what is none: who asks looks each one up. What the replay finds besides
 * joins groups later.
 */
export function referencesOf(entry: Entry): string[] {
  const { stream, data } = entry;
  const [kind, id] = stream.split('/');
  if (kind === 'ballot') return [`case/${id ?? ''}`];
  const { payload, facts } = data;
  if (kind === 'motion') {
    const target = valueAt(payload ?? null, '/target');
    return typeof target === 'string' ? [target] : [];
  }
  if (kind !== 'case' && kind !== 'report') return [];
  const ids = [...Object.values(asObject(payload)).flatMap(textsOf), ...SUMMARIES.flatMap((fact) => idsOf(asObject(facts)[fact]))];
  return ids.flatMap((other) => [`case/${other}`, `report/${other}`]).filter((other) => other !== stream);
}

function textsOf(value: Json): string[] {
  if (typeof value === 'string') return value.length <= 80 ? [value] : [];
  return Array.isArray(value) ? (value as Json[]).flatMap((one) => (typeof one === 'string' && one.length <= 80 ? [one] : [])) : [];
}

function idsOf(value: Json | undefined): string[] {
  if (Array.isArray(value)) return (value as Json[]).flatMap(idsOf);
  const id = typeof value === 'object' && value !== null ? (value as { readonly [key: string]: Json })['id'] : undefined;
  return typeof id === 'string' ? [id] : [];
}

function asObject(value: Json | undefined): { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [key: string]: Json }) : {};
}
