import { earlyLives } from './early-lives.js';
import { judgedLives } from './judged-lives.js';
import { orderedLives } from './ordered-lives.js';
import type { LifePlan } from './roads.js';

/** All of them; together they stand in every state. */
export const lives: readonly LifePlan[] = [...earlyLives, ...judgedLives, ...orderedLives];

/** Both sides of each, so that either party has the same count of every outcome. */
export const sides = ['ua', 'ru'] as const;
