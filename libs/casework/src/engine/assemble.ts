import type { JsonObject, Recorded, Row, Rule, Subject } from './types.js';
import type { Fields } from './fields.js';

type Named<T> = { readonly [name: string]: T };

/** Puts the parts of a process together by name. @throws when two parts define one name: the law would depend on their order. */
export function together<T>(what: string, ...parts: readonly Named<T>[]): Named<T> {
  const all: { [name: string]: T } = {};
  for (const part of parts) {
    for (const [name, value] of Object.entries(part)) {
      if (all[name] !== undefined && all[name] !== value) throw new Error(`Two parts define the ${what} ${name}.`);
      all[name] = value;
    }
  }
  return all;
}

/** The fields of one command may come from several topics, each with its own names. */
export function togetherFields(...parts: readonly Named<Fields>[]): Named<Fields> {
  const all: { [command: string]: Fields } = {};
  for (const part of parts) {
    for (const [command, fields] of Object.entries(part)) all[command] = together(`field of ${command}`, all[command] ?? {}, fields);
  }
  return all;
}

/** One command may be a matter of several topics: their outcomes are joined, their folds follow one another in the order of the parts. */
export function togetherRules<S extends Subject>(...parts: readonly Named<Rule<S>>[]): Named<Rule<S>> {
  const commands = new Set(parts.flatMap((part) => Object.keys(part)));
  return Object.fromEntries(
    [...commands].map((command) => {
      const rules = parts.flatMap((part) => part[command] ?? []);
      return [command, rules.length === 1 && rules[0] !== undefined ? rules[0] : inTurn(rules)];
    }),
  );
}

function inTurn<S extends Subject>(rules: readonly Rule<S>[]): Rule<S> {
  const folds = rules.flatMap((rule) => rule.apply ?? []);
  const outcomes = rules.flatMap((rule) => rule.outcome ?? []);
  const followUps = rules.flatMap((rule) => rule.followUps ?? []);
  const fold = (subject: S | undefined, recorded: Recorded, rulebook: Parameters<(typeof folds)[number]>[2]): S => {
    const folded = folds.reduce<S | undefined>((now, apply) => apply(now, recorded, rulebook), subject);
    if (folded === undefined) throw new Error(`${recorded.command} makes no subject.`);
    return folded;
  };
  return {
    outcome: (situation) =>
      outcomes.reduce<JsonObject>((outcome, workOut) => {
        const more = workOut(situation);
        const twice = Object.keys(more).filter((key) => key in outcome);
        if (twice.length > 0) throw new Error(`Two topics work out ${twice.join(', ')} of ${situation.command}.`);
        return { ...outcome, ...more };
      }, {}),
    ...(folds.length > 0 ? { apply: fold } : {}),
    followUps: (before, recorded, rulebook) => followUps.flatMap((follow) => follow(before, recorded, rulebook)),
  };
}

/** A lapse of a kind that runs for several items names the item; whose topic says nothing about the payload gets that field. */
export function withLapseFields(rows: { readonly [command: string]: Row }, fields: Named<Fields>): Named<Fields> {
  const about = { kind: 'id', optional: true } as const;
  const lapses = Object.keys(rows).filter((command) => rows[command]?.lapses !== undefined && fields[command]?.['about'] === undefined);
  return { ...fields, ...Object.fromEntries(lapses.map((command) => [command, { ...fields[command], about }])) };
}
