import type { Rulebook } from '../rulebook/rulebook.js';
import { dueAfter } from '../rulebook/terms.js';
import type { Judgment, RemedyProposal } from './judgment.js';
import type { Remedy, RemedyChain } from './orders.js';
import { unsettledRemedies } from './standing.js';

const HOUR_MS = 3_600_000;

// How a remedy's term begins, stands still, ends. Used by rulings, provisional findings and what follows a ruling.

export const freshChain: RemedyChain = { freshTerms: 0, referrals: 0, suspensions: 0, derivedCases: 0, firstServedAt: null };

export function newRemedy(
  id: string,
  proposal: RemedyProposal,
  at: number,
  by: Pick<Remedy, 'ruling' | 'provisional'>,
  rulebook: Rulebook,
): Remedy {
  return {
    id,
    code: proposal.code,
    addressee: proposal.addressee,
    proof: proposal.proof === '' ? (rulebook.remedies[proposal.code]?.proof ?? '') : proposal.proof,
    termHours: proposal.termHours,
    ruling: by.ruling,
    provisional: by.provisional,
    orderedAt: at,
    status: 'ordered',
    dueAt: null,
    suspendedWithMs: null,
    overdue: false,
    settledAt: null,
    proofReport: null,
    replaces: null,
    chain: freshChain,
  };
}

/** The end of a term that begins now: the ordered hours, or the rulebook's term; null where the remedy has none (R8, done by its publication). */
export function termEnd(remedy: Pick<Remedy, 'code' | 'termHours'>, from: number, severity: number, rulebook: Rulebook): number | null {
  if (remedy.termHours !== null) return from + remedy.termHours * HOUR_MS;
  const term = rulebook.remedies[remedy.code]?.term;
  return term == null ? null : dueAfter(from, rulebook, term, severity);
}

export function begun(remedy: Remedy, from: number, severity: number, rulebook: Rulebook): Remedy {
  const dueAt = termEnd(remedy, from, severity, rulebook);
  return dueAt === null ? remedy : { ...remedy, status: 'open', dueAt, overdue: false, suspendedWithMs: null };
}

export function changeRemedies(judgment: Judgment, change: (remedy: Remedy) => Remedy): Judgment {
  return { ...judgment, remedies: judgment.remedies.map(change) };
}

/** A ruling is served: the urgent remedies run from now (R1, R7), and every chain's first service is noted. */
export function servedRemedies(judgment: Judgment, ruling: number, at: number, severity: number, rulebook: Rulebook): Judgment {
  return changeRemedies(judgment, (remedy) => {
    if (remedy.ruling !== ruling || remedy.status !== 'ordered') return remedy;
    const served = { ...remedy, chain: { ...remedy.chain, firstServedAt: remedy.chain.firstServedAt ?? at } };
    return rulebook.remedies[remedy.code]?.urgent === true ? begun(served, at, severity, rulebook) : served;
  });
}

/**
 * On entry to REMEDY all terms that wait begin, and what is overdue or nearly so has the floor (24 h) to be carried out (hole 16).
 *
 * @param running due times of the deadlines that run now, by remedy: a stay may have moved them.
 */
export function enterRemedy(
  judgment: Judgment,
  at: number,
  severity: number,
  rulebook: Rulebook,
  running: (remedy: string) => number | null,
): Judgment {
  const floor = dueAfter(at, rulebook, 'remedyFloor', severity);
  return changeRemedies(judgment, (remedy) => {
    if (remedy.ruling === null) return remedy;
    if (remedy.status === 'ordered') {
      const start = begun(remedy, at, severity, rulebook);
      // Without a term: carried out by the publication, which a rulebook puts before this (publicationFromFinal < finality).
      if (start.dueAt === null) return { ...remedy, status: 'done', settledAt: at };
      return { ...start, dueAt: Math.max(start.dueAt, floor) };
    }
    if (remedy.status !== 'open' || remedy.suspendedWithMs !== null) return remedy;
    const dueAt = running(remedy.id) ?? remedy.dueAt ?? at;
    return remedy.overdue || dueAt < floor ? { ...remedy, overdue: false, dueAt: floor } : remedy;
  });
}

/** Public naming is carried out by the publication itself. */
export function namedByPublication(judgment: Judgment, at: number, rulebook: Rulebook): Judgment {
  return changeRemedies(judgment, (remedy) =>
    remedy.status === 'ordered' && remedy.ruling !== null && rulebook.remedies[remedy.code]?.term === null
      ? { ...remedy, status: 'done', settledAt: at }
      : remedy,
  );
}

/** What a ruling ordered falls with it, but for what was carried out; claims that were being checked have no object any more (hole 13). */
export function fallen(judgment: Judgment, of: (remedy: Remedy) => boolean): Judgment {
  const down = changeRemedies(judgment, (remedy) =>
    of(remedy) && !['done', 'waived', 'replaced', 'fallen'].includes(remedy.status)
      ? { ...remedy, status: 'fallen', dueAt: null, suspendedWithMs: null }
      : remedy,
  );
  const fell = new Set(down.remedies.filter(({ status }) => status === 'fallen').map(({ id }) => id));
  return {
    ...down,
    claims: down.claims.map((claim) => (claim.status === 'pending' && fell.has(claim.remedy) ? { ...claim, status: 'lapsed' } : claim)),
  };
}

/** A live provisional finding ends, by lapse, by a ruling, by an end or by a later one, and its interim measures with it (hole 7). */
export function endProvisional(judgment: Judgment, status: 'lapsed' | 'ended'): Judgment {
  if (!judgment.provisional.some((finding) => finding.status === 'live')) return judgment;
  const provisional = judgment.provisional.map((finding) => (finding.status === 'live' ? { ...finding, status } : finding));
  return fallen({ ...judgment, provisional }, (remedy) => remedy.provisional !== null && remedy.ruling === null);
}

/** Nothing is open or still to begin: the case can close, resolved or not. */
export function nothingIsOpen(judgment: Judgment): boolean {
  return !unsettledRemedies(judgment).some(({ status }) => status === 'ordered' || status === 'open');
}

export function nextId(prefix: string, ids: readonly { readonly id: string }[]): (ahead: number) => string {
  const last = Math.max(0, ...ids.filter(({ id }) => id.startsWith(prefix)).map(({ id }) => Number(id.slice(prefix.length))));
  return (ahead) => `${prefix}${last + ahead}`;
}
