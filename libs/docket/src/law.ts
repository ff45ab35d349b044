import type { CaseSummary, Json, JsonObject, Process, ReportSummary, Rulebook, Subject } from '@tregua/casework';
import type { ProcessName } from './requests.js';

/** Somebody who may sign a motion, and for which constituency. */
export interface BenchSeat {
  readonly member: string;
  readonly constituency: string;
}

/** The law that the door applies. The Commission's own is `commissionLaw`; a test may bring a smaller one. */
export interface Law {
  readonly currentRulebookId: string;
  readonly rulebookOf: (id: string) => Rulebook;
  readonly processOf: (name: ProcessName) => Process<Subject>;
  /** Who sits on the bench that `right` ('bench', 'review bench') names, so that a majority can be told. */
  readonly benchOf: (subject: Subject, right: string) => readonly BenchSeat[];
  /** Number of the open call of a ballot, which names the ballot's stream; undefined when none is open. */
  readonly openCallOf: (subject: Subject) => number | undefined;
  readonly summaryOfCase: (subject: Subject) => CaseSummary;
  readonly summaryOfReport: (subject: Subject) => ReportSummary;
  /** Which of the agreements was in force at the time and place of what a report (or, without one, the command itself) tells; null: none. */
  readonly agreementFor: (agreements: readonly JsonObject[], report: Subject | undefined, payload: JsonObject) => Json;
}
