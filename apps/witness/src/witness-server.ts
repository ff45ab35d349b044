import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MAX_ADD_CHECKPOINT_BYTES } from '@tregua/ledger';
import { RateLimit } from './rate-limit.js';
import type { Witness } from './witness.js';
import type { KnownLogs } from './witness-logs.js';
import { originHash, type WitnessRecords } from './witness-records.js';

export interface WitnessServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface Served {
  readonly witness: Witness;
  readonly records: WitnessRecords;
  readonly logs: () => KnownLogs;
  readonly vkey: string;
  readonly say: (line: string) => void;
}

export interface ServerLimits {
  readonly host: string;
  readonly port: number;
  /** Requests a second from one address. */
  readonly perSecond: number;
}

const REQUEST_MS = 10_000;
const MOST_CONNECTIONS = 256;
const TEXT = 'text/plain; charset=utf-8';

/** c2sp.org/tlog-witness over HTTP: `POST /add-checkpoint`, `GET /<origin hash>/checkpoint`, and `GET /health`. TLS is for the proxy in front. */
export async function serveWitness(served: Served, { host, port, perSecond }: ServerLimits): Promise<WitnessServer> {
  const limit = new RateLimit(perSecond);
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS, maxHeaderSize: 8192 }, (request, response) => {
    answer(served, limit, request, response).catch((error: unknown) => {
      served.say(`A request failed inside: ${error instanceof Error ? error.message : 'unknown reason'}`);
      send(response, 500, TEXT, 'The witness could not do it: nothing was cosigned.\n', true);
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.listen(port, host);
  await once(server, 'listening');
  const { port: bound, address, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`,
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), REQUEST_MS).unref();
      await closed;
    },
  };
}

async function answer(served: Served, limit: RateLimit, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] as string;
  if (!limit.allows(request.socket.remoteAddress ?? '', Date.now())) {
    response.setHeader('retry-after', '1');
    return send(response, 429, TEXT, 'Too many requests from this address: wait a second.\n', true);
  }
  if (path === '/add-checkpoint') return addCheckpoint(served.witness, request, response);
  if (request.method !== 'GET' && request.method !== 'HEAD') return notAllowed(response, 'GET');
  if (path === '/health') return health(served, response);
  const hash = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path)?.[1];
  const origin = hash === undefined ? undefined : [...served.logs().keys()].find((known) => originHash(known) === hash);
  const record = origin === undefined ? undefined : served.records.find(origin);
  if (record === undefined) return send(response, 404, TEXT, 'There is no such checkpoint here.\n');
  send(response, 200, TEXT, record.note);
}

async function addCheckpoint(witness: Witness, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') return notAllowed(response, 'POST');
  const body = await bodyOf(request);
  if (body === undefined) return send(response, 413, TEXT, `The body is longer than ${MAX_ADD_CHECKPOINT_BYTES} bytes.\n`, true);
  const { status, type, body: text } = witness.addCheckpoint(body);
  send(response, status, type, text);
}

function health({ logs, records, vkey }: Served, response: ServerResponse): void {
  const known = [...logs().keys()].map((origin) => ({ origin, size: records.find(origin)?.checkpoint.size ?? null }));
  send(response, 200, 'application/json', `${JSON.stringify({ status: 'ok', vkey, logs: known })}\n`);
}

/** Undefined: it is too long. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_ADD_CHECKPOINT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function notAllowed(response: ServerResponse, allowed: string): void {
  response.setHeader('allow', allowed);
  send(response, 405, TEXT, `Only ${allowed} is answered here.\n`, true);
}

function send(response: ServerResponse, status: number, type: string, body: string, close = false): void {
  if (response.headersSent) return void response.destroy();
  if (close) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', 'content-length': Buffer.byteLength(body) }).end(body);
}
