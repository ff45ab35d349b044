const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const REFERENCE = /^(TR|RP)-[0-9A-Z]{4}-[0-9A-Z]{4}$/;
const MOST = 20;
const MOST_BESIDE = 4;

const named = (value: unknown): value is string => typeof value === 'string' && (UUID.test(value) || REFERENCE.test(value));
const listed = (value: unknown, most: number): readonly string[] =>
  [...new Set((Array.isArray(value) ? value : []).filter(named))].slice(0, most);

/** Clocks or referrals; and, where somebody records what was decided, of which case and referral. */
export interface OutsideSearch {
  readonly view?: 'clocks' | 'referrals';
  readonly all?: true;
  readonly case?: string;
  readonly about?: string;
}

export function readOutsideSearch({ view, all, case: id, about }: Record<string, unknown>): OutsideSearch {
  return {
    ...(view === 'clocks' || view === 'referrals' ? { view } : {}),
    ...(all === true ? { all } : {}),
    ...(named(id) ? { case: id } : {}),
    ...(typeof about === 'string' && /^[a-z][0-9]{1,4}$/.test(about) ? { about } : {}),
  };
}

/** What lies side by side, by id or reference, and which act is meant. */
export interface BesideSearch {
  readonly kind?: 'cases' | 'reports';
  readonly of?: readonly string[];
  readonly act?: string;
}

export function readBesideSearch({ kind, of, act }: Record<string, unknown>): BesideSearch {
  return {
    ...(kind === 'cases' || kind === 'reports' ? { kind } : {}),
    of: listed(of, MOST_BESIDE),
    ...(typeof act === 'string' && /^[A-Z][A-Za-z]{2,40}$/.test(act) ? { act } : {}),
  };
}

/** Cases on each of which the same is done, or that are assigned together, by reference. */
export interface SeveralSearch {
  readonly of?: readonly string[];
}

export function readSeveralSearch({ of }: Record<string, unknown>): SeveralSearch {
  return { of: listed(of, MOST) };
}
