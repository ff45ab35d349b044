import type { Process, Refusal, Subject } from '@tregua/casework';
import type { DoorRefusal } from '@tregua/docket';
import { Problem, type ProblemName } from './problem.js';
import { shapeSentences, type GuardCode, type ProblemError, type ShapeRule } from './sentences.js';

/** Refusals of the door and of the engine. Every other code is a guard of the process, and says itself what it wants. */
const engineRefusals = {
  commandIsKnown: { problem: 'not-found', says: 'The process knows no such command.' },
  stateAllows: { problem: 'state-does-not-allow', says: 'The state allows this command.' },
  roleAllows: { problem: 'right-is-missing', says: 'Who acts has the right to do it here and now.' },
  payloadIsShaped: { problem: 'shape-is-wrong', says: 'Each value is of its shape.' },
  motionIsOpen: { problem: 'state-does-not-allow', says: 'The motion is still open.' },
  motionIsSignedOnce: { problem: 'state-does-not-allow', says: 'A member signs a motion once.' },
  ballotIsOpen: { problem: 'state-does-not-allow', says: 'A call of the ballot is open.' },
  ballotIsCastOnce: { problem: 'state-does-not-allow', says: 'A member casts one ballot in a call.' },
  commandTakesMotion: { problem: 'guards-are-unmet', says: 'The command is one that a bench gives.' },
} as const satisfies Record<DoorRefusal, { problem: ProblemName; says: string }>;

/** Which problem stands for a list of refusals, all of which the answer then lists. */
export function refusalProblem(process: Process<Subject>, refusals: readonly Refusal[]): Problem {
  const first = refusals[0]?.code ?? '';
  const problem = isEngineRefusal(first) ? engineRefusals[first].problem : 'guards-are-unmet';
  if (problem === 'not-found') return new Problem('not-found');
  return new Problem(problem, { errors: refusals.map((refusal) => refusalError(process, refusal)) });
}

/** One refusal in words: the sentence of the guard is the law's own. */
export function refusalError(process: Process<Subject>, { code, params }: Refusal): ProblemError {
  if (code === 'payloadIsShaped') {
    const { rule, pointer } = params as { rule: ShapeRule; pointer: string };
    return { pointer, code: rule, detail: shapeSentences[rule] };
  }
  const detail = isEngineRefusal(code) ? engineRefusals[code].says : (process.guards[code]?.says ?? code);
  return { code: code as GuardCode, detail, ...(Object.keys(params).length === 0 ? {} : { params }) };
}

function isEngineRefusal(code: string): code is DoorRefusal {
  return Object.hasOwn(engineRefusals, code);
}

/** For docs/problems.md. */
export const engineRefusalSentences: readonly (readonly [string, ProblemName, string])[] = Object.entries(engineRefusals).map(
  ([code, { problem, says }]) => [code, problem, says] as const,
);
