import type { Process, Rulebook, Subject } from '@tregua/casework';

export type ProcessName = 'case' | 'report';

/** The law that the verifier brings along. It never comes from the file that is checked: the accused does not supply the law. */
export interface Law {
  readonly processOf: (name: ProcessName) => Process<Subject>;
  /** Undefined where this verifier does not know the rulebook. */
  readonly rulebookOf: (id: string) => Rulebook | undefined;
  /** What one subject tells others of itself (the facts `report`, `reports`, `otherCase`, `children`). */
  readonly summaryOf: (name: ProcessName, subject: Subject) => object;
  /** The number of the call that is open in a case: it names the stream of its ballots. */
  readonly openCallOf: (subject: Subject) => number | undefined;
}
