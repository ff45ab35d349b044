import { parseArgs } from 'node:util';
import { CRASH_POINTS, type CrashPoint } from '@tregua/platform';
import { runFaults, type Backend, type Crash, type FaultPlan, type FaultResult } from './faults/fault-run.js';
import type { Finding } from './faults/judge/records.js';

const say = (line: string): void => void process.stderr.write(`${line}\n`);
/** Of each kind of finding. */
const MOST_SHOWN = 5;

interface Options {
  readonly backends: readonly Backend[];
  readonly plan: Omit<FaultPlan, 'backend' | 'say'>;
}

/** Of 300 kills: 20 of PostgreSQL beside them, and 10 wipes of the queue. Of few: enough of each to mean something. */
export function blowsFor(kills: number): { readonly postgresKills: number; readonly wipes: number } {
  if (kills === 0) return { postgresKills: 0, wipes: 0 };
  return { postgresKills: Math.max(Math.ceil(kills / 15), Math.min(3, Math.ceil(kills / 10))), wipes: Math.max(2, Math.ceil(kills / 30)) };
}

function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      backend: { type: 'string', default: 'both' },
      kills: { type: 'string', default: '30' },
      'postgres-kills': { type: 'string' },
      wipes: { type: 'string' },
      seed: { type: 'string', default: '1' },
      clients: { type: 'string', default: '6' },
      seconds: { type: 'string', default: '10' },
      keep: { type: 'boolean', default: false },
      'host-clocks-off': { type: 'boolean', default: false },
      'starts-at': { type: 'string' },
      until: { type: 'string' },
      'outage-hours': { type: 'string', default: '0' },
      'crash-points': { type: 'boolean', default: false },
    },
  });
  if (!['postgres', 'redis', 'both'].includes(values.backend))
    throw new Error(`--backend is postgres, redis or both, not ${values.backend}.`);
  const kills = whole('kills', values.kills);
  return {
    backends: values.backend === 'both' ? ['postgres', 'redis'] : [values.backend as Backend],
    plan: {
      kills,
      postgresKills:
        values['postgres-kills'] === undefined ? blowsFor(kills).postgresKills : whole('postgres-kills', values['postgres-kills']),
      wipes: values.wipes === undefined ? blowsFor(kills).wipes : whole('wipes', values.wipes),
      seed: whole('seed', values.seed),
      clients: Math.max(1, whole('clients', values.clients)),
      gap: { from: 500, to: 3_500 },
      keeps: values.keep,
      outageHours: whole('outage-hours', values['outage-hours']),
      hostClocksAreOff: values['host-clocks-off'],
      ...(values['starts-at'] === undefined ? {} : { startsAt: instant('starts-at', values['starts-at']) }),
      ...(values.until === undefined ? {} : { until: instant('until', values.until) }),
      atLeastMs: whole('seconds', values.seconds) * 1_000,
      crashes: values['crash-points'] ? everyCrash() : [],
    },
  };
}

/** Every boundary, in every program that passes it. */
function everyCrash(): Crash[] {
  return Object.entries(CRASH_POINTS).flatMap(([at, programs]) => programs.map((program): Crash => ({ at: at as CrashPoint, program })));
}

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} is a whole number, not ${text}.`);
  return Number(text);
}

function instant(name: string, text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Error(`--${name} is an instant such as 2027-03-27T22:00Z, not ${text}.`);
  return at;
}

function summary(backend: string, seed: number, results: readonly FaultResult[]): Readonly<Record<string, string | number>> {
  const sum = (of: (result: FaultResult) => number): number => results.reduce((total, result) => total + of(result), 0);
  return {
    seed,
    backend,
    kills: sum(({ dealt }) => dealt.kills),
    postgresKills: sum(({ dealt }) => dealt.postgresKills),
    wipes: sum(({ dealt }) => dealt.wipes),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    lost: sum(({ counts }) => counts.lost),
    doubled: sum(({ counts }) => counts.doubled),
    missed: sum(({ counts }) => counts.missed),
    early: sum(({ counts }) => counts.early),
    stuck: sum(({ counts }) => counts.stuck),
    broken: sum(({ counts }) => counts.broken),
    chainsVerified: sum(({ chainsVerified }) => chainsVerified),
    deadlinesFired: sum(({ fired }) => fired),
    crashed: sum(({ crashed }) => crashed),
    resumedMs: Math.max(...results.map(({ resumedMs }) => resumedMs)),
    endedByItself: sum(({ endedByItself }) => endedByItself),
    maxLatenessMs: Math.round(Math.max(...results.map(({ maxLatenessMs }) => maxLatenessMs))),
  };
}

function tell({ findings }: FaultResult): void {
  const kinds = new Map<string, Finding[]>();
  for (const finding of findings) kinds.set(finding.what, [...(kinds.get(finding.what) ?? []), finding]);
  for (const [what, list] of kinds) {
    say(`  ${list.length} × ${list[0]?.figure}: ${what}`);
    for (const { about, says } of list.slice(0, MOST_SHOWN)) say(`      ${about}: ${says}`);
  }
}

/** npm run faults -- --backend postgres|redis|both --kills N --seed S: what was found, for people, and one line of JSON at the end. */
async function main(): Promise<void> {
  const { backends, plan } = readOptions(process.argv.slice(2));
  const results: FaultResult[] = [];
  for (const backend of backends) {
    const began = Date.now();
    const result = await runFaults({ ...plan, backend, say });
    results.push(result);
    tell(result);
    say(
      `${backend}: ${result.acknowledged} writes were acknowledged, ${result.fired} deadlines fired, the clock was moved ${result.clockMoves} times; ` +
        `${result.findings.length} findings in ${Math.round((Date.now() - began) / 1000)} s.`,
    );
  }
  process.stdout.write(`${JSON.stringify(summary(backends.length > 1 ? 'both' : (backends[0] ?? ''), plan.seed, results))}\n`);
  process.exit(results.every(({ findings }) => findings.length === 0) ? 0 : 1);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(2);
});
