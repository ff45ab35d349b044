import { reportProcess, rulebookIds, rulebookOf, summaryOfReport, type Process, type Report, type Subject } from '@tregua/casework';
import type { Law } from './law/law.js';

/** The Commission's law as released with this verifier. */
export const commissionLaw: Law = {
  processOf: () => reportProcess as unknown as Process<Subject>,
  rulebookOf: (id) => (rulebookIds().includes(id) ? rulebookOf(id) : undefined),
  summaryOf: (_, subject) => summaryOfReport(subject as unknown as Report),
  openCallOf: (subject) => (subject as { judgment?: { call?: { number?: number } | null } }).judgment?.call?.number,
};
