import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiOptions } from '../api-options.js';
import type { RouteFacts } from '../http/request.js';

/** Addresses of the pages (apps/web/src/app/router.tsx): each is answered with the one document, and the browser draws the rest. */
export const pagePaths = [
  '/',
  '/sign-in',
  '/inbox',
  '/cases/:id',
  '/cases/:id/act/:command',
  '/reports',
  '/reports/new',
  '/reports/:id',
  '/reports/:id/act/:command',
  '/rulings',
  '/notices',
  '/process',
  '/field',
  '/field/drafts/:id',
  '/field/receipts/:id',
  '/audit',
  '/exports',
  '/exports/new',
  '/exports/:id',
  '/map',
  '/outside',
  '/beside',
  '/several',
  '/admin',
] as const;

/** Addresses of machines and of files, and what the server draws by itself: what is not there below them stays a problem document. */
const NO_PAGES = /^\/(?:api|assets|health|log|metrics|problems|queues)(?:[/?]|$)/;

/** Nothing from elsewhere, nothing inline: a style element needs the nonce of its own answer. Photographs are shown from memory (blob:). */
const policyWith = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "media-src 'self' blob:",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'none'",
  ].join('; ');

/** A service worker and other workers live under the policy of their own answers: they load the pages' files, and ask this server alone. */
const WORKER_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'";

/** Files whose names stay while their content changes. */
const NAMED_FILES = [
  ['sw.js', 'text/javascript; charset=utf-8'],
  ['manifest.webmanifest', 'application/manifest+json'],
] as const;

/** Strangers get them too: what they then see is the API's to say. */
const OPEN: RouteFacts = { open: true };

/**
 * Serves the built pages from `settings.pagesFolder`: files whose names carry their digest may be kept for ever, the document never.
 *
 * @throws when the folder holds no index.html: the pages were not built.
 */
export async function installWebPages(app: NestFastifyApplication, { settings }: ApiOptions): Promise<void> {
  const { pagesFolder, demonstration } = settings;
  if (pagesFolder === undefined) return;
  const page = readFileSync(join(pagesFolder, 'index.html'), 'utf8').replace('%ENVIRONMENT%', demonstration ? 'demonstration' : '');
  const fastify = app.getHttpAdapter().getInstance();
  const sendPage = (reply: FastifyReply): FastifyReply => {
    const nonce = randomBytes(16).toString('base64');
    return reply
      .headers({ 'content-security-policy': policyWith(nonce), 'content-type': 'text/html; charset=utf-8' })
      .send(page.replace('%NONCE%', nonce));
  };
  for (const url of pagePaths) {
    fastify.route({ method: 'GET', url, config: OPEN, handler: (_request, reply) => sendPage(reply) });
  }
  // Somebody who typed an address that nobody has, or follows an old link: the pages say so, in the reader's language, with a way home.
  fastify.addHook('onRequest', (request, reply, next) => {
    if (request.is404 && wantsPage(request)) sendPage(reply.code(404));
    else next();
  });
  for (const [name, type] of NAMED_FILES) {
    const file = join(pagesFolder, name);
    if (!existsSync(file)) continue;
    const content = readFileSync(file);
    fastify.route({
      method: 'GET',
      url: `/${name}`,
      config: OPEN,
      handler: (_request, reply) =>
        reply.headers({ 'content-security-policy': WORKER_POLICY, 'cache-control': 'no-cache', 'content-type': type }).send(content),
    });
  }
  if (settings.verifierPage !== undefined) serveVerifier(fastify, readFileSync(settings.verifierPage, 'utf8'));
  await fastify.register((scope, _options, done) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, ...OPEN };
    });
    scope.addHook('onSend', (request, reply, payload, next) => {
      if (request.url.endsWith('.js')) void reply.header('content-security-policy', WORKER_POLICY);
      next(null, payload);
    });
    void scope.register(fastifyStatic as unknown as FastifyPluginCallback<Record<string, unknown>>, {
      root: pagesFolder,
      wildcard: false,
      globIgnore: ['index.html', '**/*.gz', ...NAMED_FILES.map(([name]) => name)],
      preCompressed: true,
      immutable: true,
      maxAge: '365d',
      decorateReply: false,
    });
    done();
  });
}

/** Whether a person's browser asks for a page, not a program for data: programs say what they take, or that they take anything. */
function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html') && !NO_PAGES.test(url);
}

/** The verifier's page is one file and brings its policy along: the header says the same, and that nobody may frame it. */
function serveVerifier(fastify: FastifyInstance, page: string): void {
  const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(page)?.[1];
  if (policy === undefined) throw new Error('The page of the verifier names no policy.');
  fastify.route({
    method: 'GET',
    url: '/verify.html',
    config: OPEN,
    handler: (_request, reply) =>
      reply
        .headers({ 'content-security-policy': `${policy}; frame-ancestors 'none'`, 'content-type': 'text/html; charset=utf-8' })
        .send(page),
  });
}
