import type { Actor, Role } from '@tregua/casework';
import type { Docket } from '@tregua/docket';
import {
  EvidenceWriter,
  entriesOf,
  findCase,
  findCaseByReference,
  findEvidence,
  findReport,
  listCases,
  listDeadlines,
  listEvidence,
  listHistory,
  listReports,
  mayKnowStream,
  planExport,
  PUBLIC_READER,
  verifyStream,
  type Reader,
} from '../index.js';
import { readsNames } from './visibility.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import {
  agentOfA,
  agentOfB,
  auditor,
  cell,
  docketOn,
  monitor,
  openedCase,
  registrar,
  seatCommission,
  shelling,
  teamLead,
  uuid,
  verifiedReport,
} from '../../../../test/support/commission.js';

let database: TestDatabase;
let docket: Docket;
let members: Actor[];

const as = (role: Role, more: Partial<Reader> = {}): Reader => ({ id: uuid(0xeee), roles: [role], ...more });
const of = ({ id, role, party, team }: Actor): Reader => ({
  id,
  roles: [role],
  ...(party === undefined ? {} : { party }),
  ...(team === undefined ? {} : { team }),
});
const someone = 'e0000000-0000-7000-8000-000000000001';

beforeAll(async () => {
  database = await createTestDatabase();
  docket = docketOn(database);
  members = await seatCommission(database);
}, 60_000);
afterAll(async () => await database?.drop());

/** 2: reads it; 1: knows that it exists; 0: 404. By every way there is, which must agree. */
async function sightOfCase(reader: Reader, id: string): Promise<0 | 1 | 2> {
  const found = await findCase(database.dataSource, reader, id);
  const listed = (await listCases(database.dataSource, reader, { limit: 100 })).items.find((item) => item.id === id);
  const known = await mayKnowStream(database.dataSource, reader, `case/${id}`);
  const exported = await planExport(database.dataSource, reader, 'case', id);
  const verified = await verifyStream(database.dataSource, reader, `case/${id}`);
  const due = (await listDeadlines(database.dataSource, reader, { before: Date.now() + 1e11, limit: 100 })).some(
    ({ stream }) => stream === `case/${id}`,
  );
  const bySeverity = (await listCases(database.dataSource, reader, { severity: 3, limit: 100 })).items.some((item) => item.id === id);
  const answer = found === undefined ? 0 : found.readable ? 2 : 1;
  expect({
    listed: listed === undefined ? 0 : listed.readable ? 2 : 1,
    known,
    verified: verified !== undefined,
    exported: exported !== undefined,
    due,
    bySeverity,
  }).toEqual({
    listed: answer,
    known: answer > 0,
    verified: answer > 0,
    exported: answer === 2 && readsNames(reader),
    due: answer === 2,
    bySeverity: answer === 2,
  });
  if (answer < 2) for (const hidden of ['severity', 'snapshot', 'nextDueAt', 'level']) expect(found ?? {}).not.toHaveProperty(hidden);
  return answer;
}

