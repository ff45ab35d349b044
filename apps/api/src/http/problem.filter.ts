import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { problemOf, sendProblem } from './problem-reply.js';
import type { Reply, Request } from './request.js';

/** The one place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const reply = http.getResponse<Reply>();
    const problem = problemOf(error);
    if (problem.problem === 'failed-inside')
      this.options.logger.error({ requestId: request.id, ...describe(error) }, 'A request failed inside.');
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    sendProblem(reply, request, problem);
  }
}

/** What of an unknown error may stand in a log: never its parameters (a QueryFailedError carries bodies), never a driver's detail line. */
export function describe(error: unknown): { error: string; code?: string; constraint?: string; message?: string; stack?: string } {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code, constraint } = error as { code?: string; constraint?: string };
  const fromDatabase = 'query' in error || 'driverError' in error;
  return {
    error: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    ...(fromDatabase ? {} : { message: error.message }),
    ...(error.stack === undefined
      ? {}
      : {
          stack: error.stack
            .split('\n')
            .slice(fromDatabase ? 1 : 0)
            .filter((line) => line.trim().startsWith('at '))
            .join('\n'),
        }),
  };
}
