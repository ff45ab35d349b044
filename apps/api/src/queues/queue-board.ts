import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter as BoardAdapter } from '@bull-board/fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyPluginCallback } from 'fastify';
import { openBullQueues } from '@tregua/jobs';
import type { ApiOptions } from '../api-options.js';
import { Problem } from '../http/problem.js';
import { problemOf, sendProblem } from '../http/problem-reply.js';
import type { Request } from '../http/request.js';

/** Where administrators look at the queue. */
export const BOARD_PATH = '/administration/queues';

/** The board brings a page with a style in it and its own scripts; nothing is loaded from elsewhere, and nobody may frame it. */
const BOARD_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Shows the queue to administrators, and lets them change nothing in it: what is to be done stands in the tables. Nest's guards do not see these
 * routes; the hook below stands before each of them, pages, data and files alike, and everything else under the path.
 */
export async function installQueueBoard(app: NestFastifyApplication, { queue, logger }: ApiOptions): Promise<void> {
  if (queue === undefined) return;
  const open = openBullQueues(queue, (error) => logger.debug({ error: error.message }, 'the board does not reach the queue'));
  const board = new BoardAdapter();
  board.setBasePath(BOARD_PATH);
  createBullBoard({
    queues: open.queues.map((one) => new BullMQAdapter(one, { readOnlyMode: true, allowRetries: false })),
    serverAdapter: board,
    options: { uiConfig: { boardTitle: 'Tregua' } },
  });
  await app
    .getHttpAdapter()
    .getInstance()
    .register((scope, _options, done) => {
      scope.setErrorHandler((error, request, reply) => sendProblem(reply, request as Request, problemOf(error)));
      scope.addHook('onRequest', (request, reply, done) => {
        void reply.header('content-security-policy', BOARD_POLICY);
        done(mayLook(request as Request) ? undefined : new Problem('not-found'));
      });
      scope.addHook('onClose', async () => await open.close());
      void scope.register(withOurErrors(board.registerPlugin() as unknown as Plugin), { prefix: BOARD_PATH });
      done();
    });
}

type Plugin = FastifyPluginCallback<{ prefix: string }>;

/** The board answers every error with 500 and its text, refusals of our hooks too. It is given a scope whose error handler cannot be changed. */
function withOurErrors(plugin: Plugin): Plugin {
  return (scope, options, done) => {
    plugin(Object.create(scope, { setErrorHandler: { value: () => scope } }) as typeof scope, options, done);
  };
}

function mayLook(request: Request): boolean {
  return request.person?.by === 'cookie' && request.person.roles.includes('administrator');
}
