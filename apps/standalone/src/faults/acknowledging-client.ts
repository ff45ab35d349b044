import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, type Call, type Reply } from '../bench/load.js';
import type { Gate } from './gate.js';
import type { Journal } from './journal.js';
import type { ClientLine, PlaceOf } from './judge/records.js';
import type { Person } from './commission-people.js';

/** So long after the last blow a client stops asking what became of its request; the judge then counts it as stuck. */
const PATIENCE_MS = 60_000;

export interface EnteredAnswer {
  readonly id: string;
  readonly state: string;
  readonly receipt: PlaceOf;
  readonly entries: readonly PlaceOf[];
}

/**
 * A client that believes nothing until it is told: it writes down what it sends before it sends it, sends it again under the same key for as long as
 * the outcome is unknown (broken connection, no answer, a server's error), and writes down what it was told.
 */
export class AcknowledgingClient {
  private readonly http: Client;
  private until = Infinity;

  constructor(
    port: number,
    private readonly journal: Journal<ClientLine>,
    private readonly gate: Gate,
  ) {
    this.http = new Client(port, 2, 10_000);
  }

  /** Undefined: it was refused, or nobody ever said. */
  async post(person: Person, path: string, body: object, etag?: string): Promise<EnteredAnswer | undefined> {
    const key = randomUUID();
    const text = JSON.stringify(body);
    const digest = createHash('sha256').update(text).digest('hex');
    this.journal.write({ kind: 'sent', key, actor: person.id, route: `POST ${path}`, body: digest });
    const headers = {
      authorization: `Bearer ${person.token}`,
      'idempotency-key': key,
      ...(etag === undefined ? {} : { 'if-match': etag }),
    };
    const reply = await this.outcome({ method: 'POST', path, headers, body: text });
    if (reply === undefined) return undefined;
    if (reply.status >= 300) {
      this.journal.write({ kind: 'refused', key, status: reply.status });
      return undefined;
    }
    const answer = JSON.parse(reply.body) as EnteredAnswer;
    this.journal.write({ kind: 'entered', key, receipt: placeOf(answer.receipt), entries: answer.entries.map(placeOf) });
    return answer;
  }

  async get<T>(person: Person, path: string): Promise<T | undefined> {
    const reply = await this.outcome({ method: 'GET', path, headers: { authorization: `Bearer ${person.token}` } });
    return reply?.status === 200 ? (JSON.parse(reply.body) as T) : undefined;
  }

  /** Nothing is struck any more: whatever is still unknown must soon be known. */
  beImpatient(): void {
    this.until = Date.now() + PATIENCE_MS;
  }

  close(): void {
    this.http.close();
  }

  private async outcome(call: Call): Promise<Reply | undefined> {
    while (Date.now() < this.until) {
      const reply = await this.gate.through(() => this.http.send(call).catch(() => undefined)); // no answer: the outcome is unknown
      if (reply !== undefined && reply.status < 500 && reply.status !== 429 && reply.status !== 408) return reply;
      await delay(150);
    }
    return undefined;
  }
}

function placeOf({ stream, seq, hash }: PlaceOf): PlaceOf {
  return { stream, seq, hash };
}