describe('who sees a case', () => {
  let id: string;
  beforeAll(async () => {
    id = await openedCase(docket);
    await database.ask(`update tregua.reports set author = $1 where case_id = $2`, [monitor.id, id]);
  });
  const at = async (level: string, change = ''): Promise<void> => {
    await database.ask(`update tregua.cases set level = $1, compartment = null, parties_served = false where id = $2`, [level, id]);
    if (change !== '') await database.ask(`update tregua.cases set ${change} where id = $1`, [id]);
  };

  //                                                             PUBLIC PARTIES COMMISSION RESTRICTED SOURCE  compartment
  it.each<[string, Reader, [number, number, number, number, number, number]]>([
    ['the public', PUBLIC_READER, [2, 0, 0, 0, 0, 0]],
    ['a registrar', as('registrar'), [2, 2, 2, 0, 0, 0]],
    ['an investigator', as('investigator'), [2, 2, 2, 0, 0, 0]],
    ['a custodian', as('custodian'), [2, 2, 2, 0, 0, 0]],
    ['a rapporteur', as('rapporteur'), [2, 2, 2, 0, 0, 0]],
    ['a member', as('member'), [2, 2, 2, 0, 0, 0]],
    ['the chair', as('chair'), [2, 2, 2, 0, 0, 0]],
    ['the vice-chair', as('vice_chair'), [2, 2, 2, 0, 0, 0]],
    ['a legal adviser', as('legal_adviser'), [2, 2, 2, 0, 0, 0]],
    ['a publication officer', as('publication_officer'), [2, 2, 2, 0, 0, 0]],
    ['the auditor', as('auditor'), [2, 2, 2, 2, 0, 2]],
    ['the agent of a party', of(agentOfA), [2, 1, 1, 0, 0, 0]],
    ['an agent of no party of it', as('party_agent', { party: 'cc' }), [2, 0, 0, 0, 0, 0]],
    ['the cell before both parties are served', of(cell), [2, 2, 1, 0, 0, 0]],
    ['the monitor whose report is in it', of(monitor), [2, 1, 1, 0, 0, 0]],
    ['another monitor', as('monitor', { team: 'beta' }), [2, 0, 0, 0, 0, 0]],
    ['the lead of the team', of(teamLead), [2, 1, 1, 0, 0, 0]],
    ['the lead of another team', as('team_lead', { team: 'beta' }), [2, 0, 0, 0, 0, 0]],
    ['a state officer who was not asked', as('state_officer', { state: 'FR' }), [2, 0, 0, 0, 0, 0]],
    ['the administrator', as('administrator'), [0, 0, 0, 0, 0, 0]],
    ['somebody without any role', { id: someone, roles: [] }, [2, 0, 0, 0, 0, 0]],
  ])('%s', async (_, reader, expected) => {
    const seen: number[] = [];
    for (const level of ['PUBLIC', 'PARTIES', 'COMMISSION', 'RESTRICTED', 'SOURCE_PROTECTED']) {
      await at(level);
      seen.push(await sightOfCase(reader, id));
    }
    await at('COMMISSION', `compartment = 'vault'`);
    seen.push(await sightOfCase(reader, id));
    expect(seen).toEqual(expected);
  });

  it('the cell, once both parties are served', async () => {
    await at('COMMISSION', 'parties_served = true');
    expect(await sightOfCase(of(cell), id)).toBe(2);
    await at('RESTRICTED', 'parties_served = true');
    expect(await sightOfCase(of(cell), id)).toBe(0);
  });

  it('a state officer whose state was asked', async () => {
    await at('COMMISSION', `addressed_states = '{FR}'`);
    expect(await sightOfCase(as('state_officer', { state: 'FR' }), id)).toBe(1);
    expect(await sightOfCase(as('state_officer', { state: 'DE' }), id)).toBe(0);
  });

  it('a named grant opens RESTRICTED to its one person and nobody else; never SOURCE_PROTECTED', async () => {
    await at('RESTRICTED');
    await database.ask(`insert into tregua.case_grants values ($1, $2, 'x', now())`, [someone, id]);
    expect(await sightOfCase({ id: someone, roles: ['member'] }, id)).toBe(2);
    expect(await sightOfCase({ id: someone, roles: ['monitor'], team: 'beta' }, id)).toBe(0);
    expect(await sightOfCase(as('member'), id)).toBe(0);
    await at('SOURCE_PROTECTED');
    expect(await sightOfCase({ id: someone, roles: ['member'] }, id)).toBe(0);
  });

  it('a grant opens a compartment, at the reader’s own levels only', async () => {
    await database.ask(`insert into tregua.compartment_grants values ($1, 'vault', 'x', now())`, [someone]);
    await at('COMMISSION', `compartment = 'vault'`);
    expect(await sightOfCase({ id: someone, roles: ['member'] }, id)).toBe(2);
    expect(await sightOfCase({ id: someone, roles: ['party_agent'], party: 'aa' }, id)).toBe(0);
    await at('COMMISSION', `compartment = 'other'`);
    expect(await sightOfCase({ id: someone, roles: ['member'] }, id)).toBe(0);
  });

  it('an agent of a party reads the entries served on that party, and no others', async () => {
    await at('COMMISSION');
    await database.ask(`delete from tregua.served_items where case_id = $1 and party = 'bb'`, [id]);
    const [a, b] = await Promise.all(
      [agentOfA, agentOfB].map(async (agent) => await listHistory(database.dataSource, database.keyring, of(agent), `case/${id}`)),
    );
    expect(a?.items.map(({ seq, entry }) => [seq, entry.type])).toEqual([[1, 'CaseOpened']]);
    expect(b?.items).toEqual([]);
    expect((await listHistory(database.dataSource, database.keyring, of(monitor), `case/${id}`))?.items).toEqual([]);
  });
});

