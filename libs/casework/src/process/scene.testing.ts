import { asAnExpert } from './expert.testing.js';
import type { Actor, JsonObject } from '../engine/types.js';
import { people } from './people.testing.js';
import { Random } from './random.testing.js';
import { type Road, type Start, byBench, leadOn, remedyOf, SMALL } from './road.testing.js';
import { openCase } from './walk.testing.js';
import { World, sealed } from './world.testing.js';

// Tools of the scenes: a case is led to a place, and so that a deadline ends just there.

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const reasons = { reasons: sealed() };
export const reason = { reason: sealed() };
export const { chair, registrar, rapporteur, partyA, partyB, cell } = people;

/** A scene leads to the worlds in which its commands were entered. */
export type Scene = readonly [name: string, play: () => readonly World[]];

export const R5: Start = { remedies: [remedyOf('R5')] };
export const longRemedy: Start = { remedies: [{ ...remedyOf('R5'), termHours: 1_000 }] };

export const enter = ({ world, id }: Road, actor: Actor, command: string, payload: JsonObject = {}): World =>
  world.must('case', id, command, { actor, payload });

export const expert = ({ world, id }: Road, command: string, more: JsonObject = {}): JsonObject => ({
  ...asAnExpert(new Random(1), world, world.case(id), command),
  ...more,
});

export const forked = ({ world, id }: Road): Road => ({ world: world.fork(), id });

export const dueOf = ({ world, id }: Road, kind: string): number =>
  Object.values(world.case(id).deadlines).find((deadline) => deadline.kind === kind)?.dueAt ?? Number.NaN;

/** Lets time pass to the end of a deadline. */
export function passTo(road: Road, kind: string, less = 0): World {
  const due = dueOf(road, kind);
  if (Number.isNaN(due)) throw new Error(`Nothing of the kind ${kind} runs in ${road.world.case(road.id).state}.`);
  return road.world.pass(due - less - road.world.at);
}

/** Stays the case, again and again, until so much is left of a deadline that runs on meanwhile: what the state itself awaits stands still. */
export function stayUntil(road: Road, kind: string, leftMs: number): Road {
  for (let n = 0; n < 6; n += 1) {
    const hours = Math.floor((dueOf(road, kind) - leftMs - road.world.at) / HOUR_MS);
    if (hours < 1) return road;
    byBench(road, 'StayCase', { ground: 'hostilities-bar-access', hours: Math.min(hours, 336), ...reason });
    passTo(road, 'stay');
  }
  return road;
}

/** What must be left of a deadline for it to end in the state, when the case is led there at once from INVESTIGATION: the way takes so many hours. */
export const HOURS_TO: { readonly [state: string]: number } = {
  CHAIR_RULING: 72,
  REVIEW: 25,
  FINAL: 168,
  REMEDY: 168,
  NON_COMPLIANCE: 336,
  REFERRED: 336,
};
export const leftFor = (state: string): number => ((HOURS_TO[state] ?? 0) + 12) * HOUR_MS;

export function join(road: Road, lead = openCase(road.world, new Random(2), { ...SMALL, startsAt: road.world.at - 2 * HOUR_MS })): Road {
  enter(road, chair, 'JoinCase', { lead, ground: 'same-act', ...reason });
  return road;
}

export function comeTo(road: Road, state: string): Road {
  if (state === 'JOINED') return join(road);
  if (state !== 'STAYED') return leadOn(road, state);
  byBench(road, 'StayCase', { ground: 'hostilities-bar-access', hours: 100, ...reason });
  return road;
}

/** What an authority outside decided, named and dated. */
export const outside: JsonObject = { authority: 'government', authorityName: sealed(), decidedAt: 1, reference: sealed() };
