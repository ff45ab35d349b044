import { createHash, randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import type { ApiOptions } from '../api-options.js';
import { authenticate } from './authentication.js';
import { BODY_LIMIT_BYTES, widenBodyLimits } from './body-limits.js';
import { describe } from './problem.filter.js';
import { problemOf, rawProblem, sendProblem } from './problem-reply.js';
import { Problem } from './problem.js';
import { routeFacts, type Reply, type Request } from './request.js';
import { refused } from './sentences.js';

/** Fastify as every route needs it: ids of requests, small bodies, and problems also for what never reaches Nest. */
export function createAdapter({ settings }: ApiOptions): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    forceCloseConnections: true,
    trustProxy: settings.trustedProxies === undefined ? false : [...settings.trustedProxies],
    frameworkErrors: (error: unknown, request: unknown, reply: unknown) => {
      void (reply as Reply).header('x-request-id', (request as Request).id);
      sendProblem(reply as Reply, request as Request, problemOf(error));
    },
    clientErrorHandler: (error: { code?: string }, socket: { writable: boolean; end: (text: string) => void; destroy: () => void }) => {
      if (error.code === 'ECONNRESET' || !socket.writable) return socket.destroy();
      socket.end(rawProblem(error.code === 'HPE_HEADER_OVERFLOW' ? 'headers-are-too-large' : 'address-is-malformed', randomUUID()));
    },
  } as ConstructorParameters<typeof FastifyAdapter>[0]);
  return adapter as FastifyAdapter;
}

/** Plugins and hooks, in the order in which they run; before any route is registered. */
export async function installPlugins(app: NestFastifyApplication, options: ApiOptions): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const { settings } = options;
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers({ 'x-request-id': request.id, 'cache-control': 'no-store' });
    done();
  });
  await fastify.register(plugin(cookie));
  await fastify.register(plugin(helmet), {
    enableCSPNonces: true,
    contentSecurityPolicy: { useDefaults: false, directives: PAGE_POLICY },
    hsts: settings.secure ? { maxAge: 63_072_000 } : false,
    referrerPolicy: { policy: 'same-origin' },
  });
  widenBodyLimits(fastify);
  takeOnlyJson(fastify);
  takePieces(fastify);
  await fastify.register(plugin(multipart), {
    limits: { fileSize: settings.uploadLimitBytes, files: 1, fields: 16, fieldSize: 16_384, parts: 20, headerPairs: 20 },
  });
  fastify.decorateRequest('person', undefined);
  fastify.decorateRequest('bodyDigest', undefined);
  fastify.addHook('onRequest', (request) => authenticate(request, options.dataSource, settings));
  fastify.addHook('onRequest', (request, _reply, done) => {
    const isUpload = /^multipart\//i.test(request.headers['content-type'] ?? '');
    done(isUpload && routeFacts(request).upload !== true ? new Problem('media-type-is-not-taken') : undefined);
  });
  await fastify.register(plugin(rateLimit), {
    global: true,
    max: settings.requestsPerMinute,
    timeWindow: '1 minute',
    keyGenerator: (request: Request) => request.person?.id ?? request.ip,
  });
}

/** Nothing is loaded from anywhere, nothing runs: the one page has no script, and its style carries a nonce. */
const PAGE_POLICY = {
  defaultSrc: ["'none'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
  formAction: ["'self'"],
  imgSrc: ["'self'"],
};

/**
 * JSON is the only language of the API. Fastify would take text/plain as well, which a foreign page can send without asking. The digest of
 * the very bytes tells whether a repeated Idempotency-Key came with the same body.
 */
function takeOnlyJson(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request: Request, body: Buffer, done) => {
    request.bodyDigest = createHash('sha256').update(body).digest('hex');
    const text = decode(body);
    if (text === undefined || text === '') return done(new Problem('body-is-not-json'));
    return parse(request, text, (error, parsed: unknown) => {
      if (error !== null) done(new Problem('body-is-not-json'));
      else if (isDeeperThan(parsed, DEEPEST_BODY)) done(new Problem('shape-is-wrong', { errors: [TOO_DEEP] }));
      else done(null, parsed);
    });
  });
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 4096 },
    (request: Request, body: string, done) => {
      if (routeFacts(request).form !== true) return done(new Problem('media-type-is-not-taken'));
      return done(null, Object.fromEntries(new URLSearchParams(body)));
    },
  );
}

/** Pieces of an upload are handed on as they come: whoever takes them counts the bytes. */
function takePieces(fastify: FastifyInstance): void {
  fastify.addContentTypeParser('application/offset+octet-stream', (request: Request, payload, done) => {
    done(routeFacts(request).pieces === true ? null : new Problem('media-type-is-not-taken'), payload);
  });
}

/** No command nests deeper than half of this. Libraries behind here walk bodies by recursion, so depth is bounded before they see one. */
const DEEPEST_BODY = 16;
const TOO_DEEP = refused('isShallow', { pointer: '' }, { max: DEEPEST_BODY });

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function decode(body: Buffer): string | undefined {
  try {
    return UTF8.decode(body);
  } catch {
    return undefined;
  }
}

/** What a hook throws never reaches Nest's filter when no route was found: the same answer is given here. */
export function answerStrayErrors(app: NestFastifyApplication, { logger }: ApiOptions): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.problem === 'failed-inside') logger.error({ requestId: request.id, ...describe(error) }, 'A request failed inside.');
    sendProblem(reply, request, problem);
  });
}

/** The plugins' types are of their own copy of Fastify's generics: the one place where that is told to the compiler. */
function plugin(loaded: unknown): FastifyPluginCallback<Record<string, unknown>> {
  return loaded as FastifyPluginCallback<Record<string, unknown>>;
}
