import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { JsonObject } from '@tregua/casework';
import type { Docket, Entered, EnterRequest } from '@tregua/docket';
import { entryOf, sealEntry } from '@tregua/ledger';
import { setClock } from '@tregua/store';
import { messageKey } from '../../apps/worker/src/channels/message-key.js';
import { judge } from '../../apps/standalone/src/faults/judge/judge.js';
import { readRows } from '../../apps/standalone/src/faults/judge/read-rows.js';
import type { ClientLine, Evidence, Figure, NoticeRow, SinkLine } from '../../apps/standalone/src/faults/judge/records.js';
import { digestOf, docketOn, entered, monitor, rapporteur, registrar, seatCommission, shelling, teamLead } from '../support/commission.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { sha256 } from '../tamper/history.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 12, 12);
const SINK = '0190a1b2-0000-7000-8000-000000000fff';

let database: TestDatabase;
let docket: Docket;
let client: Client;
let now = START;
const clients: ClientLine[] = [];
const ids: Record<string, string> = {};

async function setTime(at: number): Promise<void> {
  now = at;
  await setClock(database.ownerUrl, { standingAt: at });
}

/** Enters as a client of the API does, and writes down what it sent and what it was told. */
async function enters(request: Omit<EnterRequest, 'idempotency'>): Promise<Entered> {
  const key = randomUUID();
  const route = `POST /api/v1/${request.process}s/${request.stream ?? ''}/${request.command}`;
  const bodyDigest = digestOf(request.payload);
  clients.push({ kind: 'sent', key, actor: request.actor.id, route, body: bodyDigest });
  const answer = entered(await docket.enter({ ...request, idempotency: { key, route, bodyDigest } }));
  const { stream, seq, hash, entries } = answer;
  clients.push({ kind: 'entered', key, receipt: { stream, seq, hash }, entries });
  return answer;
}

/** Lets the clock come to each deadline in its turn, as it does in life. */
async function lapsesUntil(end: number): Promise<void> {
  for (;;) {
    const [row] = await database.ask<{ next: string | null }>(
      `select extract(epoch from min(due_at)) * 1000 as next from tregua.deadlines where paused_with_ms is null and due_at > tregua.now()`,
    );
    const next = Number(row?.next ?? end);
    await setTime(Math.min(next, end));
    while ((await docket.lapseDue(100)).entered.length > 0);
    if (next >= end) return;
  }
}

beforeAll(async () => {
  database = await createTestDatabase();
  docket = docketOn(database);
  await seatCommission(database, 24);
  await setTime(START);
  for (const name of ['one', 'two']) {
    const { id } = await enters({ process: 'report', command: 'CreateReport', payload: { content: shelling({}, START) }, actor: monitor });
    await enters({ process: 'report', stream: id, command: 'SubmitReport', payload: {}, actor: monitor });
    await enters({ process: 'report', stream: id, command: 'VerifyReport', payload: { note: 'As the team saw it.' }, actor: teamLead });
    const admitted = await enters({ process: 'report', stream: id, command: 'AdmitReport', payload: {}, actor: registrar });
    ids[name] = admitted.entries.find(({ stream }) => stream.startsWith('case/'))?.stream ?? '';
  }
  const stream = ids['one']?.slice('case/'.length) ?? '';
  await enters({ process: 'case', stream, command: 'StartPreliminary', payload: { note: 'Taken up.' }, actor: rapporteur });
  await lapsesUntil(START + 400 * HOUR);
  await database.ask('update tregua.outbox set done_at = tregua.now()');
  client = new Client({ connectionString: database.superuserUrl });
  await client.connect();
}, 120_000);
afterAll(async () => {
  await client?.end();
  await database?.drop();
});

