import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';

export interface CallRules {
  readonly allowLoopback: boolean;
  /** How names are resolved; the system's own way unless a test gives another. */
  readonly lookup?: LookupFunction;
}

export interface Call {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface Answered {
  readonly httpStatus: number;
  readonly retryAfter?: string;
  readonly error?: undefined;
}

export type Called =
  | Answered
  | {
      readonly error:
        'addressIsPrivate' | 'certificateIsRefused' | 'connectionIsRefused' | 'nameIsUnknown' | 'noAnswerInTime' | 'connectionBroke';
    };

/** Read and thrown away, so that a clean end is seen; beyond it the connection is cut. The status was the answer. */
const MOST_ANSWER_BYTES = 64 * 1024;

/**
 * One POST, without following redirects. The agent looks at the very address that the connection is made to, after the name is resolved and
 * for every connection anew: a name that resolves to a private address, now or the next time, is not called.
 */
export async function call(rules: CallRules, { url, body, headers, signal }: Call): Promise<Called> {
  const target = new URL(url);
  const secure = target.protocol === 'https:';
  const options = {
    ...(rules.allowLoopback ? { allowIPAddressList: ['127.0.0.1', '::1'] } : {}),
    ...(rules.lookup === undefined ? {} : { lookup: rules.lookup }),
    keepAlive: false,
  };
  const agent = secure ? new RequestFilteringHttpsAgent(options) : new RequestFilteringHttpAgent(options);
  try {
    return await new Promise<Called>((resolve) => {
      // A receiver that answered with a status and then hangs or breaks has answered.
      let answer: Answered | undefined;
      const fail = (error: unknown): void => resolve(answer ?? { error: signal.aborted ? 'noAnswerInTime' : faultOf(error) });
      const sending = (secure ? httpsRequest : httpRequest)(target, {
        method: 'POST',
        agent,
        signal,
        maxHeaderSize: 16 * 1024,
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      });
      sending.once('error', fail);
      sending.once('response', (response) => {
        const told: Answered = { httpStatus: response.statusCode ?? 0, ...given(response.headers['retry-after']) };
        answer = told;
        let read = 0;
        response.on('data', (chunk: Buffer) => {
          read += chunk.length;
          if (read > MOST_ANSWER_BYTES) response.destroy();
        });
        response.once('close', () => resolve(told));
        response.once('error', () => resolve(told));
      });
      sending.end(body);
    });
  } finally {
    agent.destroy();
  }
}

function given(retryAfter: string | undefined): { retryAfter?: string } {
  return retryAfter === undefined ? {} : { retryAfter };
}

function faultOf(error: unknown): Exclude<Called['error'], undefined> {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  // The agent's refusals have no code of their own.
  if (/is not allowed\. Because/.test(message)) return 'addressIsPrivate';
  if (/^(ENOTFOUND|EAI_)/.test(code)) return 'nameIsUnknown';
  if (code === 'ECONNREFUSED') return 'connectionIsRefused';
  if (/CERT|TLS|SIGNATURE|SSL|EPROTO/.test(code)) return 'certificateIsRefused';
  return 'connectionBroke';
}
