import type { Subject } from '@tregua/casework';
import type { ReplayedStep, ReplayedSubject } from './replay.js';

/**
 * How a subject stood at an instant, as far as the entries tell: entries of one millisecond in different streams have no order of their own, so
 * there may be several answers, the latest first. None before its birth.
 */
export function standingAt({ steps }: ReplayedSubject, at: number): readonly Subject[] {
  const standing: Subject[] = [];
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const step = steps[index] as ReplayedStep;
    if (step.recorded.at > at) continue;
    standing.push(step.after);
    if (step.recorded.at < at) break;
  }
  return standing;
}
