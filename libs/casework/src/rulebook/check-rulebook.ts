import { detailFields } from './details.js';
import type { Rulebook, Span } from './rulebook.js';

const LONGEST_HOURS_FOR_ELAPSED_ONLY = 5 * 24;

/**
 * Everything that is wrong with a rulebook; an empty list: it may be put in force. Runs when a rulebook is loaded. The relations between
 * terms are those of law-check.md, hole 21.
 */
export function checkRulebook(rulebook: Rulebook): string[] {
  return [
    ...checkTerms(rulebook),
    ...checkTermRelations(rulebook),
    ...checkTaxonomy(rulebook),
    ...checkWeapons(rulebook),
    ...checkLists(rulebook),
    ...checkRemedies(rulebook),
    ...checkBenches(rulebook),
    ...checkBounds(rulebook),
    ...checkCarriable(rulebook, ''),
  ];
}

/** @throws with every problem listed. */
export function assertRulebook(rulebook: Rulebook): Rulebook {
  const problems = checkRulebook(rulebook);
  if (problems.length > 0) throw new Error(`Rulebook ${rulebook.id} cannot be put in force:\n${problems.join('\n')}`);
  return rulebook;
}

/** Shortest length of a span in hours. */
function hoursOf(span: Span): number {
  return span.unit === 'hour' ? span.amount : span.amount * 24;
}

function checkTerms(rulebook: Rulebook): string[] {
  return Object.entries(rulebook.terms).flatMap(([name, term]) => {
    const problems: string[] = [];
    if (term.name !== name) problems.push(`Term ${name} calls itself ${term.name}.`);
    if (term.spans.length !== 5) problems.push(`Term ${name} must have a span for each severity.`);
    term.spans.forEach((span, index) => {
      if (!Number.isSafeInteger(span.amount) || span.amount < 0) problems.push(`Term ${name}: ${span.amount} is no whole number of units.`);
      const longer = term.spans[index - 1];
      if (longer !== undefined && hoursOf(span) > hoursOf(longer))
        problems.push(`Term ${name} is longer at severity ${index + 1} than below.`);
      if (span.unit === 'workingDay') {
        if (rulebook.calendars[span.calendar] === undefined) problems.push(`Term ${name} names no calendar: ${span.calendar}.`);
        if (hoursOf(span) < LONGEST_HOURS_FOR_ELAPSED_ONLY) problems.push(`Term ${name}: working days only from 5 days on.`);
      }
    });
    return problems;
  });
}

/** [a list of terms that are added, '<=' or '<', a list of terms that are added]: at each severity. */
const relations: readonly (readonly [readonly string[], '<' | '<=', readonly string[]])[] = [
  [['service', 'embargo'], '<=', ['publication']],
  [['publication'], '<=', ['service', 'reviewWindow']],
  [['publicationFromFinal'], '<', ['finality']],
  [['declaration'], '<', ['panel']],
  [['reviewWindow'], '<', ['review']],
  [['preliminaryFloor'], '<', ['preliminary']],
  [['secondCall'], '<=', ['ballot']],
  [['stayByChair'], '<=', ['stay']],
  [['stay'], '<=', ['stayTotal']],
  [['mark1'], '<', ['mark2']],
  [['mark2'], '<', ['mark3']],
  [['mark3'], '<', ['mark4']],
  [['outsideDecisionE1'], '<=', ['outsideDecision']],
  [['complianceCheck'], '<', ['referral']],
  [['closing'], '<=', ['complianceCheck']],
  [['warning'], '<', ['investigation']],
];

function checkTermRelations(rulebook: Rulebook): string[] {
  const named = relations.flatMap(([left, , right]) => [...left, ...right]).filter((name) => rulebook.terms[name] === undefined);
  if (named.length > 0) return [...new Set(named)].map((name) => `There is no term ${name}.`);
  const sum = (names: readonly string[], index: number): number =>
    names.reduce((total, name) => total + hoursOf(rulebook.terms[name]?.spans[index] ?? { unit: 'hour', amount: 0 }), 0);
  return relations.flatMap(([left, sign, right]) =>
    [0, 1, 2, 3, 4]
      .filter((index) => (sign === '<' ? sum(left, index) >= sum(right, index) : sum(left, index) > sum(right, index)))
      .map((index) => `At severity ${index + 1}, ${left.join(' + ')} must be ${sign} ${right.join(' + ')}.`),
  );
}

function checkTaxonomy(rulebook: Rulebook): string[] {
  const codes = Object.keys(rulebook.violations);
  const own = Object.entries(rulebook.violations).flatMap(([code, violation]) => [
    ...(violation.code === code ? [] : [`Violation ${code} calls itself ${violation.code}.`]),
    ...([1, 2, 3, 4, 5].includes(violation.severity) ? [] : [`Violation ${code} has no severity of 1 to 5.`]),
    ...violation.requires.flatMap((anyOf) => [
      ...(anyOf.length > 0 ? [] : [`Violation ${code} requires one of nothing.`]),
      ...anyOf
        .filter((detail) => detailFields[detail] === undefined)
        .map((detail) => `Violation ${code} requires an unknown detail ${detail}.`),
    ]),
  ]);
  const pattern = rulebook.severity.pattern.together
    .filter((code) => !codes.includes(code))
    .map((code) => `The pattern names no code: ${code}.`);
  return [...own, ...pattern];
}

