/** What the list of cases is narrowed by. It stands in the address, so that a view can be kept and sent on. */
export interface InboxSearch {
  readonly view?: 'due' | 'open' | 'ended';
  readonly state?: string;
  readonly severity?: number;
  /** With whom the cases lie: me, nobody, or a colleague by id. */
  readonly assignee?: string;
}

const ASSIGNEE = /^(me|nobody|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const VIEWS = ['due', 'open', 'ended'] as const;

export function readInboxSearch(search: Record<string, unknown>): InboxSearch {
  const view = VIEWS.find((name) => name === search['view']);
  const severity = Number(search['severity']);
  const state = search['state'];
  const assignee = search['assignee'];
  return {
    ...(view === undefined ? {} : { view }),
    ...(typeof state === 'string' && /^[A-Z_]{2,40}$/.test(state) ? { state } : {}),
    ...(Number.isInteger(severity) && severity >= 1 && severity <= 5 ? { severity } : {}),
    ...(typeof assignee === 'string' && ASSIGNEE.test(assignee) ? { assignee } : {}),
  };
}
