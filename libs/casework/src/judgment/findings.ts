import type { Rulebook } from '../rulebook/rulebook.js';
import type { Finding, Question, QuestionKind, QuestionTally } from './judgment.js';
import { effectiveStandard, requiredStandard } from './standards.js';
import type { RulesOfJudgment } from './rules-of-judgment.js';

/** What is wrong with one question of a draft, by the name of the rule that it breaks. */
export interface QuestionProblem {
  readonly question: string;
  readonly rule: string;
}

/** Kinds that are about one act. A remedy and a referral are too: they answer a breach. */
const ABOUT_AN_ACT: readonly QuestionKind[] = ['happened', 'breach', 'attributed', 'justified', 'accident', 'fabricated', 'remedy'];

/**
 * An attribution names its basis: at least one ILC article on attribution, and whatever indicators speak for it. Control of the territory alone carries no
 * attribution (law-sources 4.2): where it is the only indicator, there must be evidence for another one.
 */
export function basisProblems(question: Question, rules: RulesOfJudgment): QuestionProblem[] {
  const problem = (rule: string): QuestionProblem => ({ question: question.key, rule });
  const known = [...rules.findings.bases, ...rules.findings.circumstances];
  const unknown = [
    ...question.bases.filter((basis) => !known.includes(basis)).map(() => problem('basisIsListed')),
    ...question.indicators.filter((indicator) => !rules.findings.indicators.includes(indicator)).map(() => problem('indicatorIsListed')),
  ];
  if (question.kind === 'justified' && !question.bases.some((basis) => rules.findings.circumstances.includes(basis))) {
    return [...unknown, problem('circumstanceIsNamed')];
  }
  if (question.kind !== 'attributed') return unknown;
  return [
    ...unknown,
    ...(question.bases.some((basis) => rules.findings.bases.includes(basis)) ? [] : [problem('basisIsNamed')]),
    ...(question.indicators.length > 0 && question.indicators.every((indicator) => rules.findings.notAlone.includes(indicator))
      ? [problem('basisIsMoreThanTerritory')]
      : []),
  ];
}

/** Everything that keeps a list of questions from being put to the vote. */
export function questionProblems(
  questions: readonly Question[],
  violations: readonly string[],
  parties: readonly string[],
  rulebook: Rulebook,
): QuestionProblem[] {
  const rules = rulebook.judgment;
  const seen = new Set<string>();
  const own = questions.flatMap((question) => {
    const problem = (rule: string): QuestionProblem => ({ question: question.key, rule });
    const problems = basisProblems(question, rules);
    if (seen.has(question.key)) problems.push(problem('keyIsUnique'));
    seen.add(question.key);
    if (ABOUT_AN_ACT.includes(question.kind) && !violations.includes(question.violation ?? ''))
      problems.push(problem('violationIsCharged'));
    if (question.kind === 'attributed' && !parties.includes(question.party ?? '')) problems.push(problem('partyIsOfTheAgreement'));
    if (question.kind === 'attributed' && question.level === null) problems.push(problem('levelIsNamed'));
    if (ABOUT_AN_ACT.includes(question.kind) && question.kind !== 'remedy' && question.relies.length === 0)
      problems.push(problem('evidenceIsNamed'));
    if (question.kind === 'remedy') problems.push(...remedyProblems(question, parties, rulebook));
    if (question.kind === 'referral' && rulebook.referrals[question.referral ?? ''] === undefined)
      problems.push(problem('referralIsListed'));
    if (question.kind === 'referral' && !question.proportionalityNoted) problems.push(problem('proportionalityIsNoted'));
    if (question.kind === 'referral' && !parties.includes(question.party ?? '')) problems.push(problem('partyIsOfTheAgreement'));
    return problems;
  });
  const unasked = violations
    .filter((violation) => !questions.some((question) => question.violation === violation && question.kind === 'happened'))
    .map((violation) => ({ question: violation, rule: 'everyViolationIsAsked' }));
  return [...own, ...unasked];
}

function remedyProblems(question: Question, parties: readonly string[], rulebook: Rulebook): QuestionProblem[] {
  const problem = (rule: string): QuestionProblem => ({ question: question.key, rule });
  if (question.remedy === null) return [problem('remedyIsStated')];
  const rule = rulebook.remedies[question.remedy.code];
  return [
    ...(rule === undefined ? [problem('remedyIsListed')] : []),
    ...(parties.includes(question.remedy.addressee) ? [] : [problem('addresseeIsOfTheAgreement')]),
    ...(rule?.needsProportionality === true && !question.proportionalityNoted ? [problem('proportionalityIsNoted')] : []),
    ...(rule?.term != null && question.remedy.proof === '' ? [problem('proofIsNamed')] : []),
  ];
}

/**
 * What becomes of a counted answer: yes stands only at the standard that is required at the frozen severity, and only on a lawful basis; otherwise the
 * question stays open.
 */
export function findingOf(question: Question, counted: Pick<QuestionTally, 'answer'>, severity: number, rulebook: Rulebook): Finding {
  const rules = rulebook.judgment;
  const standardRequired = requiredStandard(question, severity, rules, rulebook.referrals);
  const standardMet = effectiveStandard(question, rules);
  const stands = standardMet >= standardRequired && basisProblems(question, rules).length === 0;
  return {
    question: question.key,
    kind: question.kind,
    violation: question.violation ?? '',
    party: question.party,
    level: question.level,
    answer: counted.answer === 'yes' && !stands ? 'open' : counted.answer,
    standardRequired,
    standardMet,
    bases: question.bases,
    indicators: question.indicators,
    relies: question.relies,
    contrary: question.contrary,
  };
}

/**
 * The questions as they stand when nobody wrote a draft (LapseDeliberation, CHAIR_RULING without one): those that the investigation proposed, and for what
 * it left out the bare ones. A bare question of attribution has no basis, so that it is not put: the outcome is then VIOLATION_UNATTRIBUTED at most.
 */
export function bareQuestions(
  violations: readonly string[],
  proposed: readonly Question[],
  severity: number,
  rulebook: Rulebook,
): Question[] {
  const missing = violations.flatMap((violation) =>
    (['happened', 'breach'] as const)
      .filter((kind) => !proposed.some((question) => question.kind === kind && question.violation === violation))
      .map((kind) => bareQuestion(kind, violation, severity, rulebook)),
  );
  return [...proposed.filter(({ violation }) => violation === null || violations.includes(violation)), ...missing];
}

function bareQuestion(kind: 'happened' | 'breach', violation: string, severity: number, rulebook: Rulebook): Question {
  const standard = requiredStandard({ kind, referral: null }, severity, rulebook.judgment, rulebook.referrals);
  return {
    key: `${violation}.${kind}`,
    kind,
    violation,
    party: null,
    level: null,
    bases: [],
    indicators: [],
    standard,
    relies: [],
    contrary: [],
    disclosed: [],
    remedy: null,
    referral: null,
    proportionalityNoted: false,
  };
}
