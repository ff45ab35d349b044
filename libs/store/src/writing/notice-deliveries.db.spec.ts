import type { Actor, JsonObject } from '@tregua/casework';
import { newId } from '@tregua/platform';
import type { Docket } from '@tregua/docket';
import { agentOfA, docketOn, entered, openedCase, rapporteur, registrar, seatCommission } from '../../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { setClock } from '../clock.js';
import { numberNotices } from '../reading/notice-feed.js';
import { lastPosition, listDeadLetters, noticeBacklog } from '../reading/notices.query.js';
import { findPreferences } from '../reading/preferences.query.js';
import { NoticeDeliveries } from './notice-deliveries.js';
import { NoticeDigests } from './notice-digests.js';
import { NoticeReminders } from './notice-reminders.js';
import { NoticesWriter } from './notices.js';
import { PreferencesWriter } from './preferences.js';

let database: TestDatabase;
let docket: Docket;
let deliveries: NoticeDeliveries;
let preferences: PreferencesWriter;
let notices: NoticesWriter;

const chosen = {
  app: 'all',
  mail: 'all',
  language: 'uk',
  timeZone: 'Europe/Kyiv',
  digestMinute: 420,
  quietFrom: null,
  quietTo: null,
  mailAddress: 'somebody@example.org',
} as const;

beforeAll(async () => {
  database = await createTestDatabase();
  docket = docketOn(database);
  deliveries = new NoticeDeliveries(database.dataSource, database.keyring);
  preferences = new PreferencesWriter(database.dataSource, database.keyring);
  notices = new NoticesWriter(database.dataSource);
  await seatCommission(database);
  for (const [person, party] of [
    [registrar, null],
    [rapporteur, null],
    [agentOfA, 'aa'],
  ] as const)
    await database.ask(
      `insert into tregua.people (id, sign_in_name, roles, party, created_at, changed_at) values ($1, $2, $3, $4, now(), now())`,
      [person.id, `person-${person.id.slice(-6)}`, [person.role], party],
    );
  for (const person of [registrar, rapporteur, agentOfA]) await preferences.save(person.id, chosen, person);
});
afterAll(() => database.drop());

const decideAll = async (): Promise<string[]> => {
  const open = await database.ask<{ effect_key: string }>(
    `select effect_key from tregua.outbox where done_at is null order by stream, seq`,
  );
  const deliver: string[] = [];
  for (const { effect_key: key } of open) deliver.push(...(await notices.decide(key)).deliver);
  return deliver;
};
const mailTo = (person: Actor, id: string): Promise<{ id: string }[]> =>
  database.ask(`select id from tregua.notices where recipient = $1 and case_id = $2 and channel = 'mail' order by ordinal`, [
    person.id,
    id,
  ]);
const statusOf = async (id: string): Promise<JsonObject | undefined> =>
  (await database.ask<JsonObject>(`select status, attempts, last_error from tregua.notices where id = $1`, [id]))[0];
const comeBackNow = (id: string): Promise<unknown> =>
  database.ask(`update tregua.notices set next_attempt_at = now() - interval '1 second' where id = $1`, [id]);

