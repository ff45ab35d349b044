/** The case that an export begins with. */
export function readExportSearch({ case: id }: Record<string, unknown>): { readonly case?: string } {
  return typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id) ? { case: id } : {};
}
