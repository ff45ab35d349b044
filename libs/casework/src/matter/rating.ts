import type { Rulebook } from '../rulebook/rulebook.js';

/** Admiralty code: how reliable the source is, and how credible the information. Two independent characters, never one grade. */
export interface Rating {
  readonly reliability: string;
  readonly credibility: string;
  readonly author: string;
  readonly at: number;
  /** Commitment of the reason, or a code. */
  readonly reason: string;
  /** Items that confirm it, from other sources: credibility 1 needs one at least. */
  readonly confirmedBy: readonly string[];
}

export interface RatedItem {
  readonly id: string;
  /** Whoever first said it. Two items of one origin do not confirm each other. */
  readonly origin: string;
  readonly ratings: readonly Rating[];
}

export type RatingRefusal = 'ratingIsListed' | 'confirmationIsIndependent' | 'ratingIsLater' | 'ratingIsWithinCeiling';

const CANNOT_BE_JUDGED = ['F', '6'];

/** Adds a rating. Later ones add, none is overwritten; the answer is the item with its whole history, or everything that is wrong. */
export function rate(
  item: RatedItem,
  rating: Rating,
  others: readonly RatedItem[],
  rulebook: Rulebook,
  ceiling: Ceiling | null = null,
): { readonly item: RatedItem } | { readonly refused: readonly RatingRefusal[] } {
  const listed =
    rulebook.lists['reliabilities']?.includes(rating.reliability) === true &&
    rulebook.lists['credibilities']?.includes(rating.credibility) === true;
  const last = item.ratings.at(-1);
  const refused: RatingRefusal[] = [
    ...(listed ? [] : ['ratingIsListed' as const]),
    ...(rating.credibility === '1' && !isConfirmed(item, rating, others) ? ['confirmationIsIndependent' as const] : []),
    ...(last !== undefined && rating.at < last.at ? ['ratingIsLater' as const] : []),
    ...(ceiling !== null && isAbove(rating, ceiling) ? ['ratingIsWithinCeiling' as const] : []),
  ];
  return refused.length > 0 ? { refused } : { item: { ...item, ratings: [...item.ratings, rating] } };
}

/** The rating that counts now. */
export function currentRating(item: RatedItem): Rating | undefined {
  return item.ratings.at(-1);
}

export interface Ceiling {
  readonly reliability: string;
  readonly credibility: string;
}

/** A single source that belongs to one side is fairly reliable and possibly true at best, until something else confirms it. */
export const singlePartySourceCeiling: Ceiling = { reliability: 'C', credibility: '3' };

/**
 * Compares one character: -1 better, 1 worse, 0 same, undefined where one of them says that it cannot be judged. F and 6 are no grade at
 * the bottom: they have no place in the order, are never averaged and never sorted as worst.
 */
export function compareGrades(a: string, b: string): -1 | 0 | 1 | undefined {
  if (CANNOT_BE_JUDGED.includes(a) || CANNOT_BE_JUDGED.includes(b)) return undefined;
  return a === b ? 0 : a < b ? -1 : 1;
}

/** How often each rating was given; those that could not be judged are counted apart. There is no mean. */
export function tallyRatings(items: readonly RatedItem[]): {
  readonly judged: { readonly [rating: string]: number };
  readonly notJudged: number;
} {
  const judged: { [rating: string]: number } = {};
  let notJudged = 0;
  for (const item of items) {
    const rating = currentRating(item);
    if (rating === undefined) continue;
    if ([rating.reliability, rating.credibility].some((grade) => CANNOT_BE_JUDGED.includes(grade))) notJudged += 1;
    else judged[rating.reliability + rating.credibility] = (judged[rating.reliability + rating.credibility] ?? 0) + 1;
  }
  return { judged, notJudged };
}

function isConfirmed(item: RatedItem, rating: Rating, others: readonly RatedItem[]): boolean {
  return others.some((other) => rating.confirmedBy.includes(other.id) && other.id !== item.id && other.origin !== item.origin);
}

function isAbove(rating: Rating, ceiling: Ceiling): boolean {
  return compareGrades(rating.reliability, ceiling.reliability) === -1 || compareGrades(rating.credibility, ceiling.credibility) === -1;
}
