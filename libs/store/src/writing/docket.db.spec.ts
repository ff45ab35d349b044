import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { commissionLaw, Docket, type Answer } from '@tregua/docket';
import { decide, evolve, rulebookOf, type Actor, type Recorded, type Subject } from '@tregua/casework';
import { entryOf, instantOf } from '@tregua/ledger';
import { createDataSource, PostgresDocketStore, PUBLIC_READER, verifyStream } from '../index.js';
import { poolOf } from '../data-source.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import {
  auditor,
  digestOf,
  docketOn,
  entered,
  monitor,
  openedCase,
  rapporteur,
  registrar,
  seatCommission,
  shelling,
  teamLead,
  verifiedReport,
} from '../../../../test/support/commission.js';

let database: TestDatabase;
let docket: Docket;

beforeAll(async () => {
  database = await createTestDatabase(16);
  docket = docketOn(database);
  await seatCommission(database);
}, 60_000);
afterAll(async () => await database?.drop());

const create = async (content = shelling(), more: object = {}): Promise<Answer> =>
  await docket.enter({ process: 'report', command: 'CreateReport', payload: { content }, actor: monitor, ...more });
const act = async (stream: string, command: string, actor: Actor, more: object = {}): Promise<Answer> =>
  await docket.enter({ process: 'report', stream, command, payload: {}, actor, ...more });
const countOf = async (sql: string, ...values: unknown[]): Promise<number> =>
  Number((await database.ask<{ n: string }>(`select count(*) as n from (${sql}) as counted`, values))[0]?.n);

