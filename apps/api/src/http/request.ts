import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Role } from '@tregua/casework';

/** Who is signed in, as the readings and the door want to know them. Nothing here is a name. */
export interface SignedIn {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly party?: string;
  readonly constituency?: string;
  readonly team?: string;
  readonly state?: string;
  /** The session or machine token that spoke, by its id. */
  readonly session: string;
  readonly by: 'cookie' | 'token';
}

export type Request = FastifyRequest & { person?: SignedIn; bodyDigest?: string; startedCpu?: NodeJS.CpuUsage };
export type Reply = FastifyReply;

/** What a route says of itself, for the hooks that run before anything is parsed. */
export interface RouteFacts {
  /** Answers strangers too. */
  readonly open?: boolean;
  /** Takes a plain HTML form besides JSON: the sign-in page has no script. */
  readonly form?: boolean;
  /** Takes multipart/form-data. */
  readonly upload?: boolean;
  /** Takes bare bytes, as they come (application/offset+octet-stream). */
  readonly pieces?: boolean;
  /** Fewer requests a minute and client than elsewhere. */
  readonly requestsPerMinute?: number;
}

export function routeFacts(request: Request): RouteFacts {
  return (request.routeOptions.config ?? {}) as RouteFacts;
}
