import { givenNumber, givenObject, givenString } from '../engine/given.js';
import type { JsonObject } from '../engine/types.js';
import type { Rulebook } from '../rulebook/rulebook.js';
import { dueAfter } from '../rulebook/terms.js';
import type { Judgment } from './judgment.js';
import type { Remedy } from './orders.js';
import { begun, changeRemedies, newRemedy, nextId, termEnd } from './ordering.js';
import { groupsIn, proposalIn } from './questions.js';
import { lapsedRemedies } from './standing.js';

// Pure questions and steps about remedies that were not carried out (law-check holes 15 to 17, section 3 "per chain of a remedy").

/** What the bench answers to one lapsed remedy. */
export interface Answer {
  readonly remedy: string;
  readonly how: 'extend' | 'replace' | 'waive';
  readonly termHours: number | null;
  readonly replacement: JsonObject | null;
}

export function answersIn(payload: JsonObject): Answer[] {
  return groupsIn(payload, 'answers').map((group) => ({
    remedy: givenString(group, 'remedy') ?? '',
    how: (givenString(group, 'how') ?? 'extend') as Answer['how'],
    termHours: givenNumber(group, 'termHours'),
    replacement: givenObject(group, 'replacement'),
  }));
}

/** Lapsed remedies that no answer names, or whose replacement is not stated. */
export function unansweredRemedies(judgment: Judgment, answers: readonly Answer[]): string[] {
  return lapsedRemedies(judgment)
    .filter(({ id }) => {
      const own = answers.filter(({ remedy }) => remedy === id);
      const [answer] = own;
      return own.length !== 1 || answer === undefined || (answer.how === 'replace' && answer.replacement === null);
    })
    .map(({ id }) => id);
}

/**
 * A chain has one fresh term (an extension or a replacement), and it must end within a year of the first service. Waiving is always open: a way out of
 * NON_COMPLIANCE that no count can close.
 */
export function overdrawnChains(
  judgment: Judgment,
  answers: readonly Answer[],
  at: number,
  severity: number,
  rulebook: Rulebook,
): string[] {
  return answers
    .filter(({ how }) => how !== 'waive')
    .filter((answer) => {
      const remedy = lapsedRemedies(judgment).find(({ id }) => id === answer.remedy);
      if (remedy === undefined) return true;
      if (remedy.chain.freshTerms >= rulebook.bounds.remedyChain.freshTerms) return true;
      const dueAt = termEnd(rearranged(remedy, answer), at, severity, rulebook) ?? at;
      return dueAt > chainEnds(remedy, at, severity, rulebook);
    })
    .map(({ remedy }) => remedy);
}

/** A year after the chain was served first: no term of it may end later. */
export function chainEnds({ chain }: Pick<Remedy, 'chain'>, at: number, severity: number, rulebook: Rulebook): number {
  return dueAfter(chain.firstServedAt ?? at, rulebook, 'remedyTotal', severity);
}

function rearranged(remedy: Remedy, answer: Answer): Pick<Remedy, 'code' | 'termHours'> {
  const proposal = answer.how === 'replace' ? proposalIn(answer.replacement) : null;
  return proposal ?? { code: remedy.code, termHours: answer.termHours };
}

/** Extends, replaces or waives each lapsed remedy. A replacement inherits the chain's counts. */
export function withAnswers(judgment: Judgment, answers: readonly Answer[], at: number, severity: number, rulebook: Rulebook): Judgment {
  const id = nextId('m', judgment.remedies);
  const added: Remedy[] = [];
  const answered = changeRemedies(judgment, (remedy) => {
    const answer = answers.find((one) => one.remedy === remedy.id);
    if (answer === undefined || (remedy.status !== 'lapsed' && remedy.status !== 'referred')) return remedy;
    if (answer.how === 'waive') return { ...remedy, status: 'waived', dueAt: null, settledAt: at };
    const chain = { ...remedy.chain, freshTerms: remedy.chain.freshTerms + 1 };
    const proposal = answer.how === 'replace' ? proposalIn(answer.replacement) : null;
    if (proposal === null) return begun({ ...remedy, chain, termHours: answer.termHours }, at, severity, rulebook);
    const replacement = newRemedy(id(added.length + 1), proposal, at, { ruling: remedy.ruling, provisional: null }, rulebook);
    added.push(begun({ ...replacement, chain, replaces: remedy.id }, at, severity, rulebook));
    return { ...remedy, status: 'replaced', dueAt: null };
  });
  return { ...answered, remedies: [...answered.remedies, ...added] };
}

/** The lapsed remedies whose chain bears its N3 case with this referral: its first one, and never in a case that was itself born of one (depth 1). */
export function bearing(judgment: Judgment, depth: number, rulebook: Rulebook): Remedy[] {
  if (depth >= rulebook.bounds.derivedDepth) return [];
  return lapsedRemedies(judgment).filter(({ chain }) => chain.derivedCases < rulebook.bounds.remedyChain.derivedCases);
}

/** The lapsed remedies are referred: the second time is the last, since nothing gives them a fresh term after it. */
export function referred(judgment: Judgment, bore: readonly string[]): Judgment {
  return changeRemedies(judgment, (remedy) =>
    remedy.status !== 'lapsed'
      ? remedy
      : {
          ...remedy,
          status: 'referred',
          chain: {
            ...remedy.chain,
            referrals: remedy.chain.referrals + 1,
            derivedCases: remedy.chain.derivedCases + (bore.includes(remedy.id) ? 1 : 0),
          },
        },
  );
}

/** Chains whose referral was the first, and whose new term would still end within the year: only they may wait on an outside measure. */
export function mayWaitOnMeasure(remedy: Remedy, at: number, severity: number, rulebook: Rulebook): boolean {
  if (remedy.status !== 'referred' || remedy.chain.referrals >= rulebook.bounds.remedyChain.referrals) return false;
  const dueAt = termEnd(remedy, at, severity, rulebook);
  return dueAt !== null && dueAt <= chainEnds(remedy, at, severity, rulebook);
}

/** After REFERRED: a measure gives those that may wait a fresh term; all others stay unresolved, listed as not complied with. */
export function afterReferral(judgment: Judgment, measure: boolean, at: number, severity: number, rulebook: Rulebook): Judgment {
  return changeRemedies(judgment, (remedy) => {
    if (remedy.status !== 'referred' && remedy.status !== 'lapsed') return remedy;
    if (measure && mayWaitOnMeasure(remedy, at, severity, rulebook)) return begun(remedy, at, severity, rulebook);
    return { ...remedy, status: 'unresolved', dueAt: null, suspendedWithMs: null };
  });
}

/** A UUID beside a fresh one, for the second and further cases that one entry bears: the last twelve digits count on. */
export function idBeside(fresh: string, ahead: number): string {
  if (ahead === 0) return fresh;
  const head = fresh.slice(0, -12);
  const tail = (BigInt(`0x${fresh.slice(-12)}`) + BigInt(ahead)) & 0xffff_ffff_ffffn;
  return `${head}${tail.toString(16).padStart(12, '0')}`;
}
