import { setTimeout as delay } from 'node:timers/promises';
import type { Chance } from './chance.js';

export type Blow = 'program' | 'postgres' | 'wipe';

export interface Victims {
  readonly programs: () => readonly string[];
  readonly killProgram: (name: string) => Promise<void>;
  /** Kills PostgreSQL and resolves when it is back. */
  readonly killPostgres: (how: 'postmaster' | 'all') => Promise<void>;
  /** Empties the queue (FLUSHALL, DROP SCHEMA bullmq) and resolves when it may be used again. */
  readonly wipe: () => Promise<void>;
}

export interface Blows {
  readonly kills: number;
  readonly postgresKills: number;
  readonly wipes: number;
}

/** Strikes at random moments, in an order that the seed gives, until every blow has been dealt. */
export async function strike(
  blows: Blows,
  victims: Victims,
  chance: Chance,
  gap: { readonly from: number; readonly to: number },
): Promise<Blows> {
  const order = chance.shuffled([
    ...Array.from({ length: blows.kills }, (): Blow => 'program'),
    ...Array.from({ length: blows.postgresKills }, (): Blow => 'postgres'),
    ...Array.from({ length: blows.wipes }, (): Blow => 'wipe'),
  ]);
  const dealt = { kills: 0, postgresKills: 0, wipes: 0 };
  for (const blow of order) {
    await delay(chance.between(gap.from, gap.to));
    if (blow === 'program') {
      await victims.killProgram(chance.pick(victims.programs()));
      dealt.kills += 1;
    } else if (blow === 'postgres') {
      await victims.killPostgres(chance.isLucky(0.5) ? 'postmaster' : 'all');
      dealt.postgresKills += 1;
    } else {
      await victims.wipe();
      dealt.wipes += 1;
    }
  }
  return dealt;
}
