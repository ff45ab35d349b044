/** What the map shows. All of it stands in the address: whoever gets the link sees the same, as far as they may. */
export interface MapSearch {
  readonly from?: string;
  readonly until?: string;
  readonly kind?: 'report' | 'incident';
  readonly severity?: number;
  readonly code?: string;
  readonly state?: string;
  readonly verified?: 'true' | 'false';
  readonly standing?: Standing;
  /** The middle of the view in degrees, and how far it is magnified. */
  readonly lat?: number;
  readonly lon?: number;
  readonly z?: number;
}

export const STANDINGS = ['attributed', 'notAttributed', 'pending', 'closed', 'notOpen'] as const;
export type Standing = (typeof STANDINGS)[number];

const DAY = /^\d{4}-\d\d-\d\d$/;
const oneOf = <T>(values: readonly T[], value: unknown): T | undefined => values.find((one) => one === value);
const within = (value: unknown, least: number, most: number): number | undefined =>
  typeof value === 'number' && value >= least && value <= most ? value : undefined;
const shaped = (value: unknown, shape: RegExp): string | undefined => (typeof value === 'string' && shape.test(value) ? value : undefined);

/** Takes what has the right shape, and drops the rest. */
export function readMapSearch(search: Record<string, unknown>): MapSearch {
  const found = {
    from: shaped(search['from'], DAY),
    until: shaped(search['until'], DAY),
    kind: oneOf(['report', 'incident'] as const, search['kind']),
    severity: within(search['severity'], 1, 5),
    code: shaped(search['code'], /^[A-Z][A-Z0-9]{0,7}$/),
    state: shaped(search['state'], /^[A-Z_]{2,40}$/),
    verified: oneOf(['true', 'false'] as const, String(search['verified'])),
    standing: oneOf(STANDINGS, search['standing']),
    lat: within(search['lat'], -85, 85),
    lon: within(search['lon'], -180, 180),
    z: within(search['z'], 1, 400),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

const DAY_MS = 86_400_000;

/** The filters as the API takes them: days of UTC, the last one whole. */
export function filterOf({ from, until, kind, severity, code, state, verified, standing }: MapSearch) {
  return {
    ...(from === undefined ? {} : { from: `${from}T00:00:00Z` }),
    ...(until === undefined ? {} : { until: new Date(Date.parse(`${until}T00:00:00Z`) + DAY_MS).toISOString() }),
    ...(kind === undefined ? {} : { kind }),
    ...(severity === undefined ? {} : { severity }),
    ...(code === undefined ? {} : { code }),
    ...(state === undefined ? {} : { state }),
    ...(verified === undefined ? {} : { verified }),
    ...(standing === undefined ? {} : { standing }),
  };
}
