import { servedOn } from '../../../docket/src/served.js';
import type { Case } from '../case/case.js';
import { evolve } from '../engine/evolve.js';
import type { Recorded, Subject } from '../engine/types.js';
import { everybody } from '../process/people.testing.js';
import { processOf } from '../process/process-of.js';
import type { World } from '../process/world.testing.js';
import type { Report } from '../report/report.js';
import { defaultPreferences, type Addressee, type CaseMatter, type Matter, type NoticePreferences, type Telling } from './notice.js';

// What the store loads for the decision, for a world of tests: every entry of its histories, for every audience of its row.

export const hearers: readonly Addressee[] = everybody.map(({ id, role, party, team, state }) => ({
  id,
  roles: [role],
  party: party ?? null,
  team: team ?? null,
  state: state ?? null,
  available: true,
  recused: false,
  granted: false,
  compartments: [],
}));

/** Everybody reads mail. */
export const mailed: ReadonlyMap<string, NoticePreferences> = new Map(
  hearers.map(({ id }) => [id, { ...defaultPreferences, hasMail: true }]),
);

export function caseMatterOf(subject: Case, change: Partial<CaseMatter> = {}): CaseMatter {
  const partiesServed = subject.parties.length > 0 && subject.parties.every((party) => subject.servedWithFile[party] !== undefined);
  const addressedStates = subject.judgment.referrals.flatMap((referral) => (referral as { states?: readonly string[] }).states ?? []);
  return { process: 'case', subject, level: 'COMMISSION', compartment: null, partiesServed, addressedStates, ...change };
}

export function telling(
  world: World,
  name: string,
  after: Subject,
  entry: Recorded,
  audience: string,
  change: Partial<Telling> = {},
): Telling {
  const isCase = name.startsWith('case/');
  const matter: Matter = isCase
    ? caseMatterOf(after as Case)
    : { process: 'report', subject: after as Report, level: 'COMMISSION', compartment: null };
  const other = entry.data.facts['otherCase'] as { id?: string } | null | undefined;
  const caseId = isCase ? undefined : (other?.id ?? (after as Report).case);
  const caseOfReport = typeof caseId === 'string' && world.case(caseId) !== undefined ? caseMatterOf(world.case(caseId)) : null;
  const row = processOf(matter.process).rows[entry.command];
  return {
    audience,
    entry,
    matter,
    caseOfReport,
    joined: isCase ? (after as Case).joining.children.map(({ id }) => caseMatterOf(world.case(id))) : [],
    servedOn: isCase && row?.apart === undefined ? servedOn(row?.tells ?? [], entry.actor, after) : [],
    people: hearers,
    webhooks: [],
    preferences: mailed,
    at: entry.at,
    ...change,
  };
}

/** All tellings of a world, entry by entry, as the subject stood right after each. Ballots are told of the case as it stands in the end. */
export function* tellingsOf(world: World): Generator<Telling> {
  for (const [name, history] of world.histories) {
    const process = processOf(name.startsWith('case/') ? 'case' : 'report');
    let subject: Subject | undefined;
    for (const entry of history) {
      subject = evolve(process, subject, entry, world.rulebook);
      for (const audience of process.rows[entry.command]?.tells ?? []) yield telling(world, name, subject, entry, audience);
    }
  }
  for (const { process: kind, stream, recorded } of world.log) {
    const row = processOf(kind).rows[recorded.command];
    if (row?.apart === undefined) continue;
    for (const audience of row.tells) yield telling(world, `${kind}/${stream}`, world.case(stream), recorded, audience);
  }
}