/** A notice by webhook and one in the application for each effect, and what the receiver has of them: each twice, since its answers were lost. */
function withNotices(evidence: Evidence): Evidence {
  const notices = evidence.rows.outbox.flatMap(({ effectKey, createdAt }, index): NoticeRow[] =>
    (['app', 'webhook'] as const).map((channel, nth) => {
      const recipient = channel === 'app' ? monitor.id : SINK;
      const noticeKey = `${effectKey}|${recipient}|${channel}`;
      const matter = /\/([^:/]+)/.exec(effectKey)?.[1] ?? '';
      const ordinal = 2 * index + nth;
      const told = { effectKey, recipient, channel, noticeKey, ordinal, matter };
      return { id: `n${index}-${channel}`, ...told, status: 'sent', createdAt, waits: false };
    }),
  );
  const sink = notices
    .filter(({ channel }) => channel === 'webhook')
    .flatMap(({ recipient, noticeKey }): SinkLine[] =>
      [true, false].map((fresh) => ({ id: messageKey(noticeKey), recipient, fresh, signed: true, at: now })),
    );
  return { ...evidence, sink, rows: { ...evidence.rows, notices } };
}

/** Plants something in the database, lets the judge read what it then finds there, and takes it back. */
async function evidenceAfter(...sql: readonly string[]): Promise<Evidence> {
  await client.query('begin');
  try {
    await client.query('set local session_replication_role = replica'); // a superuser goes around every trigger and foreign key
    for (const statement of sql) await client.query(statement);
    const rows = await readRows(client);
    return withNotices({
      clients,
      sink: [],
      clock: [],
      rows,
      leftAloneAt: rows.now,
      receivers: [{ id: SINK, audiences: rows.outbox.map(({ audience }) => audience) }],
      isTagOf: (tag, values) => database.keyring.isTagOf(Buffer.from(tag, 'hex'), [...values]),
    });
  } finally {
    await client.query('rollback');
  }
}

const found = (evidence: Evidence): string[] =>
  [...new Set(judge(evidence).findings.map(({ figure, what }) => `${figure} ${what}`))].sort();

