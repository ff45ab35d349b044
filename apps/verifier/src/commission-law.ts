import { reportProcess, rulebookOf, summaryOfReport, type Process, type Report, type Rulebook, type Subject } from '@tregua/casework';
import type { Law } from './law/law.js';

/** The Commission's law as released with this verifier. */
export const commissionLaw: Law = {
  processOf: () => reportProcess as unknown as Process<Subject>,
  rulebookOf: knownRulebook,
  summaryOf: (_, subject) => summaryOfReport(subject as unknown as Report),
  openCallOf: (subject) => (subject as { judgment?: { call?: { number?: number } | null } }).judgment?.call?.number,
};

function knownRulebook(id: string): Rulebook | undefined {
  try {
    return rulebookOf(id);
  } catch {
    return undefined;
  }
}
