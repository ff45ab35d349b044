import type { ProblemError } from './sentences.js';

/**
 * What leaves the API in anger: RFC 9457 problem documents. A problem's name is its type URI's fragment and a heading of docs/problems.md, so
 * that a client can hang a translation on it; the sentences are for people who read logs.
 */
export interface ProblemType {
  readonly status: number;
  readonly title: string;
  /** What a client should make of it. */
  readonly meaning: string;
}

export const problemTypes = {
  'body-is-not-json': {
    status: 400,
    title: 'The body is not JSON',
    meaning: 'Send one JSON object in UTF-8 without doubled or forbidden keys.',
  },
  'shape-is-wrong': {
    status: 400,
    title: 'The request is not of its shape',
    meaning: '`errors` names each value by JSON pointer (of the body) or by name (of a query value or header). Nothing was written.',
  },
  'address-is-malformed': { status: 400, title: 'The address is malformed', meaning: 'The path or query cannot be decoded.' },
  'idempotency-key-is-missing': {
    status: 400,
    title: 'An Idempotency-Key is needed',
    meaning: 'Each POST that files or decides carries a key of 8 to 128 characters made by the client, the same when it asks again.',
  },
  'sign-in-is-needed': {
    status: 401,
    title: 'Sign-in is needed',
    meaning: 'Sign in, or send a machine token that is neither expired nor revoked.',
  },
  'sign-in-failed': {
    status: 401,
    title: 'Sign-in failed',
    meaning: 'Name and password do not fit together, or the account is disabled; which of them is not told.',
  },
  'right-is-missing': {
    status: 403,
    title: 'The right is missing',
    meaning: 'Who is signed in may see this, but may not do it here and now.',
  },
  'origin-is-foreign': {
    status: 403,
    title: 'The request comes from another site',
    meaning: 'A signed-in browser changes things only from the pages of this server.',
  },
  'not-found': { status: 404, title: 'There is no such thing', meaning: 'It does not exist, or its existence is not yours to know.' },
  'state-does-not-allow': {
    status: 409,
    title: 'The state does not allow it',
    meaning: 'Read it again: it has moved, or the step never was open from here.',
  },
  'already-there': { status: 409, title: 'It is there already', meaning: 'Something else bears this id or this name.' },
  'offset-is-another': {
    status: 409,
    title: 'The upload stands at another place',
    meaning: 'Ask for its offset (HEAD) and go on from there: somebody else sent a piece, or one must be sent again.',
  },
  'uploads-are-full': {
    status: 409,
    title: 'Too much is under way',
    meaning: 'You have begun as many uploads, or as many bytes, as are kept for one person. Finish some of them, or end them (DELETE).',
  },
  'tus-version-is-not-spoken': {
    status: 412,
    title: 'This version of tus is not spoken',
    meaning: 'Uploads in pieces are tus 1.0: send Tus-Resumable: 1.0.0.',
  },
  'etag-is-stale': {
    status: 412,
    title: 'It has changed since it was read',
    meaning: 'Read it again, look at what changed, and decide anew with the new ETag.',
  },
  'body-is-too-large': {
    status: 413,
    title: 'The body is too large',
    meaning: '64 KiB for JSON, more where a command takes long texts (its fields say how long); the upload limit for files.',
  },
  'address-is-too-long': { status: 414, title: 'The address is too long', meaning: 'A part of the path is longer than 100 characters.' },
  'media-type-is-not-taken': {
    status: 415,
    title: 'This media type is not taken',
    meaning: 'Send application/json (files: multipart/form-data; pieces of an upload: application/offset+octet-stream).',
  },
  'key-was-used': {
    status: 422,
    title: 'The Idempotency-Key was used for something else',
    meaning: 'The same key came before with another body. Make a new key for a new thing.',
  },
  'guards-are-unmet': {
    status: 422,
    title: 'Conditions are not met',
    meaning: '`errors` lists every unmet condition by its name in docs/process.md. Nothing was written.',
  },
  'if-match-is-missing': {
    status: 428,
    title: 'If-Match is needed',
    meaning: 'A command that moves a case names the version that it was decided on: the ETag of the last read.',
  },
  'too-many-requests': { status: 429, title: 'Too many requests', meaning: 'Wait as long as Retry-After says.' },
  'too-many-wrong-passwords': {
    status: 429,
    title: 'Too many wrong passwords',
    meaning: 'Wait as long as Retry-After says; each further try makes it longer.',
  },
  'headers-are-too-large': { status: 431, title: 'The headers are too large', meaning: 'Send fewer or shorter headers.' },
  'failed-inside': { status: 500, title: 'Something failed inside', meaning: 'Nothing was written. Tell the operator the request id.' },
  busy: {
    status: 503,
    title: 'Busy',
    meaning: 'The same request is still running, or the server is closing. Ask again with the same key after Retry-After.',
  },
} as const satisfies Record<string, ProblemType>;

export type ProblemName = keyof typeof problemTypes;

export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly instance: string;
  readonly errors?: readonly ProblemError[];
}

export interface ProblemOptions {
  readonly errors?: readonly ProblemError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown anywhere behind a route; the filter answers with it. */
export class Problem extends Error {
  constructor(
    readonly problem: ProblemName,
    readonly options: ProblemOptions = {},
  ) {
    super(problemTypes[problem].title);
  }

  get status(): number {
    return problemTypes[this.problem].status;
  }
}

/** The document of a problem. `instance` is the request's id: it names the occurrence in the logs and says nothing else. */
export function problemDocument(problem: Problem, requestId: string): ProblemDocument {
  const { status, title } = problemTypes[problem.problem];
  return {
    type: `/problems#${problem.problem}`,
    title,
    status,
    instance: `urn:uuid:${requestId}`,
    ...(problem.options.errors === undefined ? {} : { errors: problem.options.errors }),
  };
}