describe('the judge', () => {
  it('finds nothing where nothing was planted, and counts what it looked at', async () => {
    const evidence = await evidenceAfter();
    const judgement = judge(evidence);
    expect(judgement.findings).toEqual([]);
    expect(judgement.acknowledged).toBe(9);
    expect(judgement.fired).toBeGreaterThan(4);
    expect(judgement.maxLatenessMs).toBe(0);
    expect(judgement.chainsVerified).toBe(evidence.rows.heads.length);
    expect(evidence.rows.deadlines.length).toBeGreaterThan(0);
  });

  const caseOne = (): string => ids['one'] ?? '';
  const last = (): string => `(select max(seq) from tregua.entries where stream = '${caseOne()}')`;

  const planted: readonly [bug: string, figure: Figure, what: string, sql: () => readonly string[]][] = [
    [
      'a commit that was acknowledged is gone after a crash',
      'lost',
      'acknowledgedWriteIsMissing',
      () => [`delete from tregua.entries where stream = '${caseOne()}' and seq = 2`],
    ],
    [
      'the tail of a chain is cut off, head and all',
      'lost',
      'acknowledgedWriteIsMissing',
      () => [
        `delete from tregua.entries where stream = '${caseOne()}' and seq > 1`,
        `update tregua.stream_heads h set seq = 1, hash = e.hash from tregua.entries e where h.stream = '${caseOne()}' and e.stream = h.stream and e.seq = 1`,
      ],
    ],
    [
      'the key of an acknowledged write is forgotten',
      'lost',
      'keyIsForgotten',
      () => [`delete from tregua.idempotency_keys where route like '%SubmitReport'`],
    ],
    [
      'a key answers with the work of another',
      'doubled',
      'keyAnswersSomethingElse',
      () => [
        `update tregua.idempotency_keys set answer = (select answer from tregua.idempotency_keys where route like '%StartPreliminary') where route like '%AdmitReport'`,
      ],
    ],
    [
      'a key forgot with which body it came',
      'doubled',
      'keyAnswersSomethingElse',
      () => [`update tregua.idempotency_keys set body_digest = sha256('x') where route like '%VerifyReport'`],
    ],
    [
      'an entry is altered where it lies',
      'broken',
      'entryIsMalformed',
      () => [`update tregua.entries set bytes = bytes || ' ' where stream = '${caseOne()}' and seq = 3`],
    ],
    [
      'a head stands before its last entry',
      'broken',
      'entriesBeyondHead',
      () => [
        `update tregua.stream_heads h set seq = e.seq, hash = e.hash from tregua.entries e where h.stream = '${caseOne()}' and e.stream = h.stream and e.seq = ${last()} - 1`,
      ],
    ],
    [
      'a head stands beyond its last entry',
      'broken',
      'tailIsMissing',
      () => [`update tregua.stream_heads set seq = seq + 1 where stream = '${caseOne()}'`],
    ],
    ['a sealed text is gone', 'lost', 'sealedValueIsMissing', () => [`delete from tregua.sealed_values where stream = '${caseOne()}'`]],
    [
      'a case shows another state than its entries give',
      'broken',
      'subjectIsAnother',
      () => [`update tregua.cases set snapshot = jsonb_set(snapshot, '{state}', '"CLOSED"') where stream = '${caseOne()}'`],
    ],
    ['a case is in no table', 'broken', 'subjectIsMissing', () => [`delete from tregua.cases where stream = '${caseOne()}'`]],
    ['an outbox row is dropped', 'missed', 'effectHasNoRow', () => [`delete from tregua.outbox where stream = '${caseOne()}' and seq = 1`]],
    [
      'an effect is made up',
      'doubled',
      'effectIsUncalledFor',
      () => [
        `insert into tregua.outbox (effect_key, stream, seq, type, audience, created_at, done_at) select '${caseOne()}:1:nobody', stream, seq, type, 'nobody', created_at, done_at from tregua.outbox limit 1`,
      ],
    ],
    [
      'an effect is never relayed',
      'stuck',
      'effectIsStillOpen',
      () => [`update tregua.outbox set done_at = null where stream = '${caseOne()}' and seq = 2`],
    ],
    ['a deadline row is dropped', 'missed', 'deadlineHasNoRow', () => ['delete from tregua.deadlines']],
    [
      'a deadline row is put off',
      'missed',
      'deadlineRowDiffers',
      () => [`update tregua.deadlines set due_at = due_at + interval '1 hour'`],
    ],
    [
      'a deadline that ended is still armed',
      'early',
      'deadlineRowIsUncalledFor',
      () => [
        `insert into tregua.deadlines (stream, key, kind, term, started_at, due_at) values ('${caseOne()}', 'registration', 'registration', 'registration', now(), now())`,
      ],
    ],
    [
      'the clock goes on and nobody sweeps',
      'missed',
      'deadlineNeverFired',
      () => [`update tregua.clock set standing_at = standing_at + interval '90 days'`],
    ],
  ];

  it.each(planted)('names it when %s: %s %s', async (_, figure, what, sql) => {
    expect(found(await evidenceAfter(...sql()))).toContain(`${figure} ${what}`);
  });

  const altered: readonly [bug: string, figure: Figure, what: string, alter: (evidence: Evidence) => Evidence][] = [
    [
      'a retried write was done twice',
      'doubled',
      'entryThatNobodySent',
      (evidence) => {
        const line = evidence.clients.find((one) => one.kind === 'entered' && one.receipt.stream === ids['one']);
        const key = line?.key ?? '';
        const keys = evidence.rows.keys.filter((row) => row.key !== key);
        return { ...evidence, clients: evidence.clients.filter((one) => one.key !== key), rows: { ...evidence.rows, keys } };
      },
    ],
    [
      'the same key was answered with two entries',
      'doubled',
      'keyWasDoneTwice',
      (evidence) => {
        const line = evidence.clients.find((one) => one.kind === 'entered');
        if (line?.kind !== 'entered') throw new Error('Nothing was entered.');
        return { ...evidence, clients: [...evidence.clients, { ...line, receipt: { ...line.receipt, seq: line.receipt.seq + 1 } }] };
      },
    ],
    [
      'a client was told that it is refused, and it was done',
      'doubled',
      'refusedWriteIsThere',
      (evidence) => ({
        ...evidence,
        clients: evidence.clients.map((line) =>
          line.kind === 'entered' ? { kind: 'refused' as const, key: line.key, status: 409 } : line,
        ),
      }),
    ],
    [
      'a client never hears what became of it',
      'stuck',
      'outcomeIsUnknown',
      (evidence) => ({
        ...evidence,
        clients: [...evidence.clients, { kind: 'sent', key: 'unheard-of', actor: monitor.id, route: 'POST /x', body: '' }],
      }),
    ],
    [
      'a lapse is dated before its deadline',
      'early',
      'deadlineFiredEarly',
      (evidence) => withEntry(evidence, 'LapsePreliminary', ({ at }) => new Date(Date.parse(at) - 1_000).toISOString()),
    ],
    [
      'a lapse is dated right, and was committed a second before',
      'early',
      'deadlineFiredEarly',
      (evidence) => withCommit(evidence, 'PreliminaryLapsed', -1_000),
    ],
    [
      'a lapse is dated right, and was committed late',
      'missed',
      'deadlineFiredLate',
      (evidence) => withCommit(evidence, 'PreliminaryLapsed', 31_000),
    ],
    [
      'a worker comes half a minute late',
      'missed',
      'deadlineFiredLate',
      (evidence) => withEntry(evidence, 'LapseInvestigation', ({ at }) => new Date(Date.parse(at) + 31_000).toISOString()),
    ],
    ['a deadline fires twice', 'early', 'lapseWithoutDeadline', (evidence) => withTwin(evidence, 'LapsePreliminary')],
    [
      'the worker skips its own dedupe: a notice is there twice',
      'doubled',
      'noticeIsTwice',
      (evidence) => withNotice(evidence, (notice) => [notice, { ...notice, id: 'again' }]),
    ],
    [
      'a notice is there without an effect',
      'doubled',
      'noticeWithoutEffect',
      (evidence) => withNotice(evidence, (notice) => [{ ...notice, effectKey: 'x' }]),
    ],
    [
      'a notice is never sent',
      'stuck',
      'noticeIsStillOpen',
      (evidence) => withNotice(evidence, (notice) => [{ ...notice, status: 'open' }]),
    ],
    ['a notice is given up', 'stuck', 'noticeIsDead', (evidence) => withNotice(evidence, (notice) => [{ ...notice, status: 'dead' }])],
    [
      'a notice is marked as sent before it is',
      'lost',
      'sentNoticeNeverCame',
      (evidence) => ({ ...evidence, sink: evidence.sink.filter(({ id }) => id !== evidence.sink[0]?.id) }),
    ],
    ['an effect is closed and somebody was not told', 'lost', 'effectWasNotTold', (evidence) => withNotice(evidence, () => [])],
    [
      'a retry goes out under a fresh id',
      'doubled',
      'receivedWithoutNotice',
      (evidence) => ({
        ...evidence,
        sink: evidence.sink.map((line, index) => (index === 1 ? { ...line, id: 'fresh', fresh: true } : line)),
      }),
    ],
    [
      'a delivery goes out unsigned',
      'broken',
      'deliveryIsUnsigned',
      (evidence) => ({ ...evidence, sink: evidence.sink.map((line, index) => (index === 1 ? { ...line, signed: false } : line)) }),
    ],
    [
      'a later notice about a case overtakes an earlier one',
      'broken',
      'receivedOutOfOrder',
      (evidence) => ({ ...evidence, sink: [...evidence.sink].reverse().map((line) => ({ ...line, fresh: !line.fresh })) }),
    ],
    [
      'the receiver skips its dedupe',
      'doubled',
      'receiverActedTwice',
      (evidence) => ({ ...evidence, sink: evidence.sink.map((line) => ({ ...line, fresh: true })) }),
    ],
    [
      'somebody is told of what no notice says',
      'doubled',
      'receivedWithoutNotice',
      (evidence) => ({ ...evidence, sink: [...evidence.sink, { id: 'stray', recipient: SINK, fresh: true, signed: true, at: now }] }),
    ],
  ];

  it.each(altered)('names it when %s: %s %s', async (_, figure, what, alter) => {
    expect(found(alter(await evidenceAfter()))).toContain(`${figure} ${what}`);
  });

  it('leaves alone what came of a deadline after everybody else had gone', async () => {
    const evidence = await evidenceAfter(`update tregua.outbox set done_at = null where stream = '${caseOne()}' and seq = ${last()}`);
    const open = evidence.rows.outbox.filter(({ done }) => !done);
    expect(open.length).toBeGreaterThan(0);
    expect(found(evidence)).toContain('stuck effectIsStillOpen');
    const leftAloneAt = Math.min(...open.map(({ createdAt }) => createdAt)) - 1;
    expect(found({ ...evidence, leftAloneAt })).not.toContain('stuck effectIsStillOpen');
  });

  it('names a step that the law refuses, in a history that was forged whole', async () => {
    const evidence = withEntry(await evidenceAfter(), 'StartPreliminary', ({ at }) => at, { id: monitor.id, role: 'monitor' });
    expect(found(evidence).some((finding) => finding.startsWith('broken '))).toBe(true);
  });
});

