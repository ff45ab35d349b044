import { HttpException } from '@nestjs/common';
import { hadNoConnection } from '@tregua/store';
import type { Reply, Request } from './request.js';
import { Problem, problemDocument, problemTypes, type ProblemName } from './problem.js';

/** Fastify and its plugins speak by status, and sometimes by code: which problem each of them is. */
const BY_CODE: Readonly<Record<string, ProblemName>> = {
  FST_ERR_BAD_URL: 'address-is-malformed',
  FST_ERR_MAX_PARAM_LENGTH: 'address-is-too-long',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type-is-not-taken',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-is-too-large',
  FST_REQ_FILE_TOO_LARGE: 'body-is-too-large',
  FST_FILES_LIMIT: 'body-is-too-large',
  FST_PARTS_LIMIT: 'body-is-too-large',
  FST_FIELDS_LIMIT: 'body-is-too-large',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'media-type-is-not-taken',
};

const BY_STATUS: Readonly<Record<number, ProblemName>> = {
  400: 'body-is-not-json',
  401: 'sign-in-is-needed',
  403: 'right-is-missing',
  404: 'not-found',
  413: 'body-is-too-large',
  414: 'address-is-too-long',
  415: 'media-type-is-not-taken',
  429: 'too-many-requests',
  431: 'headers-are-too-large',
  503: 'busy',
};

/** Any thrown thing as a problem. What we do not know is `failed-inside`, and says nothing of what it was. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const code = (error as { code?: unknown } | null)?.code;
  const named = typeof code === 'string' ? BY_CODE[code] : undefined;
  if (named !== undefined) return new Problem(named);
  if (hadNoConnection(error)) return new Problem('busy', { headers: { 'retry-after': '5' } });
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown } | null)?.statusCode;
  const problem = typeof status === 'number' ? BY_STATUS[status] : undefined;
  return new Problem(problem ?? 'failed-inside');
}

export function sendProblem(reply: Reply, request: Request, problem: Problem): void {
  void reply
    .code(problem.status)
    .headers({ ...problem.options.headers })
    .header('content-type', 'application/problem+json')
    .send(Buffer.from(JSON.stringify(problemDocument(problem, request.id))));
}

/** What Node refuses before there is a request: garbage, and headers that are too large. Written to the socket by hand. */
export function rawProblem(name: ProblemName, requestId: string): string {
  const body = JSON.stringify(problemDocument(new Problem(name), requestId));
  const { status, title } = problemTypes[name];
  return (
    `HTTP/1.1 ${status} ${title}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
    `x-request-id: ${requestId}\r\nconnection: close\r\n\r\n${body}`
  );
}
