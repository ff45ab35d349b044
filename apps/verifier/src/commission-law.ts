import { processOf, rulebookOf, summaryOfCase, summaryOfReport, type Case, type Report, type Rulebook } from '@tregua/casework';
import type { Law } from './law/law.js';

/** The Commission's law as released with this verifier. */
export const commissionLaw: Law = {
  processOf,
  rulebookOf: knownRulebook,
  summaryOf: (name, subject) => (name === 'case' ? summaryOfCase(subject as Case) : summaryOfReport(subject as Report)),
  openCallOf: (subject) => (subject as Case).judgment.call?.number,
};

function knownRulebook(id: string): Rulebook | undefined {
  try {
    return rulebookOf(id);
  } catch {
    return undefined;
  }
}