describe('the door, on PostgreSQL', () => {
  it('enters a report: one head, one entry, the row, its deadline, and no text in clear', async () => {
    const answer = entered(await create());
    expect(answer).toMatchObject({ process: 'report', seq: 1, state: 'DRAFT', type: 'ReportCreated' });
    expect(answer.entries).toEqual([{ stream: answer.stream, seq: 1, hash: answer.hash }]);
    const [row] = await database.ask<{ state: string; reference: string; seq: number }>('select * from tregua.reports where id = $1', [
      answer.id,
    ]);
    expect(row).toMatchObject({ state: 'DRAFT', seq: 1, reference: expect.stringMatching(/^RP-[0-9A-Z]{4}-[0-9A-Z]{4}$/) });
    expect(await database.ask('select kind from tregua.deadlines where stream = $1', [answer.stream])).toEqual([{ kind: 'draft' }]);
    const sealed = await database.ask<{ field: string }>('select field from tregua.sealed_values where stream = $1 order by 1', [
      answer.stream,
    ]);
    expect(sealed.map(({ field }) => field)).toEqual(['/payload/content/narrative', '/payload/content/place/name']);
  });

  it('takes an id that the client made, and only once', async () => {
    const id = '01990000-0000-7000-8000-0000000000aa';
    expect(entered(await create(shelling(), { stream: id })).id).toBe(id);
    expect(await create(shelling(), { stream: id })).toMatchObject({ status: 'refused', refusals: [{ code: 'stateAllows' }] });
  });

  it.each<[string, () => Promise<Answer>, object]>([
    [
      'a command that is none',
      async () => await create(shelling(), { command: 'Fly' }),
      { status: 'refused', refusals: [{ code: 'commandIsKnown' }] },
    ],
    ['a subject that is not there', async () => await act(randomUUID(), 'SubmitReport', monitor), { status: 'unknown' }],
    ['an id that is no id', async () => await act("x' or true", 'SubmitReport', monitor), { status: 'unknown' }],
    ['no id where one is needed', async () => await create(shelling(), { command: 'SubmitReport' }), { status: 'unknown' }],
    [
      'a text that is a number',
      async () => await create(shelling({ narrative: 7 })),
      { status: 'refused', refusals: [{ code: 'payloadIsShaped', params: { pointer: '/content/narrative', rule: 'isText' } }] },
    ],
    [
      'a text with half a character',
      async () => await create(shelling({ narrative: 'a\ud800b' })),
      { status: 'refused', refusals: [{ code: 'payloadIsShaped', params: { pointer: '/content/narrative', rule: 'isText' } }] },
    ],
    [
      'a commitment in place of a text',
      async () => await create(shelling({ narrative: { sealed: '0'.repeat(64) } })),
      { status: 'refused', refusals: [{ code: 'payloadIsShaped' }] },
    ],
    [
      'a field that nobody knows',
      async () => await create(shelling({ weather: 'rain' })),
      { status: 'refused', refusals: [{ code: 'payloadIsShaped', params: { pointer: '/content/weather', rule: 'isKnown' } }] },
    ],
    [
      'somebody without the right',
      async () => await create(shelling(), { actor: auditor }),
      { status: 'refused', refusals: [{ code: 'roleAllows' }] },
    ],
  ])('writes nothing for %s', async (_, attempt, expected) => {
    const before = await countOf('select 1 from tregua.entries');
    expect(await attempt()).toMatchObject(expected);
    expect(await countOf('select 1 from tregua.entries')).toBe(before);
  });

  it('says stale with the present seq, and names every unmet guard', async () => {
    const { id } = entered(await create(shelling({ codes: [] })));
    expect(await act(id, 'SubmitReport', monitor, { expectedSeq: 7 })).toEqual({ status: 'stale', seq: 1 });
    expect(await act(id, 'SubmitReport', monitor, { expectedSeq: 1 })).toMatchObject({
      status: 'refused',
      refusals: [{ code: 'requiredFieldsAreGiven' }],
    });
    expect(await act(id, 'VerifyReport', teamLead)).toMatchObject({ status: 'refused', refusals: [{ code: 'stateAllows' }] });
    expect(await database.ask('select seq from tregua.reports where id = $1', [id])).toEqual([{ seq: 1 }]);
  });

  it('admits a report and opens its case in one transaction, with a bench drawn from the roster', async () => {
    const report = await verifiedReport(docket);
    const answer = entered(await act(report, 'AdmitReport', registrar));
    expect(answer.entries.map(({ stream }) => stream.split('/')[0])).toEqual(['report', 'case']);
    const caseId = (answer.entries[1]?.stream ?? '').slice(5);
    const [row] = await database.ask<{
      state: string;
      parties: string[];
      snapshot: { judgment: { dutyBench: object[] }; agreement: string };
    }>('select state, parties, snapshot from tregua.cases where id = $1', [caseId]);
    expect(row).toMatchObject({ state: 'REGISTERED', parties: ['aa', 'bb'], snapshot: { agreement: 'test-agreement-1', id: caseId } });
    expect(row?.snapshot.judgment.dutyBench).toHaveLength(3);
    expect(await database.ask('select case_id from tregua.reports where id = $1', [report])).toEqual([{ case_id: caseId }]);
    expect(await database.ask('select distinct party from tregua.served_items where case_id = $1 order by 1', [caseId])).toEqual([
      { party: 'aa' },
      { party: 'bb' },
    ]);
    const effects = await database.ask<{ effect_key: string }>('select effect_key from tregua.outbox where stream = $1 order by 1', [
      `case/${caseId}`,
    ]);
    expect(effects.map(({ effect_key: key }) => key)).toEqual([`case/${caseId}:1:cell`, `case/${caseId}:1:parties`]);
  });

  it('refuses the whole when what follows is refused', async () => {
    const caseId = await openedCase(docket);
    const report = await verifiedReport(docket);
    const before = await countOf('select 1 from tregua.entries');
    expect(await act(report, 'LinkReport', registrar, { payload: { case: randomUUID() } })).toMatchObject({
      status: 'refused',
      refusals: [{ code: 'caseTakesReports' }],
    });
    expect(await countOf('select 1 from tregua.entries')).toBe(before);
    expect(entered(await act(report, 'LinkReport', registrar, { payload: { case: caseId } })).entries).toHaveLength(2);
    const [row] = await database.ask<{ snapshot: { reports: { id: string }[] } }>('select snapshot from tregua.cases where id = $1', [
      caseId,
    ]);
    expect(row?.snapshot.reports.map(({ id }) => id)).toContain(report);
  });

  it('replays: what is stored is what the entries give', async () => {
    await openedCase(docket);
    const rows = await database.ask<{ stream: string; bytes: Buffer }>(
      `select stream, bytes from tregua.entries where stream ~ '^(case|report)/' order by stream, seq`,
    );
    const replayed = new Map<string, Subject>();
    for (const { stream, bytes } of rows) {
      const process = commissionLaw.processOf(stream.startsWith('case/') ? 'case' : 'report');
      const { command, type, at, actor, rulebook, data } = entryOf(bytes);
      const recorded = { command, type, at: instantOf(at), actor, rulebook, data } as unknown as Recorded;
      const law = rulebookOf(recorded.rulebook);
      const moment = { at: recorded.at, actor: recorded.actor, facts: recorded.data.facts };
      const decision = decide(process, replayed.get(stream), { name: command, payload: recorded.data.payload }, moment, law);
      expect(decision.accepted).toEqual(recorded);
      replayed.set(stream, evolve(process, replayed.get(stream), recorded, law));
    }
    const kept = await database.ask<{ stream: string; snapshot: Subject }>(
      'select stream, snapshot from tregua.cases union all select stream, snapshot from tregua.reports order by 1',
    );
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.filter(({ stream }) => stream.startsWith('case/')).length).toBeGreaterThan(0);
    for (const { stream, snapshot } of kept) {
      expect(replayed.get(stream)).toEqual(snapshot);
      const deadlines = await database.ask<{ key: string }>('select key from tregua.deadlines where stream = $1 order by 1', [stream]);
      expect(deadlines.map(({ key }) => key)).toEqual(Object.keys(snapshot.deadlines).sort());
      expect(await verifyStream(database.dataSource, { ...PUBLIC_READER, id: monitor.id, roles: ['auditor'] }, stream)).toMatchObject({
        findings: [],
      });
    }
  });
});

