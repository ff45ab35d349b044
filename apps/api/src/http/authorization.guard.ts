import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Role } from '@tregua/casework';
import { Problem } from './problem.js';
import type { Request, RouteFacts } from './request.js';

const ALLOWED = 'tregua:allowed';

/** Who may use the route: roles, or everybody who is signed in (what they then see is the store's visibility predicate, or the law's to say). */
export type Allowed = readonly Role[] | 'signed-in' | 'open';

/**
 * Each route says who may use it; one that says nothing answers nobody. `hidden` answers 404 instead of 403, where even the existence of a
 * thing is not told.
 */
export function Allow(allowed: Allowed, facts: Omit<RouteFacts, 'open'> & { hidden?: boolean } = {}): MethodDecorator {
  const { hidden = false, ...route } = facts;
  return (target, key, descriptor) => {
    SetMetadata(ALLOWED, { allowed, hidden })(target, key, descriptor as PropertyDescriptor);
    const { requestsPerMinute } = route;
    const limited = requestsPerMinute === undefined ? {} : { rateLimit: { max: requestsPerMinute, timeWindow: '1 minute' } };
    RouteConfig({ ...route, ...limited, open: allowed === 'open' } satisfies RouteFacts & { rateLimit?: object })(
      target,
      key,
      descriptor as PropertyDescriptor,
    );
  };
}

@Injectable()
export class AuthorizationGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const rule = this.reflector.get<{ allowed: Allowed; hidden: boolean } | undefined>(ALLOWED, context.getHandler());
    if (rule === undefined) throw new Problem('not-found');
    if (rule.allowed === 'open') return true;
    const person = context.switchToHttp().getRequest<Request>().person;
    if (person === undefined) throw new Problem('sign-in-is-needed');
    if (rule.allowed === 'signed-in') return true;
    const { allowed } = rule;
    if (person.roles.some((role) => allowed.includes(role))) return true;
    throw new Problem(rule.hidden ? 'not-found' : 'right-is-missing');
  }
}

/** What a handler allows, for the document and for tests. */
export function allowedOf(handler: object): Allowed | undefined {
  return (Reflect.getMetadata(ALLOWED, handler) as { allowed: Allowed } | undefined)?.allowed;
}
