import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makePeople } from './bench/bench-people.js';
import { Bench, CLIENTS, type Measured } from './bench/bench-run.js';
import { benchVerifier } from './bench/bench-verifier.js';
import { Client } from './bench/load.js';
import { openCommission, type Commission } from './commission.js';
import { openHome } from './home.js';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function startApi(commission: Commission, keyFile: string): Promise<{ child: ChildProcess; port: number }> {
  const program = join(dirname(fileURLToPath(import.meta.url)), 'bench', 'api-process.js');
  const child = fork(program, {
    env: { ...process.env, BENCH_DATABASE_URL: commission.appUrl, BENCH_KEY_FILE: keyFile },
    execArgv: ['--no-warnings'],
  });
  const port = await new Promise<number>((done, fail) => {
    child.once('message', (message) => done((message as { port: number }).port));
    child.once('exit', (code) => fail(new Error(`The API process ended with ${code} before it listened.`)));
  });
  return { child, port };
}

async function measureAll(bench: Bench, quick: boolean): Promise<Record<string, unknown>> {
  const scale = quick ? 0.2 : 1;
  const many = (count: number): number => Math.ceil(count * scale);
  const table = (size: string, rows: Record<string, Measured>): void => {
    for (const [name, row] of Object.entries(rows)) {
      say(
        `  ${size} ${name.padEnd(10)} ${String(row.perSecond).padStart(8)}/s  p50 ${row.p50Ms} ms  p99 ${row.p99Ms} ms  CPU ${row.nodeCpuMs} ms Node + ${row.pgCpuMs} ms PostgreSQL`,
      );
    }
  };
  const sized = async (
    size: string,
  ): Promise<{
    rows: Record<string, Measured>;
    create: { floor: number; ratio: number };
    transition: { floor: number; ratio: number };
  }> => {
    await bench.measure(CLIENTS, many(200), (index) => (index % 2 === 0 ? bench.create() : bench.list()));
    const create = await bench.againstFloor('create', many(1_000));
    const transition = await bench.againstFloor('transition', many(500));
    const rows = { create: create.measured, transition: transition.measured, ...(await bench.reads(many(600))) };
    table(size, rows);
    return { rows, create, transition };
  };

  const [fewer, more] = quick ? [2_000, 4_000] : [10_000, 100_000];
  await bench.fill(fewer);
  await bench.learnFloor();
  for (const clients of [1, 8]) {
    const label = `${fewer} cases, ${clients} client${clients > 1 ? 's' : ''}`;
    table(label, {
      create: await bench.measure(clients, many(200 * clients), bench.create),
      transition: await bench.measure(clients, many(50 * clients), bench.transition),
      listFirst: await bench.measure(clients, many(100 * clients), bench.list),
    });
  }
  const small = await sized(`${fewer} cases, ${CLIENTS} clients`);
  const race = await bench.race(100);
  await bench.fill(more);
  const large = await sized(`${more} cases, ${CLIENTS} clients`);
  return {
    ...small.rows,
    at100k: large.rows,
    floor: { create: small.create.floor, transition: small.transition.floor },
    floorRatio: { create: small.create.ratio, transition: small.transition.ratio },
    race,
  };
}

/** npm run bench [-- --quick | --verifier ENTRIES]: figures for people on the way, and one line of JSON at the end. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, verifier: { type: 'string' } } });
  const { quick, verifier } = values;
  if (verifier !== undefined) {
    if (!/^[1-9]\d{0,6}$/.test(verifier)) throw new Error(`--verifier is a number of entries from 1 to 9999999, not ${verifier}.`);
    return void process.stdout.write(`${JSON.stringify(benchVerifier(Number(verifier), say))}\n`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'tregua-bench-'));
  const home = openHome(join(folder, 'home'));
  const commission = await openCommission(home, { poolSize: 10, say });
  try {
    const people = await makePeople(commission.dataSource, commission.keyring, ['monitor', 'rapporteur', 'auditor'] as const);
    const { child, port } = await startApi(commission, home.keyFile);
    const client = new Client(port, 64);
    const result = await measureAll(new Bench(commission, child.pid as number, client, people), quick);
    client.close();
    child.disconnect();
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } finally {
    await commission.close();
    home.release();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
