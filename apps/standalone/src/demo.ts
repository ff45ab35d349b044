import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@tregua/platform';
import { TokensWriter } from '@tregua/store';
import { defaultSettings } from '../../api/src/api-options.js';
import { createApi } from '../../api/src/create-api.js';
import { newSecret } from '../../api/src/http/authentication.js';
import { openCommission, type Commission } from './commission.js';
import { toldByLapsesAlone, toldInFull } from './demo/demo-lives.js';
import { flipOneByte, takeHome, verify } from './demo/take-home.js';
import { NOTICE, PRESENT } from './demonstration/agreement.js';
import { Life } from './demonstration/life.js';
import { setScene, type Scene } from './demonstration/load-demonstration.js';
import { sides } from './demonstration/lives.js';
import { actorNamed, operator } from './demonstration/people.js';
import { shippedExtract } from './demonstration/ready-demonstration.js';
import { openHome } from './home.js';

const HOUR_MS = 3_600_000;
const say = (line = ''): void => void process.stdout.write(`${line}\n`);

/** npm run demo: the whole life of a case in the terminal, then a second one by lapses alone, then what an auditor does with them. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tregua-demo-'));
  const home = openHome(join(folder, 'home'));
  const commission = await openCommission(home, { say, postgres: { fsync: 'off' } });
  try {
    say(NOTICE);
    const scene = await setScene({ ...commission, extract: shippedExtract(), passwordHashOf: () => Promise.resolve(null), say });
    const cases = await tellBoth(scene);
    const proved = await prove(commission, cases, folder);
    const counted = await count(commission);
    say();
    say(JSON.stringify({ rows: scene.rows, incidents: scene.incidents, ...counted, ...proved }));
    if (!proved.verified || !proved.tamperNamed) process.exitCode = 1;
  } finally {
    await commission.close();
    home.release();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function tellBoth({ stage, acts }: Scene): Promise<string[]> {
  const ids: string[] = [];
  try {
    const lives = [
      ['A whole life, from two reports to CLOSED', toldInFull],
      ['A life by lapses alone', toldByLapsesAlone],
    ] as const;
    for (const [index, [title, told]] of lives.entries()) {
      say(`\n${title}`);
      await stage.jumpTo(PRESENT - 1_200 * HOUR_MS);
      const life = new Life(stage, sides[index] ?? sides[0]);
      await told(life, acts, (line) => say(`  ${new Date(stage.at).toISOString().slice(0, 16).replace('T', ' ')}  ${line}`));
      const { state } = await life.now();
      if (state !== 'CLOSED') throw new Error(`The case ends in ${state}, not in CLOSED.`);
      ids.push(life.id);
    }
  } finally {
    await stage.close();
  }
  return ids;
}

/** Takes both cases home, verifies them, flips one byte of the first, and verifies again. */
async function prove(
  commission: Commission,
  cases: readonly string[],
  folder: string,
): Promise<{ verified: boolean; tamperNamed: boolean }> {
  const api = await createApi({
    ...commission,
    logger: createLogger('demo', { level: 'error' }),
    settings: { ...defaultSettings, demonstration: true },
  });
  try {
    const auditor = actorNamed('auditor');
    const { secret, hash } = newSecret();
    await new TokensWriter(commission.dataSource, commission.keyring).issue(auditor.id, { label: 'demo', hash, days: 1 }, operator);
    const reading = { reader: { id: auditor.id, roles: [auditor.role] }, token: secret };
    let verified = true;
    let tamperNamed = false;
    for (const [index, id] of cases.entries()) {
      const taken = await takeHome(api, commission.dataSource, reading, id, join(folder, `case-${index + 1}.jsonl`));
      const { code, said } = await verify(taken);
      say(`\nAn auditor takes case ${index + 1} home and verifies it offline (exit code ${code}):\n${indented(said)}`);
      verified &&= code === 0;
      if (index > 0) continue;
      const flipped = flipOneByte(taken, `case/${id}`, join(folder, 'flipped.jsonl'));
      const again = await verify(flipped);
      say(`\nOne byte of ${flipped.entry} flipped (exit code ${again.code}):\n${indented(again.said, 14)}`);
      tamperNamed = again.code === 1 && again.said.includes(flipped.entry);
    }
    return { verified, tamperNamed };
  } finally {
    await api.close();
  }
}

function indented(text: string, most = 40): string {
  const lines = text.trimEnd().split('\n');
  const shown = lines.length > most ? [...lines.slice(0, most), `… ${lines.length - most} lines more`] : lines;
  return shown.map((line) => `  ${line}`).join('\n');
}

async function count({ dataSource }: Commission): Promise<{ reports: number; cases: number; closed: number; lapsed: number }> {
  const [row] = await dataSource.query<{ reports: number; cases: number; closed: number; lapsed: number }[]>(
    `select (select count(*)::int from tregua.reports) as reports, (select count(*)::int from tregua.cases) as cases,
            (select count(*)::int from tregua.cases where state = 'CLOSED') as closed,
            (select count(*)::int from tregua.entries where type like '%Lapsed') as lapsed`,
  );
  if (row === undefined) throw new Error('Nothing was counted.');
  return row;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
