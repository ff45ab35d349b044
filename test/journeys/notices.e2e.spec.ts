import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { get as httpGet, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Client } from 'pg';
import { newId } from '@tregua/platform';
import { NoticesWriter } from '@tregua/store';
import type { ApiOptions } from '../../apps/api/src/api-options.js';
import { createApi } from '../../apps/api/src/create-api.js';
import { openCase, startWorld, type Somebody, type World } from './support/world.js';

/** 20,000 is what a release must show; every run shows a tenth of it. */
const NOTICES = Number(process.env['TREGUA_SSE_NOTICES'] ?? 2_000);
const WRITERS = 16;

interface Event {
  readonly id: number;
  readonly data: { id: string; type: string; reason: string; reference: string | null };
}

/** A client of server-sent events, as small as it can be: it comes again with the last id that it saw. */
class Listener {
  readonly events: Event[] = [];
  private response: IncomingMessage | undefined;
  private lastId: string | undefined;
  ends = 0;
  comings = 0;
  private stopped = false;

  constructor(
    private readonly ports: readonly number[],
    private readonly somebody: Somebody,
    private readonly after = 0,
  ) {}

  /** Answers when the stream is open. */
  open(): Promise<number> {
    return new Promise((resolve, reject) => {
      const port = this.ports[this.comings % this.ports.length] as number;
      this.comings += 1;
      const headers = { ...this.somebody.headers, ...(this.lastId === undefined ? {} : { 'last-event-id': this.lastId }) };
      const request = httpGet(
        { port, host: '127.0.0.1', path: `/api/v1/notices/stream?after=${this.after}`, headers, agent: false },
        (response) => {
          this.response = response;
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
            for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
              this.take(text.slice(0, end));
              text = text.slice(end + 2);
            }
          });
          response.on('end', () => (this.ends += 1));
          response.on('error', () => undefined);
          resolve(response.statusCode ?? 0);
        },
      );
      request.on('error', (error) => (this.stopped ? undefined : reject(error)));
    });
  }

  private take(block: string): void {
    const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
    if (fields.get('event') !== 'notice') return;
    this.lastId = fields.get('id');
    this.events.push({ id: Number(this.lastId), data: JSON.parse(fields.get('data') ?? '') as Event['data'] });
  }

  /** As a network does it: in the middle of whatever was being sent. */
  cut(): void {
    this.response?.destroy();
  }

  close(): void {
    this.stopped = true;
    this.cut();
  }
}

const until = async (holds: () => boolean, ms = 60_000): Promise<void> => {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error('It did not come about in time.');
    await sleep(20);
  }
};

async function listen(app: NestFastifyApplication): Promise<number> {
  await app.listen(0, '127.0.0.1');
  return (app.getHttpServer().address() as AddressInfo).port;
}

