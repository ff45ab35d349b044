import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MOST_ENTRIES, SignerRefuses, type CheckpointRequest, type Signer } from './signer.js';

export interface SignerServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Our entries have about 330 bytes: a request at its bound stays well within this. */
const MOST_BYTES = MOST_ENTRIES * 1024;
const REQUEST_MS = 30_000;

const STATUS = { epoch: 409, shrinks: 409, forks: 409, gap: 409, entries: 422, root: 422, size: 413 } as const;

class BadRequest extends Error {
  constructor(
    readonly status: number,
    readonly why: string,
    says: string,
  ) {
    super(says);
  }
}

/**
 * Serves `GET /state` and `POST /checkpoint` to whoever knows the secret, on the address that the operator named (loopback where none was). Keys are
 * changed and epochs begun by the command line alone, by somebody who stands at the machine.
 */
export async function serveSigner(
  signer: Signer,
  { host, port, secret }: { readonly host: string; readonly port: number; readonly secret: string },
): Promise<SignerServer> {
  const server: Server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
    answer(signer, secret, request, response).catch((error: unknown) => refuse(response, error));
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { port: bound, address, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function answer(signer: Signer, secret: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!knows(secret, request.headers.authorization)) throw new BadRequest(401, 'secret', 'The secret is missing or wrong.');
  const url = new URL(request.url ?? '/', 'http://signer');
  if (request.method === 'GET' && url.pathname === '/state') return send(response, 200, 'application/json', JSON.stringify(signer.view()));
  if (request.method === 'POST' && url.pathname === '/checkpoint') {
    const asked = askedIn(url.searchParams);
    const entries = await bodyOf(request);
    return send(response, 200, 'text/plain; charset=utf-8', signer.checkpoint({ ...asked, entries }));
  }
  throw new BadRequest(404, 'path', 'There are GET /state and POST /checkpoint.');
}

function askedIn(query: URLSearchParams): Omit<CheckpointRequest, 'entries'> {
  const number = (name: string, from: number): number => {
    const text = query.get(name) ?? '';
    const value = Number(text);
    if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(value) || value < from)
      throw new BadRequest(400, name, `${name} must be a whole number from ${from}.`);
    return value;
  };
  const root = query.get('root') ?? '';
  if (!/^[0-9a-f]{64}$/.test(root)) throw new BadRequest(400, 'root', 'root must be 64 hexadecimal digits.');
  return { epoch: number('epoch', 1), from: number('from', 0), size: number('size', 0), root };
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new BadRequest(413, 'body', `The body is longer than ${MOST_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

function refuse(response: ServerResponse, error: unknown): void {
  if (error instanceof SignerRefuses) return problem(response, STATUS[error.why], error.why, error.message);
  if (error instanceof BadRequest) return problem(response, error.status, error.why, error.message);
  // The disk is full, or the state is damaged: nothing was signed.
  problem(response, 500, 'inside', error instanceof Error ? error.message : 'Something failed inside.');
}

function problem(response: ServerResponse, status: number, why: string, says: string): void {
  if (response.headersSent) return void response.destroy();
  response.setHeader('connection', 'close');
  send(response, status, 'application/json', JSON.stringify({ why, says }));
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}

function knows(secret: string, header: string | undefined): boolean {
  const given = /^Bearer (.+)$/.exec(header ?? '')?.[1];
  if (given === undefined) return false;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
