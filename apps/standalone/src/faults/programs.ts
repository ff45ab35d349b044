import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const APPS = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const PAUSE_MS = 150;
const STOP_WITHIN_MS = 25_000;

interface Program {
  readonly name: string;
  readonly main: string;
  readonly env: NodeJS.ProcessEnv;
  child: ChildProcess;
  /** How often it came to an end that nobody asked for here: a crash point, or a fault of its own. */
  endedByItself: number;
  expected: boolean;
}

/** Runs the API and the workers as processes of their own, as a deployment does, and starts each again whenever it ends. */
export class Programs {
  private readonly programs = new Map<string, Program>();
  private stopping = false;

  constructor(private readonly logs: string) {}

  /** `once` is added to the environment of the first start only: a crash point that is passed again after the crash would crash for ever. */
  start(name: string, app: 'api' | 'worker', env: NodeJS.ProcessEnv, once: NodeJS.ProcessEnv = {}): void {
    const main = join(APPS, app, 'src', 'main.js');
    const program: Program = { name, main, env, child: this.spawn(name, main, { ...env, ...once }), endedByItself: 0, expected: false };
    this.programs.set(name, program);
    this.watch(program);
  }

  get names(): string[] {
    return [...this.programs.keys()];
  }

  pidOf(name: string): number {
    return this.of(name).child.pid ?? 0;
  }

  endedByItself(name: string): number {
    return this.of(name).endedByItself;
  }

  kill(name: string): void {
    const program = this.of(name);
    program.expected = true;
    program.child.kill('SIGKILL');
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

  private spawn(name: string, main: string, env: NodeJS.ProcessEnv): ChildProcess {
    const log = openSync(join(this.logs, `${name}.log`), 'a');
    const child = spawn(process.execPath, ['--no-warnings', '--enable-source-maps', main], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    return child;
  }

  private watch(program: Program): void {
    program.child.once('exit', () => {
      if (this.stopping) return;
      if (!program.expected) program.endedByItself += 1;
      program.expected = false;
      void delay(PAUSE_MS).then(() => {
        if (this.stopping) return;
        program.child = this.spawn(program.name, program.main, program.env);
        this.watch(program);
      });
    });
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await gone;
  clearTimeout(late);
}
