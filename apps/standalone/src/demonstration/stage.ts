import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import type { Actor, Case, JsonObject, Report } from '@tregua/casework';
import type { Answer, Docket, Entered, ProcessName } from '@tregua/docket';

const HOUR_MS = 3_600_000;
/** Lapses that one step of the sweep looks at. */
const SWEEP = 200;

export interface StagePlaces {
  readonly dataSource: DataSource;
  readonly docket: Docket;
  /** The clock is the owner's to move. */
  readonly ownerUrl: string;
}

/**
 * Where invented lives are played: the real door, and a clock that is moved by hand. What lapses meanwhile is entered at its own time, as if
 * somebody had waited.
 */
export class Stage {
  private constructor(
    private readonly places: StagePlaces,
    private readonly clock: Client,
    private standsAt: number,
  ) {}

  static async open(places: StagePlaces, at: number): Promise<Stage> {
    const clock = new Client({ connectionString: places.ownerUrl });
    clock.on('error', () => undefined); // the server was stopped under it: the next question says so, and nobody asks after a stop
    await clock.connect();
    const stage = new Stage(places, clock, at);
    await stage.jumpTo(at);
    return stage;
  }

  /** Leaves the clock standing where it is. */
  async close(): Promise<void> {
    await this.clock.end();
  }

  get at(): number {
    return this.standsAt;
  }

  /** Sets the clock, forwards or back, and enters nothing: each life begins at a time of its own. */
  async jumpTo(at: number): Promise<void> {
    await this.clock.query(`update tregua.clock set standing_at = $1::timestamptz, ahead = '0'`, [new Date(at).toISOString()]);
    this.standsAt = at;
  }

  /** Lets time pass. Every deadline that falls due on the way lapses at its own instant, the earliest first. */
  async passTo(until: number): Promise<void> {
    for (let due = await this.nextDue(); due !== undefined && due <= until; due = await this.nextDue()) {
      await this.jumpTo(Math.max(this.standsAt, due));
      await this.sweep();
    }
    await this.jumpTo(until);
  }

  async wait(hours: number): Promise<void> {
    await this.passTo(this.standsAt + Math.round(hours * HOUR_MS));
  }

  /** The next instant at which anything lapses. */
  async nextDue(): Promise<number | undefined> {
    const [row] = await this.places.dataSource.query<{ due: string | null }[]>(
      `select (extract(epoch from min(due_at)) * 1000)::bigint as due from tregua.deadlines where paused_with_ms is null`,
    );
    return row?.due == null ? undefined : Number(row.due);
  }

  /** Enters a command that must be accepted. */
  async enter(process: ProcessName, stream: string | undefined, command: string, actor: Actor, payload: JsonObject = {}): Promise<Entered> {
    const answer = await this.places.docket.enter({ process, command, payload, actor, ...(stream === undefined ? {} : { stream }) });
    return entered(answer, command);
  }

  /** Enters a command that may be refused: who waits for a lapse sees to it otherwise. */
  async offer(process: ProcessName, stream: string, command: string, actor: Actor, payload: JsonObject = {}): Promise<Answer> {
    return await this.places.docket.enter({ process, stream, command, payload, actor });
  }

  /** A bench acts: the first of the signers proposes, the others sign until the motion is carried. */
  async act(stream: string, command: string, signers: readonly Actor[], payload: JsonObject): Promise<void> {
    const [proposer, ...others] = signers;
    if (proposer === undefined) throw new Error(`Nobody is there to propose ${command}.`);
    const { docket } = this.places;
    let motion = entered(await docket.propose({ process: 'case', stream, command, payload, actor: proposer }), command);
    for (const actor of others) {
      if (motion.state !== 'open') break;
      motion = entered(await docket.sign({ motion: motion.id, position: 'for', actor }), command);
    }
    if (motion.state !== 'carried') throw new Error(`${command} was not carried: ${JSON.stringify(motion.unmet ?? motion.state)}`);
  }

  async case(id: string): Promise<Case> {
    return await this.snapshot<Case>('cases', id);
  }

  async report(id: string): Promise<Report> {
    return await this.snapshot<Report>('reports', id);
  }

  private async snapshot<Subject>(table: 'cases' | 'reports', id: string): Promise<Subject> {
    const [row] = await this.places.dataSource.query<{ snapshot: Subject }[]>(`select snapshot from tregua.${table} where id = $1`, [id]);
    if (row === undefined) throw new Error(`There is no ${id} among ${table}.`);
    return row.snapshot;
  }

  private async sweep(): Promise<void> {
    for (;;) {
      const { entered: lapsed, stuck } = await this.places.docket.lapseDue(SWEEP);
      if (stuck.length > 0) throw new Error(`A deadline is due and nothing takes it: ${JSON.stringify(stuck)}.`);
      if (lapsed.length === 0) return;
    }
  }
}

function entered(answer: Answer, command: string): Entered {
  if (answer.status !== 'entered') throw new Error(`${command} was not entered: ${JSON.stringify(answer)}`);
  return answer;
}