function checkWeapons(rulebook: Rulebook): string[] {
  const tree = Object.values(rulebook.weapons).flatMap((weapon) => {
    const seen = new Set<string>();
    for (let at: string | null = weapon.code; at !== null; at = rulebook.weapons[at]?.parent ?? null) {
      if (rulebook.weapons[at] === undefined) return [`Weapon ${weapon.code} stands below ${at}, which is not there.`];
      if (seen.has(at)) return [`Weapon ${weapon.code} stands below itself.`];
      seen.add(at);
    }
    return [];
  });
  const lines = rulebook.zones.withdrawalLines.flatMap(({ code, weapons, metres }) => [
    ...weapons
      .filter((weapon) => rulebook.weapons[weapon] === undefined)
      .map((weapon) => `Withdrawal line ${code} names no weapon: ${weapon}.`),
    ...(metres > rulebook.zones.bufferMetres ? [] : [`Withdrawal line ${code} lies inside the buffer zone.`]),
  ]);
  return [...tree, ...lines];
}

function checkLists(rulebook: Rulebook): string[] {
  return Object.entries(rulebook.lists).flatMap(([name, codes]) => [
    ...(codes.length > 0 ? [] : [`List ${name} is empty.`]),
    ...(new Set(codes).size === codes.length ? [] : [`List ${name} holds a code twice.`]),
    ...codes.filter((code) => rulebook.labels[name]?.[code] === undefined).map((code) => `List ${name}: ${code} has no label.`),
  ]);
}

function checkRemedies(rulebook: Rulebook): string[] {
  const proofs = rulebook.lists['complianceProofs'] ?? [];
  const remedies = Object.values(rulebook.remedies).flatMap(({ code, term, proof, interim, urgent }) => [
    ...(rulebook.lists['remedies']?.includes(code) ? [] : [`Remedy ${code} is not listed.`]),
    ...(term === null || rulebook.terms[term] !== undefined ? [] : [`Remedy ${code} has no term ${term}.`]),
    ...(proof === null || proofs.includes(proof) ? [] : [`Remedy ${code} has no proof ${proof}.`]),
    ...(term !== null && proof === null ? [`Remedy ${code} runs, but nothing shows that it was carried out.`] : []),
    ...(interim && !urgent ? [`Remedy ${code} may be interim, but waits for review.`] : []),
  ]);
  const referrals = Object.values(rulebook.referrals).flatMap(({ code, term, needsCommitment }) => [
    ...(rulebook.terms[term] !== undefined ? [] : [`Referral ${code} has no term ${term}.`]),
    ...(!needsCommitment || rulebook.commitments.some(({ measures }) => measures.includes(code))
      ? []
      : [`Referral ${code} answers no commitment.`]),
  ]);
  const commitments = rulebook.commitments.flatMap(({ id, measures, condition, source }) => [
    ...measures.filter((code) => rulebook.referrals[code] === undefined).map((code) => `Commitment ${id} names no measure: ${code}.`),
    ...(rulebook.lists['classifications']?.includes(condition) ? [] : [`Commitment ${id} names no classification: ${condition}.`]),
    ...(source.length > 0 ? [] : [`Commitment ${id} has no source.`]),
  ]);
  const provisional = rulebook.judgment.provisionalReferrals.filter((code) => rulebook.referrals[code] === undefined);
  return [
    ...remedies,
    ...referrals,
    ...commitments,
    ...provisional.map((code) => `There is no referral ${code} to rest on a provisional finding.`),
  ];
}

function checkBenches({ judgment }: Rulebook): string[] {
  const { panel, quorum, majority, dutyBench, standards } = judgment;
  const ladders = [panel.ladder, panel.largeLadder].flatMap((ladder) => [
    ...(ladder.length > 0 ? [] : ['There is no panel.']),
    ...ladder.flatMap(({ size, share }) => [
      ...(size % 2 === 1 ? [] : [`A panel of ${size} can be tied by all its votes.`]),
      ...(size >= panel.floor ? [] : [`A panel of ${size} is below the floor.`]),
      ...(share >= 1 && share <= size ? [] : [`A share of ${share} in a panel of ${size} cannot be kept.`]),
      ...((quorum.firstCall[String(size)] ?? 0) * 2 > size ? [] : [`The quorum of a panel of ${size} is no majority of it.`]),
    ]),
  ]);
  return [
    ...ladders,
    ...(quorum.emergency <= dutyBench.size ? [] : ['The duty bench is too small for the emergency quorum.']),
    ...(quorum.reviewRequest >= 1 ? [] : ['A review that members ask for is asked by nobody.']),
    ...(majority.gross.share.of * 2 > majority.gross.share.in ? [] : ['The gross majority is no majority.']),
    ...(standards.provisional <= Math.min(...standards.happened) ? [] : ['A provisional finding asks for more than a final one.']),
    ...(Math.max(...standards.attributed, ...standards.happened) < 5 ? [] : ['Standard 5 is that of a criminal court.']),
  ];
}

function checkBounds(rulebook: Rulebook): string[] {
  const walk = (value: unknown, at: string): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => walk(inner, `${at}.${key}`))
      : Number.isSafeInteger(value) && (value as number) >= 0
        ? []
        : [`${at} must be a whole number: what has no bound may go round for ever.`];
  return [...walk(rulebook.bounds, 'bounds'), ...walk(rulebook.thresholds, 'thresholds')];
}

/** A rulebook is sealed into the ledger: whatever canonical JSON cannot carry is a fault. */
function checkCarriable(value: unknown, at: string): string[] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return [];
  if (typeof value === 'number') return Number.isSafeInteger(value) ? [] : [`${at}: ${value} is no whole number.`];
  if (Array.isArray(value)) return value.flatMap((item, index) => checkCarriable(item, `${at}/${index}`));
  if (typeof value === 'object') return Object.entries(value).flatMap(([key, item]) => checkCarriable(item, `${at}/${key}`));
  return [`${at}: a ${typeof value} cannot be sealed.`];
}
