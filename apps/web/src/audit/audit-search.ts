/** What the explorer shows. It stands in the address: an auditor's question can be kept, and asked again. */
export interface AuditSearch {
  readonly view?: AuditView;
  /** A case by its id. Auditors may leave it out. */
  readonly case?: string;
  readonly actor?: string;
  /** Kinds of entries, with commas. */
  readonly type?: string;
  readonly from?: string;
  readonly until?: string;
  readonly first?: 'newest' | 'oldest';
}

export const VIEWS = ['entries', 'knowledge', 'after', 'lapses', 'calls'] as const;
export type AuditView = (typeof VIEWS)[number];

const SHAPES = {
  case: /^[0-9a-f-]{36}$/,
  actor: /^([0-9a-f-]{36}|system)$/,
  type: /^[A-Za-z0-9,]{1,900}$/,
  from: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/,
  until: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/,
} as const;

/** Takes what has the right shape, and drops the rest: an address may come from anywhere. */
export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const texts = Object.entries(SHAPES).filter(([name, shape]) => typeof search[name] === 'string' && shape.test(search[name]));
  const view = VIEWS.find((name) => name === search['view']);
  return {
    ...(Object.fromEntries(texts.map(([name]) => [name, search[name]])) as AuditSearch),
    ...(view === undefined ? {} : { view }),
    ...(search['first'] === 'oldest' ? { first: 'oldest' as const } : {}),
  };
}
