import type { Question } from './judgment.js';
import type { BySeverity, RulesOfJudgment } from './rules-of-judgment.js';

/** The ladder of law-sources 4.1: a finding states the level that it meets. */
export const ladderOfProof = [
  'unsubstantiated',
  'reasonable suspicion',
  'reasonable grounds to believe',
  'balance of probabilities',
  'clear and convincing',
  'beyond reasonable doubt',
] as const;

/** The level that a question asks for at a severity. Referrals bring their own. */
export function requiredStandard(
  question: Pick<Question, 'kind' | 'referral'>,
  severity: number,
  rules: RulesOfJudgment,
  referrals: { readonly [code: string]: { readonly standard: number } },
): number {
  const { happened, breach, attributed, justified } = rules.standards;
  switch (question.kind) {
    case 'happened':
    case 'fabricated':
      return at(happened, severity);
    case 'breach':
      return at(breach, severity);
    case 'attributed':
      return at(attributed, severity);
    case 'justified':
    case 'accident':
      return at(justified, severity);
    case 'referral':
      return referrals[question.referral ?? '']?.standard ?? 0;
    case 'remedy':
    case 'classification':
      return 0;
  }
}

/**
 * The level that counts: what the draft states, but at most the cap (2) where the finding stands only on what the accused party never had in any form, not
 * even as a gist (law-sources 5.4).
 */
export function effectiveStandard(question: Pick<Question, 'kind' | 'standard' | 'relies' | 'disclosed'>, rules: RulesOfJudgment): number {
  const level = Math.max(0, Math.min(ladderOfProof.length - 1, question.standard));
  return restsOnlyOnUndisclosed(question) ? Math.min(level, rules.standards.undisclosedCap) : level;
}

export function restsOnlyOnUndisclosed({ relies, disclosed }: Pick<Question, 'relies' | 'disclosed'>): boolean {
  return relies.length > 0 && !relies.some((item) => disclosed.includes(item));
}

function at(levels: BySeverity, severity: number): number {
  return levels[Math.max(1, Math.min(5, severity)) - 1] ?? 0;
}
