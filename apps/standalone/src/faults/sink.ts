import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Chance } from './chance.js';
import type { Journal } from './journal.js';
import type { SinkLine } from './judge/records.js';

interface Registered {
  readonly id: string;
  readonly secret: string;
}

/**
 * An idempotent receiver of webhooks: it checks the signature, writes down what came before it answers, and acts on an id once. Now and then its answer
 * is lost on the way, so that the same comes again.
 */
export class Sink {
  private readonly server: Server;
  private readonly receivers = new Map<string, Registered>();
  private readonly seen = new Set<string>();
  private losesAnswers = true;

  constructor(
    private readonly journal: Journal<SinkLine>,
    private readonly chance: Chance,
  ) {
    this.server = createServer((request, response) => void this.receive(request, response).catch(() => request.destroy()));
  }

  async listen(): Promise<void> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  register(path: string, receiver: Registered): void {
    this.receivers.set(path, receiver);
  }

  /** From now on every answer arrives. */
  calmDown(): void {
    this.losesAnswers = false;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const receiver = this.receivers.get(request.url ?? '');
    const id = String(request.headers['webhook-id']);
    if (receiver === undefined) return void response.writeHead(404).end();
    const name = `${receiver.id} ${id}`;
    const fresh = !this.seen.has(name);
    this.seen.add(name);
    this.journal.write({ id, recipient: receiver.id, fresh, signed: isSigned(request, id, body, receiver.secret), at: Date.now() });
    if (fresh && this.losesAnswers && this.chance.isLucky(0.02)) return void request.socket.destroy();
    response.writeHead(204).end();
  }
}

/** Standard Webhooks: HMAC-SHA-256 over id, time and body; one of the signatures of the header must be it. */
function isSigned({ headers }: IncomingMessage, id: string, body: string, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const wanted = createHmac('sha256', key)
    .update(`${id}.${String(headers['webhook-timestamp'])}.${body}`)
    .digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .map((signature) => Buffer.from(signature.replace(/^v1,/, ''), 'base64'))
    .some((signature) => signature.length === wanted.length && timingSafeEqual(signature, wanted));
}