describe('who is recused', () => {
  it('is blind everywhere: to the case, its lead, its children, its reports, its evidence, whatever else they hold', async () => {
    const [own, lead, child, apart] = [
      await openedCase(docket),
      await openedCase(docket),
      await openedCase(docket),
      await openedCase(docket),
    ];
    const writer = new EvidenceWriter(database.dataSource, database.keyring);
    const member = members[0] as Actor;
    const report = await verifiedReport(docket);
    await database.ask('update tregua.reports set case_id = $1, author = $2 where id = $3', [own, member.id, report]);
    const item = { kind: 'photo', mediaType: 'image/png', fileName: 'x.png', size: 1, sha256: 'ab'.repeat(32), actor: { ...member } };
    const evidence = [await writer.receive({ ...item, caseId: own }), await writer.receive({ ...item, reportId: report })].map(
      (received) => received?.id ?? '',
    );
    await database.ask('update tregua.cases set lead = $1 where id = $2', [lead, own]);
    await database.ask('update tregua.cases set lead = $1 where id = $2', [own, child]);
    const reader: Reader = { id: member.id, roles: ['member', 'auditor', 'registrar'] };

    for (const one of [own, lead, child, apart]) expect(await sightOfCase(reader, one)).toBe(2);
    expect(await findReport(database.dataSource, reader, report)).toBeDefined();
    for (const one of evidence) expect(await findEvidence(database.dataSource, reader, one)).toBeDefined();

    await database.ask(`insert into tregua.recusals values ($1, $2, 'recused', now())`, [member.id, own]);
    for (const one of [own, lead, child]) expect(await sightOfCase(reader, one)).toBe(0);
    expect(await sightOfCase(reader, apart)).toBe(2);
    expect(await findReport(database.dataSource, reader, report)).toBeUndefined();
    expect((await listReports(database.dataSource, reader, { limit: 100 })).items.some(({ id }) => id === report)).toBe(false);
    for (const one of evidence) {
      expect(await findEvidence(database.dataSource, reader, one)).toBeUndefined();
      expect(await listHistory(database.dataSource, database.keyring, reader, `evidence/${one}`)).toBeUndefined();
    }
    expect((await listEvidence(database.dataSource, reader, { caseId: own })).items).toEqual([]);
    expect((await listEvidence(database.dataSource, reader, { reportId: report })).items).toEqual([]);
    const [row] = await database.ask<{ reference: string }>('select reference from tregua.cases where id = $1', [own]);
    expect(await findCaseByReference(database.dataSource, reader, row?.reference ?? '')).toBeUndefined();
    expect(await findCaseByReference(database.dataSource, as('registrar'), row?.reference ?? '')).toMatchObject({ id: own });
  });
});

describe('who sees a report', () => {
  it.each<[string, Reader, [boolean, boolean]]>([
    ['its author', of(monitor), [true, true]],
    ['another monitor of the team', as('monitor', { team: 'alpha' }), [false, false]],
    ['the lead of the team', of(teamLead), [false, true]],
    ['the lead of another team', as('team_lead', { team: 'beta' }), [false, false]],
    ['a registrar', of(registrar), [false, true]],
    ['a member', as('member'), [false, true]],
    ['the auditor', of(auditor), [false, true]],
    ['an agent', of(agentOfA), [false, false]],
    ['the cell', of(cell), [false, false]],
    ['the administrator', as('administrator'), [false, false]],
    ['the public', PUBLIC_READER, [false, false]],
  ])('%s (a draft, a verified one)', async (_, reader, expected) => {
    const made = await docket.enter({ process: 'report', command: 'CreateReport', payload: { content: shelling() }, actor: monitor });
    const ids = [made.status === 'entered' ? made.id : '', await verifiedReport(docket)];
    const seen: boolean[] = [];
    for (const id of ids) {
      const found = (await findReport(database.dataSource, reader, id)) !== undefined;
      const listed = (await listReports(database.dataSource, reader, { limit: 100 })).items.some((item) => item.id === id);
      const read = (await listHistory(database.dataSource, database.keyring, reader, `report/${id}`)) !== undefined;
      expect([listed, read]).toEqual([found, found]);
      seen.push(found);
    }
    expect(seen).toEqual(expected);
  });

  it.each([
    ['PUBLIC', 'COMMISSION', false, true],
    ['PARTIES', 'COMMISSION', false, true],
    ['RESTRICTED', 'RESTRICTED', false, false],
    ['SOURCE_PROTECTED', 'SOURCE_PROTECTED', false, false],
  ])(
    'an author who asks for %s gets %s: less secrecy than the Commission’s is not theirs to give',
    async (asked, level, cellSees, memberSees) => {
      const id = await verifiedReport(docket, shelling({ confidentiality: asked }));
      expect(await database.ask('select level from tregua.reports where id = $1', [id])).toEqual([{ level }]);
      for (const reader of [PUBLIC_READER, of(agentOfA)]) expect(await findReport(database.dataSource, reader, id)).toBeUndefined();
      expect((await findReport(database.dataSource, of(cell), id)) !== undefined).toBe(cellSees);
      expect((await findReport(database.dataSource, as('member'), id)) !== undefined).toBe(memberSees);
      expect(await findReport(database.dataSource, of(monitor), id)).toBeDefined();
    },
  );

  it('an agent sees the reports of the party', async () => {
    const made = await docket.enter({ process: 'report', command: 'CreateReport', payload: { content: shelling() }, actor: agentOfA });
    const id = made.status === 'entered' ? made.id : '';
    const colleague = { ...of(agentOfA), id: someone };
    expect(await findReport(database.dataSource, colleague, id)).toBeUndefined();
    expect(await findReport(database.dataSource, of(agentOfA), id)).toBeDefined();
    expect(await docket.enter({ process: 'report', stream: id, command: 'SubmitReport', payload: {}, actor: agentOfA })).toMatchObject({
      status: 'entered',
    });
    expect(await findReport(database.dataSource, colleague, id)).toBeDefined();
    expect(await findReport(database.dataSource, of(agentOfB), id)).toBeUndefined();
  });
});

