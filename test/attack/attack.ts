import { parsePolicy } from '@tregua/ledger';
import { commissionLaw } from '../../apps/verifier/src/commission-law.js';
import { nodeTools } from '../../apps/verifier/src/node/node-tools.js';
import { verifyBundle } from '../../apps/verifier/src/verify-bundle.js';
import { sourceOfBytes } from '../../apps/verifier/src/zip/source.js';
import { createTestDatabase } from '../support/database.js';
import { Chance } from './chance.js';
import { protectedColumns, tryColumns } from './columns.js';
import { tryFlips } from './flips.js';
import { keysOf, policyText, sha256 } from './make-bundle.js';
import { Operator } from './operator.js';
import { exportedScene, smallScene, walkedScene, type Scene } from './scene.js';
import { ATTACKS } from './superuser.js';
import { tryUnlawful } from './unlawful.js';
import { byteChanges, isLocated } from './zip-positions.js';

export interface AttackOptions {
  readonly seed: number;
  /** 1: what a run of the checks tries. 10: ten times that. */
  readonly scale: number;
  /** Other counts than the scale gives. */
  readonly counts?: { readonly [name in keyof typeof COUNTS]?: number };
  /** The reviewed list of columns. */
  readonly columns: string;
  readonly say: (line: string) => void;
}

/** The last line of `npm run attack`. All but the counts of what was tried must be 0. */
export interface AttackResult {
  readonly mutations: number;
  readonly undetected: number;
  readonly unlocated: number;
  readonly attackKinds: number;
  readonly attacks: number;
  readonly attacksUndetected: number;
  readonly flips: number;
  readonly wrongTreesSigned: number;
  readonly unlawfulKinds: number;
  readonly unlawful: number;
  readonly unlawfulMissed: number;
}

/** At scale 1 and 10; between them it is interpolated. */
const COUNTS = { mutations: [2_000, 20_000], columns: [40, 400], plays: [3, 30], flips: [200, 1_000], unlawful: [4, 40] } as const;

/** Attacks bundles, database, log, signer and law, and says what was not found by whoever is to find it. Needs TREGUA_TEST_POSTGRES. */
export async function attack({ seed, scale, columns, say, counts = {} }: AttackOptions): Promise<AttackResult> {
  const count = (name: keyof typeof COUNTS): number => {
    const [low, high] = COUNTS[name];
    return counts[name] ?? Math.max(1, Math.round(low + ((high - low) * (scale - 1)) / 9));
  };
  const chance = new Chance(seed);
  const inTables = await attackColumns(columns, count('columns'), chance, say);
  const inBytes = attackBytes(count('mutations') - inTables.tried, seed, chance, say);
  const attacks = await attackAsSuperuser(count('plays'), seed, chance, say);
  const flips = tryFlips(count('flips'), chance);
  say(
    `${flips.flips} bits flipped between sequencer and signer: ${flips.wrongTreesSigned} wrong trees signed, ${flips.stuck} times the log did not go on.`,
  );
  const unlawful = await tryUnlawful(count('unlawful'), seed);
  for (const miss of unlawful.missed) say(`MISSED unlawful: ${miss}`);
  say(`${unlawful.tried} unlawful steps of ${unlawful.kinds} kinds: ${unlawful.missed.length} missed.`);
  return {
    mutations: inBytes.tried + inTables.tried,
    undetected: inBytes.undetected + inTables.undetected.length,
    unlocated: inBytes.unlocated + inTables.unlocated.length,
    attackKinds: ATTACKS.length,
    ...attacks,
    flips: flips.flips,
    wrongTreesSigned: flips.wrongTreesSigned + flips.stuck,
    unlawfulKinds: unlawful.kinds,
    unlawful: unlawful.tried,
    unlawfulMissed: unlawful.missed.length,
  };
}

async function attackColumns(file: string, count: number, chance: Chance, say: (line: string) => void): ReturnType<typeof tryColumns> {
  const database = await createTestDatabase();
  let operator: Operator | undefined;
  try {
    operator = await Operator.begin(database, ['closed-complied']);
    const outcome = await tryColumns(operator, protectedColumns(file), count, chance);
    for (const miss of outcome.undetected) say(`UNDETECTED ${miss}`);
    for (const miss of outcome.unlocated) say(`UNLOCATED ${miss}`);
    say(
      `${outcome.tried} bytes changed in ${outcome.columns} columns: ${outcome.undetected.length} undetected, ${outcome.unlocated.length} unlocated.`,
    );
    return outcome;
  } finally {
    await operator?.end();
    await database.drop();
  }
}

function attackBytes(
  count: number,
  seed: number,
  chance: Chance,
  say: (line: string) => void,
): { tried: number; undetected: number; unlocated: number } {
  let [tried, undetected, unlocated] = [0, 0, 0];
  const kinds = new Set<string>();
  const scenes: readonly (readonly [Scene, number])[] = [
    [smallScene(seed), 0.75],
    [walkedScene(seed, 25), 0.25],
  ];
  for (const [scene, share] of scenes) {
    const { zip } = exportedScene(scene);
    const roots = { policy: parsePolicy(policyText(keysOf()), sha256) };
    const law = scene.law === commissionLaw ? commissionLaw : scene.law;
    for (const change of byteChanges(zip, Math.round(count * share), chance)) {
      tried += 1;
      kinds.add(change.region.kind);
      const { verdict, findings } = verifyBundle(sourceOfBytes(change.zip), { tools: nodeTools, law, roots });
      if (verdict !== 'broken') {
        undetected += 1;
        say(`UNDETECTED ${change.region.kind} at byte ${change.offset}: ${verdict}`);
      } else if (!isLocated(change, findings)) {
        unlocated += 1;
        say(`UNLOCATED ${change.region.kind} at byte ${change.offset}`);
      }
    }
  }
  say(`${tried} bytes changed in the zip, of ${kinds.size} kinds: ${undetected} undetected, ${unlocated} unlocated.`);
  return { tried, undetected, unlocated };
}

async function attackAsSuperuser(
  times: number,
  seed: number,
  chance: Chance,
  say: (line: string) => void,
): Promise<{ attacks: number; attacksUndetected: number }> {
  let [attacks, attacksUndetected] = [0, 0];
  for (let time = 0; time < times; time += 1) {
    const scene = time % 3 === 2 ? walkedScene(seed * 100 + time, 25) : smallScene(seed * 100 + time);
    for (const { kind, parties, play } of ATTACKS) {
      attacks += 1;
      const missed = await play(scene, chance);
      if (missed.length === 0) continue;
      attacksUndetected += 1;
      say(`UNDETECTED ${kind} (${time}): not by ${missed.join(', ')}, of ${parties.join(', ')}`);
    }
  }
  say(`${attacks} attacks of ${ATTACKS.length} kinds: ${attacksUndetected} undetected by a party that is to find them.`);
  return { attacks, attacksUndetected };
}
