import { createHash, randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { findByMachineToken, findBySession, type SpokenFor } from '@tregua/store';
import type { ApiSettings } from '../api-options.js';
import { Problem } from './problem.js';
import { routeFacts, type Reply, type Request, type SignedIn } from './request.js';

const BEARER = /^Bearer ([A-Za-z0-9_-]{20,100})$/;
const TOKEN = /^[A-Za-z0-9_-]{20,100}$/;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** `__Host-` binds the cookie to this very host over TLS; on loopback without TLS a browser would refuse that name. */
export function cookieName(settings: ApiSettings): string {
  return settings.secure ? '__Host-tregua' : 'tregua';
}

/** A new secret of 256 bits, for people to carry, and what of it is kept. */
export function newSecret(): { secret: string; hash: Buffer } {
  const secret = randomBytes(32).toString('base64url');
  return { secret, hash: secretHash(secret) };
}

export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/**
 * Runs before the body is read: who speaks, if anybody. A stranger on a closed route is turned away here, so that their body costs nothing.
 *
 * @throws 401 without a live session on a closed route; 403 when a browser's cookie comes with another site's request.
 */
export async function authenticate(request: Request, dataSource: DataSource, settings: ApiSettings): Promise<void> {
  const spoken = await whoSpeaks(request, dataSource, settings);
  if (spoken !== undefined) request.person = spoken;
  const { open } = routeFacts(request);
  if (spoken === undefined && open !== true && !request.is404)
    throw new Problem('sign-in-is-needed', { headers: { 'www-authenticate': 'Bearer' } });
  if (!SAFE.has(request.method) && (spoken?.by === 'cookie' || open === true)) refuseForeignOrigin(request, settings, spoken);
}

async function whoSpeaks(request: Request, dataSource: DataSource, settings: ApiSettings): Promise<SignedIn | undefined> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) return undefined;
    return signedIn(await findByMachineToken(dataSource, secretHash(token)), 'token');
  }
  const cookie = request.cookies[cookieName(settings)];
  if (cookie === undefined || !TOKEN.test(cookie)) return undefined;
  return signedIn(await findBySession(dataSource, secretHash(cookie)), 'cookie');
}

/**
 * A browser sends the cookie along with a request that another site's page makes; it also says whose page it was. Origin is asked first; where
 * a browser leaves it out, Sec-Fetch-Site. A request by cookie that has neither is refused. Strangers' requests (sign-in) are held to the same
 * once they say where they come from: that closes login CSRF and leaves clients without a browser alone.
 */
function refuseForeignOrigin(request: Request, settings: ApiSettings, spoken: SignedIn | undefined): void {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (origin !== undefined ? settings.origins.includes(origin) : site === 'same-origin') return;
  if (spoken === undefined && origin === undefined && site === undefined) return;
  throw new Problem('origin-is-foreign');
}

function signedIn(spoken: SpokenFor | undefined, by: SignedIn['by']): SignedIn | undefined {
  if (spoken === undefined) return undefined;
  return {
    id: spoken.id,
    roles: spoken.roles,
    session: spoken.session,
    by,
    ...(spoken.party === null ? {} : { party: spoken.party }),
    ...(spoken.constituency === null ? {} : { constituency: spoken.constituency }),
    ...(spoken.team === null ? {} : { team: spoken.team }),
    ...(spoken.state === null ? {} : { state: spoken.state }),
  };
}

/** Who is signed in, on a route that is closed to strangers. */
export function personOf(request: Request): SignedIn {
  if (request.person === undefined) throw new Problem('sign-in-is-needed');
  return request.person;
}

export function setSessionCookie(reply: Reply, settings: ApiSettings, secret: string): void {
  void reply.setCookie(cookieName(settings), secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: settings.secure,
    maxAge: settings.sessionHours * 3600,
  });
}

export function clearSessionCookie(reply: Reply, settings: ApiSettings): void {
  void reply.clearCookie(cookieName(settings), { path: '/', httpOnly: true, sameSite: 'lax', secure: settings.secure });
}