describe('bringing a notice out of the house', () => {
  it('is held by one, says no more than it may, goes out once, and proves the service', async () => {
    const id = await openedCase(docket);
    expect((await decideAll()).length).toBeGreaterThan(0);
    const [mail] = await mailTo(agentOfA, id);
    const held = await Promise.all([1, 2, 3].map(() => deliveries.hold(mail?.id as string, 5_000)));
    const [one] = held.filter((each) => each !== undefined);
    expect(held.filter((each) => each !== undefined)).toHaveLength(1);
    expect(one).toMatchObject({
      attempt: 1,
      channel: 'mail',
      recipient: agentOfA.id,
      matter: { kind: 'CaseOpened', purpose: 'service', process: 'case', subject: id, state: 'REGISTERED' },
    });
    expect(await deliveries.recordOutcome(mail?.id as string, { outcome: 'sent' })).toEqual({ status: 'sent' });
    expect(await deliveries.recordOutcome(mail?.id as string, { outcome: 'sent' })).toEqual({ status: 'unknown' });
    expect(await deliveries.hold(mail?.id as string, 5_000)).toBeUndefined();
    const proofs = await database.ask(`select how, agent from tregua.service_proofs where case_id = $1 and party = 'aa' order by at, how`, [
      id,
    ]);
    expect(proofs.map(({ how }) => how).sort()).toEqual(['laid', 'mailed']);
  });

  it('waits for what came before it about the same case, and is then named as the next', async () => {
    const id = await openedCase(docket);
    entered(await docket.enter({ process: 'case', stream: id, command: 'StartPreliminary', payload: {}, actor: rapporteur }));
    await decideAll();
    const [first, second] = (await mailTo(agentOfA, id)) as [{ id: string }, { id: string }];
    expect(await deliveries.hold(second.id, 5_000)).toBeUndefined();
    expect(await deliveries.hold(first.id, 5_000)).toBeDefined();
    expect(await deliveries.hold(second.id, 5_000)).toBeUndefined();
    expect(await deliveries.recordOutcome(first.id, { outcome: 'sent' })).toEqual({ status: 'sent', next: second.id });
    expect(await deliveries.hold(second.id, 5_000)).toBeDefined();
  });

  it('is tried again ever later, then it is dead, is seen by the administrator, and goes again under its own key', async () => {
    const id = await openedCase(docket);
    await decideAll();
    const [mail] = (await mailTo(agentOfA, id)) as [{ id: string }];
    const waits: number[] = [];
    for (;;) {
      expect(await deliveries.hold(mail.id, 5_000)).toBeDefined();
      const { status, waitMs } = await deliveries.recordOutcome(mail.id, { outcome: 'failed', code: 'mailboxIsFull', again: true });
      if (status === 'dead') break;
      expect(await deliveries.hold(mail.id, 5_000)).toBeUndefined();
      waits.push(waitMs as number);
      await comeBackNow(mail.id);
    }
    expect(waits).toEqual([...waits].sort((one, other) => one - other));
    expect(waits).toHaveLength(8);
    const dead = (await listDeadLetters(database.dataSource, {})).items;
    expect(dead).toMatchObject([{ id: mail.id, channel: 'mail', error: 'mailboxIsFull', attempts: 9 }]);
    expect(Object.keys(dead[0] ?? {})).not.toContain('caseId');
    expect((await noticeBacklog(database.dataSource)).dead).toBe(1);
    const by: Actor = { id: registrar.id, role: 'administrator' };
    expect(await deliveries.resend(mail.id, by)).toBe(true);
    expect(await deliveries.resend(mail.id, by)).toBe(false);
    expect(await deliveries.hold(mail.id, 5_000)).toMatchObject({ attempt: 1 });
    await deliveries.recordOutcome(mail.id, { outcome: 'sent' });
  });

  it.each([
    ['at once where another attempt would end the same', { again: false }, 'dead'],
    ['not while the way itself is broken', { again: false, wayIsBroken: true }, 'open'],
  ])('is given up %s', async (_, how, expected) => {
    const id = await openedCase(docket);
    await decideAll();
    const [mail] = (await mailTo(agentOfA, id)) as [{ id: string }];
    await deliveries.hold(mail.id, 5_000);
    expect((await deliveries.recordOutcome(mail.id, { outcome: 'failed', code: 'no such\nmailbox', ...how })).status).toBe(expected);
    expect(await statusOf(mail.id)).toMatchObject({ status: expected, last_error: 'unknown' });
  });

  it('is put aside when the recipient stands aside meanwhile', async () => {
    const id = await openedCase(docket);
    await decideAll();
    const [mail] = (await mailTo(registrar, id)) as [{ id: string }];
    await database.ask(`insert into tregua.recusals (person, case_id, reason, since) values ($1, $2, 'recused', now())`, [
      registrar.id,
      id,
    ]);
    expect(await deliveries.hold(mail.id, 5_000)).toBeUndefined();
    expect(await statusOf(mail.id)).toMatchObject({ status: 'muted', last_error: 'mayNoLongerBeTold' });
  });

  it('is found again when whoever held it died', async () => {
    const id = await openedCase(docket);
    await decideAll();
    const [mail] = (await mailTo(agentOfA, id)) as [{ id: string }];
    expect(await deliveries.hold(mail.id, 5)).toMatchObject({ attempt: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await deliveries.hold(mail.id, 5_000)).toMatchObject({ attempt: 2 });
  });
});

describe('numbers', () => {
  it('are 1, 2, 3 … for each, in the order of writing, given once by however many at once, and a rolled back notice leaves no gap', async () => {
    const people = [newId(), newId()];
    const insert = async (nth: number, commits: boolean): Promise<void> => {
      const runner = database.dataSource.createQueryRunner();
      await runner.connect();
      await runner.startTransaction();
      const id = newId();
      await runner.query(
        `insert into tregua.notices (id, effect_key, notice_key, recipient, channel, kind, reason, type, audience, created_at)
         values ($1, $2, $2 || '|app', $3, 'app', 'test', 'askedForTest', 'TestNoticeAsked', 'self', tregua.now())`,
        [id, `t:${id}`, people[nth % 2]],
      );
      await new Promise((resolve) => setTimeout(resolve, (nth * 7) % 23));
      if (commits) await runner.commitTransaction();
      else await runner.rollbackTransaction();
      await runner.release();
    };
    let writing = true;
    const numbering = Promise.all(
      [1, 2, 3].map(async () => {
        while (writing) await numberNotices(database.dataSource, 7);
      }),
    );
    for (let round = 0; round < 10; round += 1)
      await Promise.all(Array.from({ length: 6 }, (_, nth) => insert(nth, (nth + round) % 5 !== 0)));
    writing = false;
    await numbering;
    while ((await numberNotices(database.dataSource)) > 0);
    for (const person of people) {
      const rows = await database.ask<{ position: string }>(`select position from tregua.notices where recipient = $1 order by position`, [
        person,
      ]);
      expect(rows.map(({ position }) => Number(position))).toEqual(rows.map((_, index) => index + 1));
      expect(await lastPosition(database.dataSource, person)).toBe(rows.length);
      expect(rows.length).toBeGreaterThan(20);
    }
  });
});

describe('choices', () => {
  it('are kept, the address sealed, and stand in the history without it', async () => {
    expect(await findPreferences(database.dataSource, database.keyring, agentOfA.id)).toEqual({ ...chosen, mutedCases: [] });
    const [row] = await database.ask<{ row: string; history: string }>(
      `select row_to_json(n)::text as row, (select string_agg(convert_from(bytes, 'UTF8'), '') from tregua.entries where stream = 'person/' || $1) as history
         from tregua.notice_preferences n where person_id = $1::uuid`,
      [agentOfA.id],
    );
    expect(`${row?.row}${row?.history}`).not.toContain('example.org');
    expect(row?.history).toContain('PreferencesChosen');
  });

  it('of a zone that nobody knows are refused', async () => {
    expect(await preferences.save(agentOfA.id, { ...chosen, timeZone: 'Europe/Atlantis' }, agentOfA)).toEqual({
      status: 'refused',
      rule: 'isTimeZone',
    });
  });

  it('of somebody who is not there are nothing', async () => {
    expect(await findPreferences(database.dataSource, database.keyring, newId())).toBeUndefined();
  });
});

describe('by the clock', () => {
  const aheadOf = async (ms: number): Promise<void> => setClock(database.ownerUrl, { aheadMs: ms });
  afterAll(() => aheadOf(0));

  it('a digest is one letter a person and day, which carries all that waited, once', async () => {
    await preferences.save(registrar.id, { ...chosen, mail: 'digest' }, registrar);
    await openedCase(docket);
    await openedCase(docket);
    await decideAll();
    const digests = new NoticeDigests(database.dataSource);
    expect((await digests.due(10)).filter(({ person }) => person === registrar.id)).toEqual([]);
    await aheadOf(26 * 3_600_000);
    const [due] = (await digests.due(10)).filter(({ person }) => person === registrar.id);
    expect(due?.day).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    const letters = await Promise.all([1, 2, 3].map(() => digests.gather(due as never)));
    const [letter] = letters.filter((one) => one !== undefined);
    expect(letters.filter((one) => one !== undefined)).toHaveLength(1);
    const held = await deliveries.hold(letter as string, 5_000);
    expect(held?.matter).toMatchObject({ kind: 'digest', purpose: 'digest', reference: null, state: null });
    const carried = await database.ask<{ status: string }>(`select status from tregua.notices where carried_by = $1`, [letter]);
    expect(carried.length).toBe(held?.matter.gathers);
    expect(carried.length).toBeGreaterThanOrEqual(2);
    await deliveries.recordOutcome(letter as string, { outcome: 'sent' });
    expect(await database.ask(`select 1 from tregua.notices where carried_by = $1 and status <> 'sent'`, [letter])).toEqual([]);
    expect((await digests.due(10)).filter(({ person }) => person === registrar.id)).toEqual([]);
    await preferences.save(registrar.id, chosen, registrar);
    await aheadOf(0);
  });

  it('a deadline is reminded of when half of it is over, once, by however many at once; an end ends the reminders', async () => {
    const reminders = new NoticeReminders(database.dataSource);
    const id = await openedCase(docket);
    await decideAll();
    while ((await reminders.plan(500)) > 0);
    expect(await reminders.plan(500)).toBe(0);
    const remindersOf = (): Promise<{ type: string; recipient: string; due: boolean }[]> =>
      database.ask(
        `select type, recipient, due_at is not null as due from tregua.notices where case_id = $1 and kind = 'reminder' and channel = 'app' order by ordinal`,
        [id],
      );
    await reminders.fire(500);
    expect(await remindersOf()).toEqual([]);
    const [term] = await database.ask<{ ms: string }>(
      `select (extract(epoch from due_at - started_at) * 1000)::bigint as ms from tregua.deadlines where stream = $1 and kind = 'registration'`,
      [`case/${id}`],
    );
    await aheadOf(Number(term?.ms) / 2 + 60_000);
    await Promise.all([reminders.fire(500), reminders.fire(500), reminders.fire(500)]);
    while ((await reminders.fire(500)) !== undefined);
    expect(await remindersOf()).toEqual([{ type: 'registration', recipient: rapporteur.id, due: true }]);
    entered(await docket.enter({ process: 'case', stream: id, command: 'StartPreliminary', payload: {}, actor: rapporteur }));
    await aheadOf(Number(term?.ms) - 30 * 60_000);
    while ((await reminders.fire(500)) !== undefined);
    expect((await remindersOf()).filter(({ type }) => type === 'registration')).toHaveLength(1);
  });
});
