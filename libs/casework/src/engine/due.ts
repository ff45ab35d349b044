import type { Command, JsonObject, Process, Subject } from './types.js';

/** A lapse that is due: the deadline's kind, and the commands whose rows name it, in table order. Exactly one of them will be allowed. */
export interface DueLapse {
  readonly key: string;
  readonly kind: string;
  readonly dueAt: number;
  readonly commands: readonly Command[];
}

/**
 * Lapses that are due at `at`, in the order in which they are entered: by due time, then facts before moves, then table order. A paused
 * deadline is never due. After each lapse ask again: it may have ended or started others.
 */
export function dueLapses<S extends Subject>(process: Process<S>, subject: S, at: number): DueLapse[] {
  const due = Object.values(subject.deadlines).filter((deadline) => deadline.pausedWithMs === undefined && deadline.dueAt <= at);
  if (due.length === 0) return [];
  const { names, byKind } = lapsesOf(process.rows);
  const lapses = due
    .map((deadline) => {
      const commands = (byKind.get(deadline.kind) ?? []).filter((name) => process.rows[name]?.from?.includes(subject.state));
      return { deadline, commands };
    })
    .filter(({ commands }) => commands.length > 0);
  const isFact = (name: string | undefined): boolean => name !== undefined && process.rows[name]?.to === 'same';
  lapses.sort(
    (a, b) =>
      a.deadline.dueAt - b.deadline.dueAt ||
      Number(isFact(b.commands[0])) - Number(isFact(a.commands[0])) ||
      names.indexOf(a.commands[0] ?? '') - names.indexOf(b.commands[0] ?? '') ||
      (a.deadline.key < b.deadline.key ? -1 : 1),
  );
  return lapses.map(({ deadline, commands }) => ({
    key: deadline.key,
    kind: deadline.kind,
    dueAt: deadline.dueAt,
    commands: commands.map((name): Command => ({ name, payload: payloadOf(deadline.about) })),
  }));
}

type Rows = Process<Subject>['rows'];

interface Lapses {
  /** Of all commands, in table order. */
  readonly names: readonly string[];
  /** The commands that are lapses, by the kind of deadline whose expiry they are. */
  readonly byKind: ReadonlyMap<string, readonly string[]>;
}

/** A table is written once: what is asked of it at each step is worked out once. */
const lapsesByTable = new WeakMap<Rows, Lapses>();

function lapsesOf(rows: Rows): Lapses {
  const known = lapsesByTable.get(rows);
  if (known !== undefined) return known;
  const names = Object.keys(rows);
  const byKind = new Map<string, string[]>();
  for (const name of names) {
    const kind = rows[name]?.lapses;
    if (kind !== undefined) byKind.set(kind, [...(byKind.get(kind) ?? []), name]);
  }
  const lapses = { names, byKind };
  lapsesByTable.set(rows, lapses);
  return lapses;
}

function payloadOf(about: string | undefined): JsonObject {
  return about === undefined ? {} : { about };
}
