import { mayKnow, maySee, type Addressee, type Level, type Role } from '@tregua/casework';
import type { Docket } from '@tregua/docket';
import { agentOfA, cell, docketOn, monitor, openedCase, seatCommission, teamLead, uuid } from '../../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { findCase } from '../reading/cases.query.js';
import { findReport } from '../reading/reports.query.js';
import { caseMatter, reportMatter } from '../reading/notice-matters.js';
import { hearersOf } from '../reading/notice-people.js';
import type { Reader } from '../reading/reader.js';

const LEVELS: readonly Level[] = ['PUBLIC', 'PARTIES', 'COMMISSION', 'RESTRICTED', 'SOURCE_PROTECTED'];
const STAFF: readonly [Role, object][] = [
  ['registrar', {}],
  ['investigator', {}],
  ['custodian', {}],
  ['rapporteur', {}],
  ['legal_adviser', {}],
  ['auditor', {}],
  ['publication_officer', {}],
  ['administrator', {}],
  ['public', {}],
  ['monitor', { team: 'beta' }],
  ['team_lead', { team: 'beta' }],
  ['party_agent', { party: 'zz' }],
  ['state_officer', { state: 'FR' }],
  ['state_officer', { state: 'IT' }],
];

let database: TestDatabase;
let docket: Docket;
beforeAll(async () => {
  database = await createTestDatabase();
  docket = docketOn(database);
  const members = await seatCommission(database);
  const named = [monitor, teamLead, cell, agentOfA].map(({ id, role, team, party }) => ({
    id,
    role,
    team,
    party,
    state: undefined as string | undefined,
  }));
  const others = STAFF.map(([role, more], index) => ({
    id: uuid(0xe00 + index),
    role,
    ...(more as { team?: string; party?: string; state?: string }),
  }));
  for (const { id, role, team, party, state } of [...named, ...others])
    await database.ask(
      `insert into tregua.people (id, sign_in_name, roles, team, party, state, created_at, changed_at) values ($1, $2, $3, $4, $5, $6, now(), now())`,
      [id, `person-${id.slice(-6)}`, [role], team ?? null, party ?? null, state ?? null],
    );
  expect(members.length).toBe(12);
});
afterAll(() => database.drop());

const readerOf = ({ id, roles, party, team, state }: Addressee): Reader => ({
  id,
  roles,
  ...(party === null ? {} : { party }),
  ...(team === null ? {} : { team }),
  ...(state === null ? {} : { state }),
});

/** Law and store say the same of everybody; where they differ, the law of notices may only be the stricter. */
async function differences(caseId: string, reportId: string): Promise<string[]> {
  const { dataSource } = database;
  const { manager } = dataSource;
  const found: string[] = [];
  const matter = await caseMatter(manager, caseId);
  const report = await reportMatter(manager, reportId);
  if (matter === undefined || report === undefined) throw new Error('Nothing to compare.');
  const { people } = await hearersOf(manager, caseId);
  expect(people.length).toBeGreaterThan(25);
  for (const person of people) {
    const record = await findCase(dataSource, readerOf(person), caseId);
    const where = `${person.roles.join()} ${person.id.slice(-3)} ${matter.level} ${matter.compartment ?? '-'}`;
    if (mayKnow(person, matter) !== (record !== undefined)) found.push(`${where}: knows the case`);
    if (maySee(person, matter) !== (record?.readable ?? false)) found.push(`${where}: sees the case`);
    if (maySee(person, report) !== ((await findReport(dataSource, readerOf(person), reportId)) !== undefined))
      found.push(`${where}: sees the report`);
  }
  return found;
}

describe('the sight of notices and the one predicate of readings', () => {
  // What is public lies in no compartment: the tables refuse it.
  it.each(LEVELS.flatMap((level) => [[level, null] as const, ...(level === 'PUBLIC' ? [] : [[level, 'drones'] as const])]))(
    'agree for everybody at %s in %s',
    async (level, compartment) => {
      const id = await openedCase(docket);
      const [{ report } = { report: '' }] = await database.ask<{ report: string }>(
        `select id as report from tregua.reports where case_id = $1`,
        [id],
      );
      await database.ask(`update tregua.cases set level = $2, compartment = $3, addressed_states = '{FR}' where id = $1`, [
        id,
        level,
        compartment,
      ]);
      await database.ask(`update tregua.reports set level = $2, compartment = $3 where id = $1`, [report, level, compartment]);
      expect(await differences(id, report)).toEqual([]);
      // Then one is let in by name, one into the compartment, one stands aside, and the parties are served.
      const [granted, inside, aside] = [uuid(0xd00), uuid(0xd01), uuid(0xd02)];
      await database.ask(`insert into tregua.case_grants values ($1, $2, 'test', now())`, [granted, id]);
      await database.ask(`insert into tregua.compartment_grants values ($1, 'drones', 'test', now()) on conflict do nothing`, [inside]);
      await database.ask(`insert into tregua.recusals (person, case_id, reason, since) values ($1, $2, 'recused', now())`, [aside, id]);
      await database.ask(`update tregua.cases set parties_served = true where id = $1`, [id]);
      expect(await differences(id, report)).toEqual([]);
    },
  );

  it('agree on who is blind through a joined case', async () => {
    const [lead, child, sibling] = [await openedCase(docket), await openedCase(docket), await openedCase(docket)];
    await database.ask(`update tregua.cases set lead = $1 where id = any($2)`, [lead, [child, sibling]]);
    await database.ask(`insert into tregua.recusals (person, case_id, reason, since) values ($1, $2, 'recused', now())`, [
      uuid(0xd03),
      child,
    ]);
    for (const id of [lead, child, sibling]) {
      const { people } = await hearersOf(database.dataSource.manager, id);
      const blind = people.filter(({ recused }) => recused).map((person) => person.id);
      expect(blind).toEqual([uuid(0xd03)]);
      const record = await findCase(database.dataSource, { id: uuid(0xd03), roles: ['member'] }, id);
      expect(record).toBeUndefined();
    }
  });
});