describe('notices in the application', () => {
  let world: World;
  let options: ApiOptions;
  let other: NestFastifyApplication;
  let ports: number[];
  let notices: NoticesWriter;

  beforeAll(async () => {
    world = await startWorld({ requestsPerMinute: 1_000_000 }, (given) => (options = given));
    other = await createApi(options);
    ports = [await listen(world.app), await listen(other)];
    notices = new NoticesWriter(world.database.dataSource);
  }, 60_000);
  afterAll(async () => {
    await other.close();
    await world.close();
  });

  /** What the worker does with every effect that waits. */
  const decideAll = async (): Promise<void> => {
    for (const { effect_key: key } of await world.database.ask<{ effect_key: string }>(
      `select effect_key from tregua.outbox where done_at is null order by stream, seq`,
    ))
      await notices.decide(key);
  };

  const page = async (
    who: string,
    query = '',
  ): Promise<{
    items: { id: string; type: string; kind: string; reason: string; reference: string; seenAt: string | null }[];
    next: string | null;
    position: number;
  }> => (await world.who(who).get(`/api/v1/notices${query}`)).json();

  it('shows each what they are told, and why; and what was seen', async () => {
    const { case: id } = await openCase(world);
    await decideAll();
    const { items } = await page('agent-aa');
    expect(items.map(({ type, kind, reason }) => [type, kind, reason])).toEqual([['CaseOpened', 'service', 'partyServed']]);
    const notice = items[0]?.id as string;
    expect((await world.who('agent-bb').post(`/api/v1/notices/${notice}/seen`)).statusCode).toBe(404);
    expect((await world.who('agent-aa').post(`/api/v1/notices/${notice}/seen`)).statusCode).toBe(204);
    expect((await page('agent-aa', '?unseen=true')).items).toEqual([]);
    const proofs = (await world.who('registrar').get(`/api/v1/cases/${id}/service`)).json<{ party: string; how: string }[]>();
    expect(proofs.map(({ party, how }) => `${party} ${how}`).sort()).toEqual(['aa laid', 'aa seen', 'bb laid']);
    const own = (await world.who('agent-bb').get(`/api/v1/cases/${id}/service`)).json<{ party: string }[]>();
    expect(own.map(({ party }) => party)).toEqual(['bb']);
    expect((await world.who('agent-zz').get(`/api/v1/cases/${id}/service`)).statusCode).toBe(404);
  });

  it('takes what somebody may no longer know of out of their list', async () => {
    const { case: id } = await openCase(world);
    await world.who('rapporteur').does('cases', id, 'start-preliminary');
    await decideAll();
    const [bench] = await world.database.ask<{ member: string }>(
      `select snapshot->'judgment'->'dutyBench'->0->>'member' as member from tregua.cases where id = $1`,
      [id],
    );
    const member = world.whoIs(bench?.member as string);
    const [{ reference } = { reference: '' }] = await world.database.ask<{ reference: string }>(
      `select reference from tregua.cases where id = $1`,
      [id],
    );
    const seesIt = async (): Promise<boolean> => (await page(member.name)).items.some((item) => item.reference === reference);
    expect(await seesIt()).toBe(true);
    await world.database.ask(`insert into tregua.recusals (person, case_id, reason, since) values ($1, $2, 'recused', now())`, [
      member.id,
      id,
    ]);
    expect(await seesIt()).toBe(false);
  });

  it('pages by key', async () => {
    const all = (await page('registrar', '?limit=100')).items.map(({ id }) => id);
    const paged: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const one = await page('registrar', `?limit=1${next === '' ? '' : `&cursor=${next}`}`);
      paged.push(...one.items.map(({ id }) => id));
      next = one.next;
    }
    expect(paged).toEqual(all);
    expect(all.length).toBeGreaterThan(1);
  });

  it('shows a notice to a connected person within a second, and a test by the real way', async () => {
    const listener = new Listener(ports, world.who('citizen'));
    expect(await listener.open()).toBe(200);
    const asked = Date.now();
    expect((await world.who('citizen').post('/api/v1/notices/test')).statusCode).toBe(202);
    await decideAll();
    await until(() => listener.events.length === 1);
    expect(Date.now() - asked).toBeLessThan(1_500);
    expect(listener.events[0]).toMatchObject({ id: 1, data: { type: 'TestNoticeAsked', reason: 'askedForTest' } });
    listener.close();
  });

  it('refuses strangers and wrong positions', async () => {
    expect((await world.app.inject({ url: '/api/v1/notices/stream' })).statusCode).toBe(401);
    const odd = await world.app.inject({
      url: '/api/v1/notices/stream',
      headers: { ...world.who('chair').headers, 'last-event-id': '-1' },
    });
    expect([odd.statusCode, odd.json<{ errors: { code: string }[] }>().errors[0]?.code]).toEqual([400, 'isPosition']);
  });

  it('ends a stream whose sign-in was revoked', async () => {
    const somebody = world.who('publisher');
    await world.database.ask(`update tregua.machine_tokens set expires_at = tregua.now() + interval '2 seconds' where person_id = $1`, [
      somebody.id,
    ]);
    const listener = new Listener(ports, somebody);
    await listener.open();
    await until(() => listener.ends === 1, 30_000);
    expect(await new Listener(ports, somebody).open()).toBe(401);
  });

  it(
    `skips none and doubles none of ${NOTICES} that ${WRITERS} writers commit after random delays, over reconnects and processes`,
    async () => {
      const { id: recipient } = world.who('auditor');
      const reader = new Listener(ports, world.who('auditor'));
      await reader.open();
      const written: string[] = [];
      const each = Math.ceil(NOTICES / WRITERS);
      let writing = true;
      const write = async (): Promise<void> => {
        const client = new Client(world.database.appUrl);
        await client.connect();
        for (let nth = 0; nth < each; nth += 1) {
          const id = newId();
          await client.query('begin');
          await client.query(
            `insert into tregua.notices (id, effect_key, notice_key, recipient, channel, kind, reason, type, audience, created_at)
             values ($1, $2, $2 || '|app', $3, 'app', 'test', 'askedForTest', 'TestNoticeAsked', 'self', date_trunc('milliseconds', tregua.now()))`,
            [id, `load:${id}`, recipient],
          );
          if (randomInt(3) === 0) await sleep(randomInt(40));
          // One in twenty is taken back: it was never written, and leaves no gap.
          if (randomInt(20) === 0) await client.query('rollback');
          else {
            await client.query('commit');
            written.push(id);
          }
        }
        await client.end();
      };
      const disturb = async (): Promise<void> => {
        while (writing) {
          await sleep(randomInt(150));
          reader.cut();
          await reader.open();
        }
      };
      const disturbing = disturb();
      await Promise.all(Array.from({ length: WRITERS }, write));
      writing = false;
      await disturbing;
      const positions = (): Map<number, string> => new Map(reader.events.map(({ id, data }) => [id, data.id]));
      await until(() => reader.events.length >= written.length, 120_000);
      await sleep(300);
      expect(reader.events.map(({ id }) => id)).toEqual(written.map((_, index) => index + 1));
      expect([...positions().values()].sort()).toEqual([...written].sort());
      expect(reader.comings).toBeGreaterThan(5);
      reader.close();
    },
    Math.max(180_000, NOTICES * 40),
  );

  it('ends its streams whole when it shuts down; what comes meanwhile is shown by another process', async () => {
    const third = await createApi(options);
    const port = await listen(third);
    const listener = new Listener([port, ports[0] as number], world.who('chair'));
    await listener.open();
    await third.close();
    await until(() => listener.ends === 1);
    const before = listener.events.length;
    await world.who('chair').post('/api/v1/notices/test');
    await decideAll();
    await listener.open();
    await until(() => listener.events.length > before);
    expect(new Set(listener.events.map(({ id }) => id)).size).toBe(listener.events.length);
    listener.close();
  });
});
