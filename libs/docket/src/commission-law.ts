import {
  currentRulebookId,
  reportProcess,
  rulebookOf,
  summaryOfReport,
  type Case,
  type CaseSummary,
  type Process,
  type Report,
  type Subject,
} from '@tregua/casework';
import type { BenchSeat, Law } from './law.js';

/** The law of the Commission, as the door applies it. */
export const commissionLaw: Law = {
  currentRulebookId,
  rulebookOf,
  processOf: (name) => {
    if (name === 'report') return reportProcess as unknown as Process<Subject>;
    throw new Error(`There is no process ${name}.`);
  },
  benchOf: (subject, right) => seatsOf(subject as Case, right),
  openCallOf: (subject) => (subject as Case).judgment.call?.number,
  summaryOfCase: (): CaseSummary => {
    throw new Error('There is no process case.');
  },
  summaryOfReport: (subject) => summaryOfReport(subject as Report),
  agreementFor: () => null,
};

/** Three duty members act until the panel sits, then the panel (law-check hole 4); review has a bench of its own. */
function seatsOf({ judgment }: Case, right: string): readonly BenchSeat[] {
  const seats =
    right === 'review bench'
      ? (judgment.reviewBench?.seats ?? [])
      : judgment.panel.constitutedAt === null
        ? judgment.dutyBench
        : judgment.panel.seats;
  return seats.filter(({ status }) => status !== 'out').map(({ member, constituency }) => ({ member, constituency }));
}
