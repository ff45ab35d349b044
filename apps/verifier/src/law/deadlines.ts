import {
  dueLapses,
  situationOf,
  unmetGuards,
  type DueLapse,
  type Process,
  type Recorded,
  type Row,
  type Rulebook,
  type Subject,
} from '@tregua/casework';
import { instantText } from '@tregua/ledger';

export interface Unlawful {
  readonly what: string;
  readonly field?: string;
  readonly says: string;
}

/**
 * Whether the clock was obeyed. The door enters every lapse that is due before it takes a person's command, the earliest first; so a lapse before
 * its time, a lapse out of turn, and a person's command while a lapse was due are unlawful, whatever the process table says of them.
 */
export function againstTheClock(process: Process<Subject>, row: Row, before: Subject, recorded: Recorded, rulebook: Rulebook): Unlawful[] {
  if (row.lapses !== undefined && recorded.actor.role === 'system') return lapseAgainstTheClock(process, row, before, recorded, rulebook);
  // What the law itself adds in the same transaction (a case opened by an admitted report) waits for no clock.
  if (recorded.actor.role === 'system') return [];
  const [skipped] = enterable(process, before, recorded.at, rulebook);
  if (skipped === undefined) return [];
  const says = `The deadline ${skipped.key} had run out at ${instantText(skipped.dueAt)}; ${namesOf(skipped)} had to come before this step.`;
  return [{ what: 'lapseWasSkipped', says }];
}

/** Deadlines of a subject that had run out at an instant and whose lapse the law would have taken. */
export function enterable(process: Process<Subject>, subject: Subject, at: number, rulebook: Rulebook): DueLapse[] {
  const actor = { id: 'system', role: 'system' } as const;
  return dueLapses(process, subject, at).filter(({ commands }) =>
    commands.some((command) => {
      const row = process.rows[command.name];
      if (row === undefined) return false;
      try {
        // Guards that ask facts decide between the lapses of one deadline, not whether there is one.
        return (
          unmetGuards(process, row, situationOf(subject, command, { at, actor, facts: {} }, rulebook), ['subject', 'payload']).length === 0
        );
      } catch {
        return false;
      }
    }),
  );
}

function lapseAgainstTheClock(process: Process<Subject>, row: Row, before: Subject, recorded: Recorded, rulebook: Rulebook): Unlawful[] {
  const about = recorded.data.payload['about'];
  const deadlines = Object.values(before.deadlines).filter(
    (deadline) => deadline.kind === row.lapses && (deadline.about === undefined || deadline.about === about),
  );
  const [deadline] = deadlines;
  if (deadline === undefined) return [{ what: 'lapseHasNoDeadline', says: `No deadline ${String(row.lapses)} was running.` }];
  const due = deadlines.filter(({ dueAt, pausedWithMs }) => pausedWithMs === undefined && dueAt <= recorded.at);
  if (due.length === 0) {
    const when = deadline.pausedWithMs === undefined ? `runs out only at ${instantText(deadline.dueAt)}` : 'stood still';
    return [{ what: 'lapseIsEarly', says: `The deadline ${deadline.key} ${when}.` }];
  }
  const [first] = enterable(process, before, recorded.at, rulebook);
  if (first === undefined || due.some(({ key }) => key === first.key)) return [];
  return [{ what: 'lapseIsOutOfTurn', says: `The deadline ${first.key} had run out before this one; ${namesOf(first)} came first.` }];
}

function namesOf({ commands }: DueLapse): string {
  return commands.map(({ name }) => name).join(' or ');
}
