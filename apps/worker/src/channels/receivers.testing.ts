import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { Webhook } from 'standardwebhooks';

/** A repeatable source of chance: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One message as its receiver took it for the first time. */
export interface Taken {
  readonly key: string;
  readonly to: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly at: number;
}

/** Takes each key once, counts what came again, and remembers the order. */
export class Deduplicated {
  readonly taken: Taken[] = [];
  readonly keys = new Set<string>();
  again = 0;

  take(message: Omit<Taken, 'at'>): void {
    if (this.keys.has(message.key)) {
      this.again += 1;
      return;
    }
    this.keys.add(message.key);
    this.taken.push({ ...message, at: performance.now() });
  }
}

/** What a receiver does with one message: by chance, but for those that are named. */
export interface Manners {
  readonly chance: () => number;
  /** Of all messages. */
  readonly fails: number;
  /** Takes it, and answers after the sender has given up. */
  readonly answersLate: number;
  readonly lateMs: number;
  /** Never answers, and takes nothing. */
  readonly hangs: number;
}

export const wellBehaved: Manners = { chance: () => 0.5, fails: 0, answersLate: 0, lateMs: 0, hangs: 0 };

type Deed = 'takes' | 'fails' | 'answersLate' | 'hangs';

function deedOf({ chance, fails, answersLate, hangs }: Manners): Deed {
  const drawn = chance();
  if (drawn < fails) return 'fails';
  if (drawn < fails + answersLate) return 'answersLate';
  return drawn < fails + answersLate + hangs ? 'hangs' : 'takes';
}

export interface MailServer {
  readonly port: number;
  readonly received: Deduplicated;
  manners: Manners;
  /** Mailboxes that never answer; and those that are refused for good. */
  readonly dead: Set<string>;
  readonly refused: Set<string>;
  close(): Promise<void>;
}

/** A real SMTP server on the loopback address. */
export async function startMailServer(manners: Manners): Promise<MailServer> {
  const received = new Deduplicated();
  const it = { manners, dead: new Set<string>(), refused: new Set<string>() };
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    logger: false,
    onRcptTo: ({ address }, _session, done) => {
      if (it.dead.has(address)) return;
      if (it.refused.has(address)) return done(Object.assign(new Error('no such mailbox'), { responseCode: 550 }));
      return done();
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        const deed = deedOf(it.manners);
        if (deed === 'hangs') return;
        if (deed === 'fails') return done(Object.assign(new Error('try later'), { responseCode: 451 }));
        const headers = headersOf(raw);
        received.take({
          key: /^<([0-9a-f]{40})@/.exec(headers['message-id'] ?? '')?.[1] ?? raw,
          to: session.envelope.rcptTo[0]?.address ?? '',
          body: raw,
          headers,
        });
        if (deed === 'answersLate') setTimeout(() => done(), it.manners.lateMs);
        else done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.server.address() as AddressInfo;
  return Object.assign(it, {
    port,
    received,
    close: () =>
      new Promise<void>((closed) => {
        server.close(closed);
        for (const { _socket } of (server as unknown as { connections: Set<{ _socket: { destroy(): void } }> }).connections)
          _socket.destroy();
      }),
  });
}

function headersOf(raw: string): Record<string, string> {
  const [head = ''] = raw.split('\r\n\r\n');
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
}

export interface WebhookReceiver {
  readonly origin: string;
  readonly host: string;
  readonly received: Deduplicated;
  manners: Manners;
  /** Paths that never answer. */
  readonly dead: Set<string>;
  /** Paths that always answer so. */
  readonly always: Map<string, number>;
  /** By path; where one is given, a message with a wrong signature is refused and counted. */
  readonly secrets: Map<string, string>;
  forged: number;
  /** Every request, taken or not. */
  requests: number;
  close(): Promise<void>;
}

/** A real receiver of webhooks on the loopback address, which verifies signatures with the library of the standard. */
export async function startWebhookReceiver(manners: Manners): Promise<WebhookReceiver> {
  const received = new Deduplicated();
  const it = {
    manners,
    dead: new Set<string>(),
    always: new Map<string, number>(),
    secrets: new Map<string, string>(),
    forged: 0,
    requests: 0,
  };
  const answer = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const path = request.url ?? '';
    it.requests += 1;
    if (it.dead.has(path)) return;
    const always = it.always.get(path);
    if (always !== undefined) return void response.writeHead(always).end();
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    try {
      new Webhook(it.secrets.get(path) ?? '').verify(body, headers);
    } catch {
      it.forged += 1;
      return void response.writeHead(401).end();
    }
    const deed = deedOf(it.manners);
    if (deed === 'hangs') return;
    if (deed === 'fails') return void response.writeHead(503).end();
    received.take({ key: headers['webhook-id'] ?? '', to: path, body, headers });
    if (deed === 'answersLate') setTimeout(() => response.writeHead(200).end(), it.manners.lateMs);
    else response.writeHead(200).end('{"ok":true}');
  };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks).toString('utf8')));
    response.on('error', () => undefined);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(it, {
    origin: `http://${host}`,
    host,
    received,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  });
}
