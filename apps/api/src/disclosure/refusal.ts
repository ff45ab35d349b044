import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Role, UnmetRule } from '@tregua/casework';
import type { Lifted } from '@tregua/store';
import { actorOf } from '../http/actor.js';
import { personOf } from '../http/authentication.js';
import { Problem } from '../http/problem.js';
import type { Request } from '../http/request.js';
import { refused, type ProblemError } from '../http/sentences.js';

/** One rule that is not met. */
export class ProblemErrorView {
  @ApiProperty({ description: 'Name of the rule: translate by it.' }) code: string;
  @ApiProperty() detail: string;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true }) params?: unknown;
}

export function ruleView({ code, params }: UnmetRule): ProblemError {
  return refused(code, {}, params);
}

/** Of right where another person could do it; a condition otherwise. */
export function refusal(unmet: readonly UnmetRule[]): Problem {
  const ofRight = unmet.length > 0 && unmet.every(({ code }) => code === 'twoPersonsErase');
  return new Problem(ofRight ? 'right-is-missing' : 'guards-are-unmet', { errors: unmet.map(ruleView) });
}

/** @throws for what was lifted before, and for what never was. */
export function liftedOrThrow(lifted: Lifted): Exclude<Lifted, string> {
  if (lifted === 'unknown') throw new Problem('not-found');
  if (lifted === 'lifted') throw new Problem('state-does-not-allow');
  return lifted;
}

/** The person in the first of these roles that is theirs. */
export function actingIn(roles: readonly Role[], request: Request): ReturnType<typeof actorOf> {
  const person = personOf(request);
  return actorOf(
    person,
    roles.find((role) => person.roles.includes(role)),
  );
}
