import { randomUUID } from 'node:crypto';
import { Client as Connection } from 'pg';
import { PostgresDocketStore, poolOf } from '@tregua/store';
import type { Commission } from '../commission.js';
import type { BenchPerson } from './bench-people.js';
import { fillCases } from './fill.js';
import { describe, listen, replay, type Sent } from './floor.js';
import { drive, median, round, type Client, type Figures } from './load.js';
import { processorMs, serverProcessorMs } from './processor-time.js';
import { CREATE_CONTENT, Work } from './work.js';

export const CLIENTS = 16;
const ROUNDS = 3;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

export interface Measured extends Figures {
  readonly nodeCpuMs: number;
  readonly pgCpuMs: number;
}

export type BenchPeople = Readonly<Record<'monitor' | 'rapporteur' | 'auditor', BenchPerson>>;

/** One bench: an API process of its own, a database of its own, and the floor under both. */
export class Bench {
  private registered: string[] = [];
  private filled = 0;
  private floorFor: { create: Sent[]; transition: Sent[] } = { create: [], transition: [] };
  private pattern = { report: '', case: '' };
  private readonly work: Work;

  constructor(
    private readonly commission: Commission,
    private readonly apiPid: number,
    private readonly client: Client,
    private readonly people: BenchPeople,
  ) {
    this.work = new Work(client, people);
  }

  create = (): Promise<void> => this.work.create();
  transition = (): Promise<void> => this.work.transition(this.takeCase());
  list = async (): Promise<void> => void (await this.work.list());

  async fill(to: number): Promise<void> {
    const started = Date.now();
    const store = new PostgresDocketStore(this.commission.dataSource, this.commission.keyring);
    const fresh = await fillCases(store, { from: this.filled, to }, Date.now() - 1_000);
    this.registered.push(...fresh);
    this.filled = to;
    await this.tidyTables();
    say(`Filled to ${to} cases in ${round((Date.now() - started) / 1000)} s.`);
  }

  /** What autovacuum does within a minute of such a load, at once: the figures are those of a database that has run for a while. */
  private async tidyTables(): Promise<void> {
    const connection = new Connection({ connectionString: this.commission.ownerUrl });
    await connection.connect();
    await connection.query('vacuum (analyze)');
    await connection.end();
  }

  /** Takes the statements of one real create and one real transition from the application itself, and prints them. */
  async learnFloor(): Promise<void> {
    const { docket, dataSource } = this.commission;
    const { people } = this;
    const idempotency = { key: randomUUID(), route: 'POST /api/v1/reports', bodyDigest: '0'.repeat(64) };
    const content = { ...CREATE_CONTENT, startsAt: Date.parse(CREATE_CONTENT.startsAt) };
    const create = await listen(poolOf(dataSource), async () => {
      const answer = await docket.enter({
        process: 'report',
        command: 'CreateReport',
        payload: { content },
        actor: people.monitor.actor,
        idempotency,
      });
      if (answer.status !== 'entered') throw new Error(`The floor's report was not entered: ${JSON.stringify(answer)}`);
      this.pattern.report = answer.id;
    });
    const id = this.takeCase();
    const transition = await listen(poolOf(dataSource), async () => {
      const key = { ...idempotency, key: randomUUID(), route: `POST /api/v1/cases/${id}/start-preliminary` };
      const answer = await docket.enter({
        process: 'case',
        stream: id,
        command: 'StartPreliminary',
        payload: {},
        actor: people.rapporteur.actor,
        expectedSeq: 1,
        idempotency: key,
      });
      if (answer.status !== 'entered') throw new Error(`The floor's transition was not entered: ${JSON.stringify(answer)}`);
    });
    this.pattern.case = id;
    this.floorFor = { create, transition };
    say('The floor sends the same statements with the same rows, by bare pg with prepared statements:');
    for (const [name, sent] of Object.entries(this.floorFor)) say(`  ${name}: ${describe(sent).join(' | ')}`);
  }