describe('at once', () => {
  it('8 identical transitions on 100 subjects: 1 accepted, 7 stale, 1 entry, each time', async () => {
    const ids = await Promise.all(Array.from({ length: 100 }, async () => entered(await create()).id));
    for (const id of ids) {
      const answers = await Promise.all(Array.from({ length: 8 }, async () => await act(id, 'SubmitReport', monitor, { expectedSeq: 1 })));
      expect(answers.filter(({ status }) => status === 'entered')).toHaveLength(1);
      expect(answers.filter((answer) => answer.status === 'stale' && answer.seq === 2)).toHaveLength(7);
    }
    const streams = ids.map((id) => `report/${id}`);
    expect(await countOf('select 1 from tregua.entries where stream = any($1)', streams)).toBe(200);
    expect(await countOf('select 1 from tregua.stream_heads where stream = any($1) and seq = 2', streams)).toBe(100);
  }, 60_000);

  it('8 identical transitions on 100 cases: 1 accepted, 7 stale, 1 entry, each time', async () => {
    const ids = await Promise.all(Array.from({ length: 100 }, async () => await openedCase(docket)));
    const streams = ids.map((id) => `case/${id}`);
    const begin = async (stream: string): Promise<Answer> =>
      await docket.enter({ process: 'case', stream, command: 'StartPreliminary', payload: {}, actor: rapporteur, expectedSeq: 1 });
    for (const id of ids) {
      const answers = await Promise.all(Array.from({ length: 8 }, async () => await begin(id)));
      expect(answers.map(({ status }) => status).sort()).toEqual(['entered', ...Array.from({ length: 7 }, () => 'stale')]);
      expect(answers.filter((answer) => answer.status === 'stale' && answer.seq === 2)).toHaveLength(7);
    }
    expect(await countOf(`select 1 from tregua.entries where stream = any($1) and type = 'PreliminaryStarted'`, streams)).toBe(100);
    expect(await countOf('select 1 from tregua.entries where stream = any($1)', streams)).toBe(200);
    expect(await countOf(`select 1 from tregua.cases where stream = any($1) and seq = 2 and state = 'PRELIMINARY'`, streams)).toBe(100);
  }, 120_000);

  it('8 without an ETag: the state lets one through, and nobody waits for ever', async () => {
    const { id } = entered(await create());
    const answers = await Promise.all(Array.from({ length: 8 }, async () => await act(id, 'SubmitReport', monitor)));
    expect(answers.filter(({ status }) => status === 'entered')).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 'refused')).toHaveLength(7);
  });

  it('12 reports are linked to one case at once: all are in, each by one entry', async () => {
    const caseId = await openedCase(docket);
    const reports = await Promise.all(Array.from({ length: 12 }, async () => await verifiedReport(docket)));
    const answers = await Promise.all(
      reports.map(async (report) => await act(report, 'LinkReport', registrar, { payload: { case: caseId } })),
    );
    expect(answers.map(({ status }) => status)).toEqual(reports.map(() => 'entered'));
    const [row] = await database.ask<{ seq: number; snapshot: { reports: object[] } }>(
      'select seq, snapshot from tregua.cases where id = $1',
      [caseId],
    );
    expect(row?.snapshot.reports).toHaveLength(13);
    // So many alike in one place may raise the severity besides, which is an entry of its own.
    expect(await countOf(`select 1 from tregua.entries where stream = $1 and type = 'ReportAttached'`, `case/${caseId}`)).toBe(12);
    expect(await countOf('select 1 from tregua.entries where stream = $1', `case/${caseId}`)).toBe(row?.seq);
  }, 30_000);

  it('1,000 submissions, each sent 3 times with one key: 1,000 reports, the same answer to each', async () => {
    const before = await countOf('select 1 from tregua.reports');
    const one = async (index: number): Promise<void> => {
      const content = shelling({ narrative: `Submission ${index}.` });
      const idempotency = { key: `submission-${index}`, route: 'POST /reports', bodyDigest: digestOf(content) };
      const answers = await Promise.all(Array.from({ length: 3 }, async () => await create(content, { idempotency })));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      entered(answers[0] as Answer);
    };
    for (let from = 0; from < 1000; from += 20) await Promise.all(Array.from({ length: 20 }, async (_, index) => await one(from + index)));
    expect((await countOf('select 1 from tregua.reports')) - before).toBe(1000);
  }, 120_000);

  it('knows a key by actor, route and body', async () => {
    const content = shelling();
    const idempotency = { key: 'k-1', route: 'POST /reports', bodyDigest: digestOf(content) };
    const first = entered(await create(content, { idempotency }));
    expect(await create(content, { idempotency: { ...idempotency, bodyDigest: digestOf('other') } })).toEqual({ status: 'keyReused' });
    expect(entered(await create(content, { idempotency: { ...idempotency, route: 'POST /other' } })).id).not.toBe(first.id);
    expect(entered(await create(content, { idempotency, actor: { ...monitor, id: randomUUID() } })).id).not.toBe(first.id);
    expect(JSON.stringify(await create(content, { idempotency }))).toBe(JSON.stringify(first));
  });

  it('repeats the answer of a transition, though the subject has moved on', async () => {
    const { id } = entered(await create());
    const idempotency = { key: 'k-2', route: `POST /reports/${id}/submit-report`, bodyDigest: digestOf({}) };
    const submit = async (): Promise<Answer> => await act(id, 'SubmitReport', monitor, { expectedSeq: 1, idempotency });
    const answers = await Promise.all([submit(), submit(), submit()]);
    entered(await act(id, 'VerifyReport', teamLead));
    expect(new Set([...answers, await submit()].map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('says busy when somebody else holds the subject for too long, and writes nothing', async () => {
    const { id, stream } = entered(await create());
    const impatient = await createDataSource(database.appUrl, { lockWaitMs: 100, poolSize: 2 });
    const holder = new Client({ connectionString: database.appUrl });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query('select 1 from tregua.stream_heads where stream = $1 for update', [stream]);
      const hasty = new Docket(new PostgresDocketStore(impatient, database.keyring), commissionLaw);
      expect(await hasty.enter({ process: 'report', stream: id, command: 'SubmitReport', payload: {}, actor: monitor })).toEqual({
        status: 'busy',
      });
      await holder.query('rollback');
      expect(await act(id, 'SubmitReport', monitor)).toMatchObject({ status: 'entered', seq: 2 });
    } finally {
      await holder.end();
      await impatient.destroy();
    }
  });

  it('says busy when no connection becomes free, and writes nothing', async () => {
    const narrow = await createDataSource(database.appUrl, { connectionWaitMs: 3_000, poolSize: 1 });
    const holder = await poolOf(narrow).connect();
    const one = new Docket(new PostgresDocketStore(narrow, database.keyring), commissionLaw);
    const filing = { process: 'report', command: 'CreateReport', payload: { content: shelling() }, actor: monitor } as const;
    try {
      expect(await one.enter(filing)).toEqual({ status: 'busy' });
    } finally {
      holder.release();
    }
    expect(await one.enter(filing)).toMatchObject({ status: 'entered', seq: 1 });
    await narrow.destroy();
  });

  it('does not remember a refusal: once the guard is met, the same key passes', async () => {
    const { id } = entered(await create(shelling({ codes: [] })));
    const idempotency = { key: 'k-3', route: 'submit', bodyDigest: digestOf({}) };
    expect(await act(id, 'SubmitReport', monitor, { idempotency })).toMatchObject({ status: 'refused' });
    expect(await act(id, 'SubmitReport', monitor, { idempotency, payload: { content: shelling() } })).toMatchObject({ status: 'entered' });
  });
});
