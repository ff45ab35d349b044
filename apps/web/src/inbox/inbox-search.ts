/** What the list of cases is narrowed by. It stands in the address, so that a view can be kept and sent on. */
export interface InboxSearch {
  readonly view?: 'due' | 'open' | 'ended';
  readonly state?: string;
  readonly severity?: number;
}

const VIEWS = ['due', 'open', 'ended'] as const;

export function readInboxSearch(search: Record<string, unknown>): InboxSearch {
  const view = VIEWS.find((name) => name === search['view']);
  const severity = Number(search['severity']);
  const state = search['state'];
  return {
    ...(view === undefined ? {} : { view }),
    ...(typeof state === 'string' && /^[A-Z_]{2,40}$/.test(state) ? { state } : {}),
    ...(Number.isInteger(severity) && severity >= 1 && severity <= 5 ? { severity } : {}),
  };
}
