import type { Command, Decision, Guard, Moment, Process, Recorded, Refusal, Row, Situation, Subject } from './types.js';
import { shapeProblems } from './shape.js';
import { countedBy } from '../rulebook/corrected.js';
import type { Rulebook } from '../rulebook/rulebook.js';

/**
 * Decides one command: the same few lines for every command of every process. Pure: the same command on the same subject at the same
 * moment gives the same answer for ever. A refusal lists every unmet guard, not the first.
 *
 * @param subject absent for a birth, and only then.
 * @param moment when (ms UTC), who, and the facts that the row `needs`, already loaded (null where the thing asked for is not there).
 * @throws when a fact that the row `needs` was not brought: a fault of the door, not of the person.
 */
export function decide<S extends Subject>(
  process: Process<S>,
  subject: S | undefined,
  command: Command,
  moment: Moment,
  rulebook: Rulebook,
): Decision {
  const row = process.rows[command.name];
  if (row === undefined) return refuse({ code: 'commandIsKnown', params: { command: command.name } });
  if (!stateAllows(row, subject)) {
    return refuse({ code: 'stateAllows', params: { command: command.name, state: subject?.state ?? null } });
  }
  const misshapen = shapeProblems(command.payload, process.fields[command.name] ?? {}, rulebook);
  if (misshapen.length > 0) {
    return refuse(...misshapen.map((problem) => ({ code: 'payloadIsShaped', params: { ...problem } })));
  }
  const situation = situationOf(subject, command, moment, rulebook);
  const as = rightOf(process, row, situation);
  if (as === undefined) {
    return refuse({ code: 'roleAllows', params: { command: command.name, role: moment.actor.role, by: row.by } });
  }
  const missing = (row.needs ?? []).filter((fact) => moment.facts[fact] === undefined);
  if (missing.length > 0) throw new Error(`${command.name} needs the facts ${missing.join(', ')}, which the door has not brought.`);
  const unmet = unmetGuards(process, row, situation);
  if (unmet.length > 0) return refuse(...unmet);

  const recorded: Recorded = {
    command: command.name,
    type: row.records,
    at: moment.at,
    actor: moment.actor,
    rulebook: rulebook.id,
    data: {
      as,
      payload: command.payload,
      facts: moment.facts,
      outcome: process.rules[command.name]?.outcome?.(situation) ?? {},
    },
  };
  return { accepted: recorded, followUps: process.rules[command.name]?.followUps?.(subject, recorded, situation.rulebook) ?? [] };
}

/** Every guard of the row that does not hold, in the row's order. */
export function unmetGuards<S extends Subject>(
  process: Process<S>,
  row: Row,
  situation: Situation<S>,
  asks: readonly Guard<S>['asks'][] = EVERYTHING,
): Refusal[] {
  const unmet: Refusal[] = [];
  for (const name of row.when) {
    const guard = process.guards[name];
    if (guard === undefined) throw new Error(`The ${process.name} process has no guard ${name}.`);
    if (asks.includes(guard.asks) && !guard.holds(situation)) unmet.push({ code: name, params: guard.params?.(situation) ?? {} });
  }
  return unmet;
}

const EVERYTHING = ['subject', 'payload', 'facts'] as const;

/** The first right of the row that the actor has here and now. */
export function rightOf<S extends Subject>(process: Process<S>, row: Row, situation: Situation<S>): string | undefined {
  return row.by.find((right) => (right === 'system' ? situation.actor.role === 'system' : process.holds(right, situation)));
}

export function situationOf<S extends Subject>(subject: S | undefined, command: Command, moment: Moment, rulebook: Rulebook): Situation<S> {
  return {
    subject: subject as S,
    command: command.name,
    payload: command.payload,
    at: moment.at,
    actor: moment.actor,
    facts: moment.facts,
    rulebook: countedBy(subject, rulebook),
  };
}

function stateAllows(row: Row, subject: Subject | undefined): boolean {
  if (row.from === null) return subject === undefined;
  return subject !== undefined && row.from.includes(subject.state);
}

function refuse(...refused: Refusal[]): Decision {
  return { refused };
}
