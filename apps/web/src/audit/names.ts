/** An actor as an entry holds it. */
export function actorOf(actor: object): { readonly id: string; readonly role: string } {
  const { id, role } = actor as { id?: unknown; role?: unknown };
  return { id: typeof id === 'string' ? id : '', role: typeof role === 'string' ? role : '' };
}

/** Kind and id of a stream such as `case/<uuid>`. */
export function partsOf(stream: string): { readonly kind: string; readonly id: string } {
  const [kind = '', id = ''] = stream.split('/');
  return { kind, id };
}
