import { evolve, processOf, rulebookOf, type Actor, type Deadline, type Process, type Recorded, type Subject } from '@tregua/casework';
import { instantOf, type Entry } from '@tregua/ledger';

/** A deadline, and what became of it. Instants are milliseconds UTC. */
export interface DeadlineEnd {
  readonly deadline: Deadline;
  readonly outcome: 'met' | 'missed' | 'moved' | 'running';
  readonly endedAt: number | null;
  /** The command that ended it; empty while it runs. */
  readonly by: string;
}

/** Folds the entries of one case or report into its state, as the law does, and says of each deadline how it ended. */
export class SubjectFold {
  private readonly process: Process<Subject>;
  private subject: Subject | undefined;

  constructor(name: 'case' | 'report') {
    this.process = processOf(name);
  }

  /** The state after the last entry that was taken. */
  get state(): Subject | undefined {
    return this.subject;
  }

  take(entry: Entry): readonly DeadlineEnd[] {
    const recorded = recordedOf(entry);
    const before = this.subject;
    this.subject = evolve(this.process, before, recorded, rulebookOf(recorded.rulebook));
    const after = this.subject.deadlines;
    return Object.values(before?.deadlines ?? {}).flatMap((deadline) => {
      const still = after[deadline.key];
      if (still !== undefined && still.startedAt === deadline.startedAt && still.dueAt === deadline.dueAt) return [];
      const moved = still !== undefined && still.startedAt === deadline.startedAt;
      const outcome = moved ? 'moved' : this.isLapseOf(deadline, recorded) ? 'missed' : 'met';
      return [{ deadline, outcome, endedAt: recorded.at, by: recorded.command } as const];
    });
  }

  /** What still runs at the head. */
  running(): readonly DeadlineEnd[] {
    return Object.values(this.subject?.deadlines ?? {}).map(
      (deadline) => ({ deadline, outcome: 'running', endedAt: null, by: '' }) as const,
    );
  }

  private isLapseOf(deadline: Deadline, { command, actor }: Recorded): boolean {
    return actor.role === 'system' && this.process.rows[command]?.lapses === deadline.kind;
  }
}

/** Everything in a stream of a case or report is the law's: what is not was put there by somebody else, and cannot be folded. */
function recordedOf({ command, type, at, actor, rulebook, data, stream, seq }: Entry): Recorded {
  if (rulebook === null) throw new Error(`Entry ${seq} of ${stream} is under no rulebook.`);
  return {
    command,
    type,
    at: instantOf(at),
    actor: actor as unknown as Actor,
    rulebook,
    data: data as unknown as Recorded['data'],
  };
}
