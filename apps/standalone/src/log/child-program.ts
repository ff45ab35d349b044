import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

export interface ChildPlan {
  readonly name: string;
  /** The program's main file. */
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  /** Which setting names its port: it is started again on the port that it had. */
  readonly portSetting: string;
}

/** What a child says in one line of JSON when it listens. */
export interface Listening {
  readonly listening: string;
  readonly vkey: string;
}

const START_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 5_000;
const PAUSE_MS = 1_000;

/** A program of ours that runs beside this one, ends with it, and is started again when it ends by itself. */
export class ChildProgram {
  private child: ChildProcess | undefined;
  private stopping = false;
  private port = '0';

  private constructor(
    private readonly plan: ChildPlan,
    private readonly say: (line: string) => void,
  ) {}

  /** @throws Error with what it said when it does not come up. */
  static async start(plan: ChildPlan, say: (line: string) => void): Promise<{ readonly child: ChildProgram; readonly says: Listening }> {
    const child = new ChildProgram(plan, say);
    const says = await child.run();
    return { child, says };
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await gone;
    clearTimeout(late);
  }

  private async run(): Promise<Listening> {
    const { name, program, env, portSetting } = this.plan;
    // A group of its own: Ctrl-C reaches this program alone, which ends its children in order. The channel ends them when it is killed.
    const child = fork(program, {
      env: { PATH: process.env['PATH'] ?? '', ...env, [portSetting]: this.port },
      execArgv: ['--no-warnings'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.child = child;
    let last = '';
    child.stderr?.on('data', (chunk: Buffer) => (last = `${last}${chunk.toString('utf8')}`.slice(-2_000)));
    const says = await new Promise<Listening>((done, fail) => {
      const late = setTimeout(() => fail(new Error(`${name} does not come up. ${last}`)), START_WITHIN_MS);
      child.once('exit', () => fail(new Error(`${name} ended at its start. ${last}`)));
      child.once('error', fail);
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
        const heard = listeningIn(line);
        if (heard === undefined) return;
        clearTimeout(late);
        done(heard);
      });
    });
    this.port = new URL(says.listening).port;
    child.removeAllListeners('exit');
    child.once('exit', () => void this.again());
    return says;
  }

  private async again(): Promise<void> {
    for (;;) {
      if (this.stopping) return;
      this.say(`${this.plan.name} has ended and is started again.`);
      await delay(PAUSE_MS, undefined, { ref: false });
      try {
        if (!this.stopping) await this.run();
        return;
      } catch (error) {
        this.say(error instanceof Error ? error.message : String(error));
      }
    }
  }
}

function listeningIn(line: string): Listening | undefined {
  try {
    const { listening, vkey } = JSON.parse(line) as Partial<Listening>;
    return typeof listening === 'string' && typeof vkey === 'string' ? { listening, vkey } : undefined;
  } catch {
    return undefined; // another line of its log
  }
}