describe('pages', () => {
  it('list every case once, in order, however the pages are cut, also while new ones come', async () => {
    const reader = as('registrar');
    const all: string[] = [];
    let cursor: string | undefined;
    const before = (await database.ask<{ id: string }>('select id from tregua.cases order by opened_at desc, id desc')).map(({ id }) => id);
    do {
      const page = await listCases(database.dataSource, reader, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      if (cursor === undefined) await openedCase(docket);
      all.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    const seen = await Promise.all(before.map(async (id) => ((await findCase(database.dataSource, reader, id)) === undefined ? [] : [id])));
    expect(all).toEqual(seen.flat());
  });

  it('do not break on cursors that are none of ours', async () => {
    for (const cursor of ['', 'x', 'MTIz', `${'9'.repeat(500)}`])
      expect((await listCases(database.dataSource, as('registrar'), { cursor })).items.length).toBeGreaterThan(0);
    expect((await listCases(database.dataSource, as('registrar'), { limit: 100_000 })).items.length).toBeLessThanOrEqual(100);
  });

  it('of a history go on where the last ended', async () => {
    const id = await verifiedReport(docket);
    const first = await listHistory(database.dataSource, database.keyring, as('registrar'), `report/${id}`, { limit: 2 });
    const rest = await listHistory(database.dataSource, database.keyring, as('registrar'), `report/${id}`, {
      afterSeq: first?.next ?? 0,
      limit: 2,
    });
    expect([first, rest].map((page) => page?.items.map(({ seq }) => seq))).toEqual([[1, 2], [3]]);
    expect([first?.next, rest?.next]).toEqual([2, undefined]);
  });
});

describe('an export', () => {
  it('holds whole chains up to its heads, with the texts of its audience', async () => {
    const id = await openedCase(docket);
    const reader = as('registrar');
    const plan = await planExport(database.dataSource, reader, 'case', id);
    expect(plan?.heads.map(({ stream, seq }) => [stream.split('/')[0], seq])).toEqual([
      ['case', 1],
      ['report', 4],
    ]);
    expect(plan?.states.map(({ stream }) => stream)).toEqual(plan?.heads.map(({ stream }) => stream));
    const entries: [string, number, number][] = [];
    for await (const { stream, seq, texts } of entriesOf(database.dataSource, database.keyring, reader, plan?.heads ?? [])) {
      entries.push([stream.split('/')[0] ?? '', seq, Object.keys(texts).length]);
    }
    expect(entries).toEqual([
      ['case', 1, 0],
      ['report', 1, 2],
      ['report', 2, 0],
      ['report', 3, 0],
      ['report', 4, 0],
    ]);
    expect(await planExport(database.dataSource, of(agentOfA), 'case', id)).toBeUndefined();
  });
});
