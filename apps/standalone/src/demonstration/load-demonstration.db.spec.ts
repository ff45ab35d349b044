import { join } from 'node:path';
import {
  caseProcess,
  decide,
  evolve,
  processOf,
  reportProcess,
  rulebookOf,
  type Case,
  type Recorded,
  type Subject,
} from '@tregua/casework';
import { commissionLaw, Docket, sha256 } from '@tregua/docket';
import { entryOf, verifyChain } from '@tregua/ledger';
import { PostgresDocketStore, readClock } from '@tregua/store';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { PRESENT } from './agreement.js';
import { demonstrationIs, loadDemonstration, type DemonstrationLoaded } from './load-demonstration.js';
import { lives, sides } from './lives.js';

const extract = join(import.meta.dirname, '../../demonstration/ucdp-ukraine-extract.csv.gz');

let database: TestDatabase;
let loaded: DemonstrationLoaded;
let before: string;
let tookMs: number;

beforeAll(async () => {
  database = await createTestDatabase();
  const docket = new Docket(new PostgresDocketStore(database.dataSource, database.keyring), commissionLaw);
  before = await demonstrationIs(database.dataSource);
  const began = performance.now();
  loaded = await loadDemonstration({ ...database, docket, extract, passwordHashOf: () => Promise.resolve(null) });
  tookMs = performance.now() - began;
}, 180_000);
afterAll(async () => await database.drop());

const cases = async (): Promise<Case[]> =>
  (await database.ask<{ snapshot: Case }>('select snapshot from tregua.cases order by opened_at')).map(({ snapshot }) => snapshot);

describe('the demonstration', () => {
  it('is loaded to its end, in less than a minute', async () => {
    expect(before).toBe('absent');
    expect(await demonstrationIs(database.dataSource)).toBe('whole');
    expect(tookMs).toBeLessThan(60_000);
  });

  it('takes the 1,366 records from 15 February 2015 on, and of the others says why not', () => {
    expect(loaded).toMatchObject({ rows: 2_989, accepted: 1_366 });
    expect(loaded.incidents).toBeGreaterThan(1_300);
  });

  it('has about sixty living cases, in all 21 states', () => {
    expect(Object.keys(loaded.states).sort()).toEqual([...caseProcess.states, ...caseProcess.ends].sort());
    expect(loaded.cases).toBeGreaterThanOrEqual(lives.length * sides.length);
    expect(loaded.cases).toBeLessThan(90);
  });

  it('has reports in all states', async () => {
    const states = await database.ask<{ state: string }>('select distinct state from tregua.reports');
    expect(states.map(({ state }) => state).sort()).toEqual([...reportProcess.states, ...reportProcess.ends].sort());
  });

  it('gives both sides the same count of every state and every outcome', async () => {
    const tally = (party: string, all: readonly Case[]): string[] =>
      all
        .filter(({ accused }) => accused.includes(party))
        .flatMap(({ state, judgment }) => [state, ...judgment.rulings.flatMap(({ outcomes }) => outcomes.map(({ code }) => code))])
        .sort();
    const all = await cases();
    expect(tally('ua', all).length).toBeGreaterThan(40);
    expect(tally('ua', all)).toEqual(tally('ru', all));
  });

  it('lets open cases lie with their investigators and rapporteurs, some with nobody, and none that has ended', async () => {
    const ends = new Set<string>(caseProcess.ends);
    const lying = await database.ask<{ state: string; assigned: boolean }>(
      `select c.state, exists (select 1 from tregua.assignments a where a.case_id = c.id) as assigned from tregua.cases c`,
    );
    const assigned = lying.filter((one) => one.assigned);
    expect(assigned.length).toBeGreaterThan(20);
    expect(assigned.filter(({ state }) => ends.has(state))).toEqual([]);
    expect(lying.filter((one) => !one.assigned && !ends.has(one.state)).length).toBeGreaterThan(0);
  });

  it('stands at its present, and nothing is due there', async () => {
    expect((await readClock(database.dataSource)).now).toBe(PRESENT);
    const [due] = await database.ask<{ due: number }>(
      'select count(*)::int as due from tregua.deadlines where paused_with_ms is null and due_at <= $1',
      [new Date(PRESENT).toISOString()],
    );
    expect(due?.due).toBe(0);
    // The marks of loading are set by the real clock, before the demonstration's own is: they tell when it was loaded.
    const [late] = await database.ask<{ late: number }>(
      `select count(*)::int as late from tregua.entries where at > $1 and stream not like 'demonstration/%'`,
      [new Date(PRESENT).toISOString()],
    );
    expect(late?.late).toBe(0);
  });

  it('is kept in chains that verify, and every subject is what its history replays to', async () => {
    const rows = await database.ask<{ stream: string; seq: number; hash: string; bytes: Buffer }>(
      `select stream, seq, encode(hash, 'hex') as hash, bytes from tregua.entries order by stream, seq`,
    );
    const streams = new Map<string, typeof rows>();
    for (const row of rows) streams.set(row.stream, [...(streams.get(row.stream) ?? []), row]);
    for (const [stream, entries] of streams) {
      expect([stream, verifyChain(stream, entries, sha256)]).toEqual([stream, []]);
    }
    const subjects = await database.ask<{ stream: string; snapshot: Subject }>(
      'select stream, snapshot from tregua.cases union all select stream, snapshot from tregua.reports',
    );
    for (const { stream, snapshot } of subjects) {
      expect(replay(stream, streams.get(stream) ?? [])).toEqual(snapshot);
    }
  });

  it('keeps names of people and invented texts sealed', async () => {
    const [clear] = await database.ask<{ found: number }>(
      `select count(*)::int as found from tregua.entries
        where stream <> 'demonstration/loaded' and (position('DEMONSTRATION' in encode(bytes, 'escape')) > 0 or position('Greta' in encode(bytes, 'escape')) > 0)`,
    );
    expect(clear?.found).toBe(0);
  });
});

function replay(stream: string, entries: readonly { readonly bytes: Buffer }[]): Subject | undefined {
  const process = processOf(stream.startsWith('case/') ? 'case' : 'report');
  let subject: Subject | undefined;
  for (const { bytes } of entries) {
    const { command, type, at, actor, rulebook, data } = entryOf(bytes);
    const recorded = { command, type, at: Date.parse(at), actor, rulebook, data } as unknown as Recorded;
    const rules = rulebookOf(recorded.rulebook);
    const moment = { at: recorded.at, actor: recorded.actor, facts: recorded.data.facts };
    const decided = decide(process, subject, { name: command, payload: recorded.data.payload }, moment, rules);
    expect(decided.accepted).toEqual(recorded);
    subject = evolve(process, subject, recorded, rules);
  }
  return subject;
}