function withCommit(evidence: Evidence, type: string, byMs: number): Evidence {
  const entries = evidence.rows.entries.map((entry) => (entry.type === type ? { ...entry, committedAt: entry.at + byMs } : entry));
  return { ...evidence, rows: { ...evidence.rows, entries } };
}

function withNotice(evidence: Evidence, change: (notice: NoticeRow) => NoticeRow[]): Evidence {
  const notices = evidence.rows.notices.flatMap((notice) => (notice.id === 'n0-webhook' ? change(notice) : [notice]));
  return { ...evidence, rows: { ...evidence.rows, notices } };
}

/** Forges one entry and builds the rest of its chain on it. */
function withEntry(evidence: Evidence, command: string, at: (entry: { at: string }) => string, actor?: JsonObject): Evidence {
  return rebuilt(evidence, command, (entry) => [{ ...entry, at: at(entry), actor: actor ?? entry.actor }]);
}

/** The same entry once more, right after itself. */
function withTwin(evidence: Evidence, command: string): Evidence {
  return rebuilt(evidence, command, (entry) => [entry, entry]);
}

type Forged = ReturnType<typeof entryOf>;

function rebuilt(evidence: Evidence, command: string, forge: (entry: Forged) => Forged[]): Evidence {
  const victim = evidence.rows.entries.find(({ bytes }) => entryOf(bytes).command === command)?.stream;
  if (victim === undefined) throw new Error(`Nobody entered ${command}.`);
  const own = evidence.rows.entries.filter(({ stream }) => stream === victim).map(({ bytes }) => entryOf(bytes));
  let prev = '0'.repeat(64);
  const entries = own
    .flatMap((entry) => (entry.command === command ? forge(entry) : [entry]))
    .map((entry, index) => {
      const sealed = sealEntry({ ...entry, seq: index + 1, prev }, sha256);
      prev = sealed.hash;
      const { stream, type } = entry;
      return { stream, seq: index + 1, hash: sealed.hash, bytes: sealed.bytes, type, at: Date.parse(entry.at), committedAt: null };
    });
  const heads = evidence.rows.heads.map((head) => (head.stream === victim ? { ...head, seq: entries.length, hash: prev } : head));
  const others = evidence.rows.entries.filter(({ stream }) => stream !== victim);
  return { ...evidence, rows: { ...evidence.rows, heads, entries: [...others, ...entries] } };
}
