import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const APPS = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const PAUSE_MS = 150;
const STOP_WITHIN_MS = 25_000;

export interface ProgramPlan {
  readonly name: string;
  readonly app: 'api' | 'worker';
  readonly env: NodeJS.ProcessEnv;
  /** How far the clock of its host is off, as faketime writes it: '+2h'. */
  readonly skew?: string;
}

interface Program {
  readonly name: string;
  readonly start: (env: NodeJS.ProcessEnv) => ChildProcess;
  readonly env: NodeJS.ProcessEnv;
  child: ChildProcess;
  startedAt: number;
  /** How often it came to an end that nobody asked for here: a crash point, or a fault of its own. */
  endedByItself: number;
  expected: boolean;
  /** Added to the environment of the next start only: a crash point that is passed again after the crash would crash for ever. */
  once: NodeJS.ProcessEnv;
}

/** Runs the API and the workers as processes of their own, as a deployment does, and starts each again whenever it ends. */
export class Programs {
  private readonly programs = new Map<string, Program>();
  private stopping = false;

  constructor(private readonly logs: string) {}

  start({ name, app, env, skew }: ProgramPlan): void {
    const main = join(APPS, app, 'src', 'main.js');
    const command = [
      ...(skew === undefined ? [] : ['faketime', '-f', skew]),
      process.execPath,
      '--no-warnings',
      '--enable-source-maps',
      main,
    ];
    const start = (given: NodeJS.ProcessEnv): ChildProcess => spawnProgram(join(this.logs, `${name}.log`), command, given);
    const program: Program = { name, start, env, child: start(env), startedAt: Date.now(), endedByItself: 0, expected: false, once: {} };
    this.programs.set(name, program);
    this.watch(program);
  }

  get names(): string[] {
    return [...this.programs.keys()];
  }

  /** For how long the present process has been running. */
  aliveMs(name: string): number {
    const { child, startedAt } = this.of(name);
    return isOver(child) ? 0 : Date.now() - startedAt;
  }

  endedByItself(name: string): number {
    return this.of(name).endedByItself;
  }

  kill(name: string): void {
    const program = this.of(name);
    if (isOver(program.child)) return; // it has ended by itself and is about to start again
    program.expected = true;
    signal(program.child, 'SIGKILL');
  }

  /** Starts it anew, with this added to its environment for that one life. */
  restartWith(name: string, once: NodeJS.ProcessEnv): void {
    this.of(name).once = once;
    this.kill(name);
  }

  /** Asks each to end, and ends those that do not. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all([...this.programs.values()].map(({ child }) => ended(child)));
  }

  private of(name: string): Program {
    const program = this.programs.get(name);
    if (program === undefined) throw new Error(`No program ${name} was started.`);
    return program;
  }

  private watch(program: Program): void {
    program.child.once('exit', () => {
      if (this.stopping) return;
      if (!program.expected) program.endedByItself += 1;
      program.expected = false;
      void delay(PAUSE_MS).then(() => {
        if (this.stopping) return;
        program.child = program.start({ ...program.env, ...program.once });
        program.once = {};
        program.startedAt = Date.now();
        this.watch(program);
      });
    });
  }
}

function spawnProgram(logFile: string, [program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const log = openSync(logFile, 'a');
  const child = spawn(program, args, { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  return child;
}

/** To its whole group: faketime is a process of its own before the program. */
function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch {
    // it ended by itself
  }
}

function isOver(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function ended(child: ChildProcess): Promise<void> {
  if (isOver(child)) return;
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  signal(child, 'SIGTERM');
  const late = setTimeout(() => signal(child, 'SIGKILL'), STOP_WITHIN_MS);
  await gone;
  clearTimeout(late);
}
