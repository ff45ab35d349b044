import { randomUUID } from 'node:crypto';
import type { Call, Client, Reply } from './load.js';
import type { BenchPerson } from './bench-people.js';

/** The requests that are measured. Each checks the answer: a measurement of refusals is none. */
export class Work {
  constructor(
    private readonly client: Client,
    private readonly people: { readonly monitor: BenchPerson; readonly rapporteur: BenchPerson; readonly auditor: BenchPerson },
  ) {}

  async create(): Promise<void> {
    await this.send(201, { method: 'POST', path: '/api/v1/reports', headers: this.as('monitor', randomUUID()), body: CREATE_BODY });
  }

  async transition(id: string): Promise<void> {
    await this.send(200, this.transitionCall(id));
  }

  transitionCall(id: string): Call {
    const headers = { ...this.as('rapporteur', randomUUID()), 'if-match': '"1"' };
    return { method: 'POST', path: `/api/v1/cases/${id}/start-preliminary`, headers, body: '{}' };
  }

  async list(cursor?: string): Promise<{ readonly next: string | null }> {
    const path = `/api/v1/cases?limit=25${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    return JSON.parse((await this.send(200, { method: 'GET', path, headers: this.as('auditor') })).body) as { next: string | null };
  }

  /** The cursor of the last page, found by walking there in the largest steps. */
  async lastCursor(): Promise<string> {
    let cursor: string | undefined;
    for (;;) {
      const path = `/api/v1/cases?limit=100${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
      const page = JSON.parse((await this.send(200, { method: 'GET', path, headers: this.as('auditor') })).body) as { next: string | null };
      if (page.next === null) return cursor ?? '';
      cursor = page.next;
    }
  }

  async history(id: string): Promise<void> {
    await this.send(200, { method: 'GET', path: `/api/v1/cases/${id}/history`, headers: this.as('auditor') });
  }

  private as(role: 'monitor' | 'rapporteur' | 'auditor', key?: string): Record<string, string> {
    return { authorization: `Bearer ${this.people[role].token}`, ...(key === undefined ? {} : { 'idempotency-key': key }) };
  }

  private async send(status: number, call: Call): Promise<Reply> {
    const reply = await this.client.send(call);
    if (reply.status !== status) throw new Error(`${call.method} ${call.path} answered ${reply.status}: ${reply.body.slice(0, 500)}`);
    return reply;
  }
}

/** An ordinary report: one violation, a place, a time, counts and a text. */
export const CREATE_CONTENT = {
  codes: ['K3'],
  startsAt: '2026-01-10T10:00:00.000Z',
  timePrecision: 'minute',
  place: { latitude: '48.015900', longitude: '37.802800', radiusMetres: 500 },
  epistemicLevel: 'observed',
  narrative: 'Four outgoing rounds heard to the north-east, then four impacts at the edge of the village.',
};
export const CREATE_BODY = JSON.stringify({ content: CREATE_CONTENT });