  /** Interleaved: the application, then the floor under it, three times; the median of each. */
  async againstFloor(kind: 'create' | 'transition', count: number): Promise<{ measured: Measured; floor: number; ratio: number }> {
    const rounds: { measured: Measured; floor: number }[] = [];
    for (let turn = 0; turn < ROUNDS; turn += 1) {
      const measured = await this.measure(CLIENTS, count, kind === 'create' ? this.create : this.transition);
      const floor = await drive(CLIENTS, count, () => this.floorOnce(kind));
      rounds.push({ measured, floor: floor.perSecond });
      say(`  ${kind}, round ${turn + 1}: ${measured.perSecond}/s against ${floor.perSecond}/s of the floor`);
    }
    const perSecond = median(rounds.map(({ measured }) => measured.perSecond));
    const middle = rounds.find(({ measured }) => measured.perSecond === perSecond) ?? rounds[0];
    if (middle === undefined) throw new Error('No round was run.');
    return {
      measured: middle.measured,
      floor: median(rounds.map(({ floor }) => floor)),
      ratio: round(median(rounds.map(({ measured, floor }) => measured.perSecond / floor))),
    };
  }

  async measure(clients: number, count: number, work: (index: number) => Promise<unknown>): Promise<Measured> {
    const before = { node: processorMs(this.apiPid), pg: serverProcessorMs(this.commission.postgresPid) };
    const figures = await drive(clients, count, async (index) => void (await work(index)));
    const after = { node: processorMs(this.apiPid), pg: serverProcessorMs(this.commission.postgresPid) };
    return { ...figures, nodeCpuMs: round((after.node - before.node) / count), pgCpuMs: round((after.pg - before.pg) / count) };
  }

  async reads(count: number): Promise<{ listFirst: Measured; listDeep: Measured; history: Measured }> {
    const last = await this.work.lastCursor();
    const someCases = this.registered.slice(0, 500);
    return {
      listFirst: await this.measure(CLIENTS, count, this.list),
      listDeep: await this.measure(CLIENTS, count, () => this.work.list(last)),
      history: await this.measure(CLIENTS, count, (index) => this.work.history(someCases[index % someCases.length] as string)),
    };
  }

  /** The same transition of the same case by 8 clients at once. */
  async race(cases: number): Promise<{ cases: number; acceptedMax: number; historyRowsMax: number }> {
    let [acceptedMax, historyRowsMax] = [0, 0];
    for (let turn = 0; turn < cases; turn += 1) {
      const id = this.takeCase();
      const replies = await Promise.all(Array.from({ length: 8 }, () => this.client.send(this.work.transitionCall(id))));
      const unexpected = replies.find(({ status }) => ![200, 409, 412].includes(status));
      if (unexpected !== undefined) throw new Error(`A racing transition answered ${unexpected.status}: ${unexpected.body.slice(0, 300)}`);
      acceptedMax = Math.max(acceptedMax, replies.filter(({ status }) => status === 200).length);
      const rows = await this.commission.dataSource.query<{ count: number }[]>(
        `select count(*)::int as count from tregua.entries where stream = $1 and type = 'PreliminaryStarted'`,
        [`case/${id}`],
      );
      historyRowsMax = Math.max(historyRowsMax, rows[0]?.count ?? 0);
    }
    return { cases, acceptedMax, historyRowsMax };
  }

  private takeCase(): string {
    const id = this.registered.pop();
    if (id === undefined) throw new Error('The bench has used up its registered cases.');
    return id;
  }

  private async floorOnce(kind: 'create' | 'transition'): Promise<void> {
    const sent = this.floorFor[kind];
    const key = sent[0]?.values[3] as string;
    const exchange = new Map<string, string>([[key, randomUUID()]]);
    if (kind === 'transition') exchange.set(this.pattern.case, this.takeCase());
    else {
      const id = randomUUID();
      exchange.set(this.pattern.report, id);
      const reference = /RP-\w{4}-\w{4}/.exec(sent.map(({ values }) => String(values[0])).join(' '))?.[0];
      const letters = id.replaceAll('-', '').toUpperCase();
      if (reference !== undefined) exchange.set(reference, `RP-${letters.slice(0, 4)}-${letters.slice(4, 8)}`);
    }
    await replay(poolOf(this.commission.dataSource), sent, exchange);
  }
}
