import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Actor } from '@tregua/casework';
import { sha256, type Docket } from '@tregua/docket';
import { commitmentOf, entryOf, valueAt } from '@tregua/ledger';
import {
  DisclosureWriter,
  ErasureWriter,
  forgetAgain,
  backupKeys,
  restoreKeys,
  Keyring,
  listHistory,
  PeopleWriter,
  PreferencesWriter,
  setClock,
  valueKeysOf,
  valuesFor,
  verifyStream,
  type Reader,
  type ValueFor,
  type ValuesAsked,
} from '@tregua/store';
import { auditor, chair, docketOn, openedCase, registrar, seatCommission, shelling, SYSTEM } from '../../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';

const YEAR_MS = 365 * 86_400_000;
const custodian: Actor = { id: '0190a1b2-0000-7000-8000-0000000000ca', role: 'custodian' };
const readerOf = ({ id, role, party }: Actor): Reader => ({ id, roles: [role], ...(party === undefined ? {} : { party }) });

describe('values that are handed out, held back and forgotten', () => {
  let database: TestDatabase;
  let docket: Docket;
  let values: DisclosureWriter;
  let erasures: ErasureWriter;
  let caseId: string;
  let report: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    await seatCommission(database);
    docket = docketOn(database);
    values = new DisclosureWriter(database.dataSource, database.keyring);
    erasures = new ErasureWriter(database.dataSource, database.keyring);
    caseId = await openedCase(docket, shelling({ narrative: 'Anna Canary saw it.' }));
    report = (await database.ask<{ stream: string }>(`select stream from tregua.reports where case_id = $1`, [caseId]))[0]
      ?.stream as string;
  });
  afterAll(() => database.drop());

  const place = (): { stream: string; seq: number; field: string } => ({ stream: report, seq: 1, field: '/payload/content/narrative' });
  const subject = (): string => `case/${caseId}`;
  const gather = async (asked: ValuesAsked): Promise<ValueFor[]> => {
    const found: ValueFor[] = [];
    for await (const value of valuesFor(database.dataSource, database.keyring, asked)) found.push(value);
    return found;
  };
  const types = async (stream: string): Promise<string[]> =>
    (await database.ask<{ type: string }>(`select type from tregua.entries where stream = $1 order by seq`, [stream])).map(
      ({ type }) => type,
    );
  const codes = (acted: Awaited<ReturnType<ErasureWriter['confirm']>>): readonly string[] =>
    acted !== 'unknown' && 'unmet' in acted ? acted.unmet.map(({ code }) => code) : [];

  it('are redacted for an audience, with a ground, and given back by another act', async () => {
    const act = { subject: subject(), audience: 'party:aa' as const, places: [place()], reason: 'Her safety.', actor: registrar };
    const redacted = await values.redact({ ...act, ground: 'safety-of-witness' });
    expect(await values.redact({ ...act, ground: 'safety-of-witness' })).toEqual({ unmet: [{ code: 'redactionIsNew' }] });
    const asked = { audience: 'party:aa' as const, asOf: Date.now(), streams: [{ stream: report, seq: 4, shown: null, texts: true }] };
    const decision = { stream: `access/${caseId}`, seq: 1 };
    expect(await gather(asked)).toContainEqual({ ...place(), status: 'redacted', ground: 'safety-of-witness', decision });
    expect((await gather({ ...asked, audience: 'party:bb' })).find(({ field }) => field === place().field)).toMatchObject({
      status: 'given',
    });
    expect((await gather({ ...asked, audience: 'auditor' })).every(({ status }) => status === 'given')).toBe(true);
    expect(await values.disclose(act)).toEqual({ unmet: [{ code: 'redactionStands' }] });

    if (!('ids' in redacted)) throw new Error(JSON.stringify(redacted));
    expect(await values.liftRedaction(randomUUID(), 'No more.', chair)).toBe('unknown');
    expect(await values.liftRedaction(redacted.ids[0] as string, 'No more.', chair)).toMatchObject({ seq: 2 });
    expect(await values.liftRedaction(redacted.ids[0] as string, 'No more.', chair)).toBe('lifted');
    expect((await gather({ ...asked, asOf: Date.now() + 1000 })).every(({ status }) => status === 'given')).toBe(true);
    // What was built while it stood is built again as it was.
    expect((await gather({ ...asked, asOf: redacted.at })).some(({ status }) => status === 'redacted')).toBe(true);
  });

  it('are handed to an audience by an act that lists who got which field, with the salt that proves it', async () => {
    const scope = [{ stream: report, seq: 4, shown: [], texts: true }];
    expect(await gather({ audience: 'party:bb', asOf: Date.now(), streams: scope })).toEqual([]);
    const act = { subject: subject(), audience: 'party:bb' as const, places: [place()], reason: 'Their defence.', actor: chair };
    const disclosed = await values.disclose(act);
    expect(disclosed).toMatchObject({ stream: `access/${caseId}` });
    const [given] = await gather({ audience: 'party:bb', asOf: Date.now() + 1000, streams: scope });
    if (given?.status !== 'given') throw new Error(JSON.stringify(given));
    const [{ bytes }] = (await database.ask<{ bytes: Buffer }>(`select bytes from tregua.entries where stream = $1 and seq = 1`, [
      report,
    ])) as [{ bytes: Buffer }];
    expect(commitmentOf({ ...given, ...place() }, sha256)).toBe(valueAt(entryOf(bytes).data, `${place().field}/sealed`));
    expect(await gather({ audience: 'party:aa', asOf: Date.now() + 1000, streams: scope })).toEqual([]);
  });

  it('must be there, and of the thing that the act is about', async () => {
    const act = { subject: subject(), audience: 'public' as const, reason: 'x', actor: chair };
    const other = await openedCase(docket);
    expect(await values.disclose({ ...act, places: [{ ...place(), seq: 2 }] })).toEqual({ unmet: [{ code: 'valuesAreThere' }] });
    expect(await values.disclose({ ...act, subject: `case/${other}`, places: [place()] })).toEqual({
      unmet: [{ code: 'placesAreOfSubject' }],
    });
    expect(await values.disclose({ ...act, places: [{ ...place(), stream: 'nothing/x' }] })).toEqual({
      unmet: [{ code: 'placesAreOfSubject' }],
    });
  });

  it('are erased by two persons, after their term, without a hold, and nothing that proves the case is touched', async () => {
    const about = { subject: subject(), places: [place()], ground: 'no-longer-needed' as const, reason: 'Asked for.' };
    const proposed = await erasures.propose({ ...about, actor: custodian });
    if (proposed === 'unknown' || 'unmet' in proposed) throw new Error(JSON.stringify(proposed));
    const decide = (actor: Actor): ReturnType<ErasureWriter['confirm']> =>
      erasures.confirm({ id: proposed.id, reason: 'So be it.', actor });

    expect(codes(await decide(custodian))).toEqual(['twoPersonsErase', 'subjectHasEnded']);
    expect(codes(await decide(chair))).toEqual(['subjectHasEnded']);
    await database.ask(`update tregua.cases set ended = true where id = $1`, [caseId]);
    expect(codes(await decide(chair))).toEqual(['retentionIsOver']);
    await setClock(database.ownerUrl, { aheadMs: 11 * YEAR_MS });
    const held = await values.hold(subject(), 'A court asks.', custodian);
    expect(codes(await decide(chair))).toEqual(['holdStands']);
    await expect(
      database.ask(
        `update tregua.erasures set status = 'erased', decided_by = proposed_by, decided_at = now(), retention_ended_at = now() where id = $1`,
        [proposed.id],
      ),
    ).rejects.toThrow('two_persons_erase');
    await values.liftHold(held?.id as string, 'It has ended.', chair);

    const { dataSource, keyring } = database;
    const before = await listHistory(dataSource, keyring, readerOf(auditor), report);
    expect(before?.items[0]?.texts['/payload/content/narrative']?.value).toBe('Anna Canary saw it.');
    const [row] = await database.ask<{ key_id: string; nonce: Buffer; ciphertext: Buffer }>(
      `select key_id, nonce, ciphertext from tregua.sealed_values where stream = $1 and seq = 1 and field = $2`,
      [report, place().field],
    );
    const copy = join(database.keyFile, '..', 'backup');
    backupKeys(database.keyFile, copy, Date.now());

    expect(await decide(chair)).toMatchObject({ id: proposed.id });
    expect(codes(await decide(chair))).toEqual(['erasureIsProposed']);
    const [entry] = await database.ask<{ bytes: Buffer }>(`select bytes from tregua.entries where stream = $1 and type = 'ValuesErased'`, [
      `access/${caseId}`,
    ]);
    expect(entryOf(entry?.bytes as Buffer).data['payload']).toMatchObject({
      places: [place()],
      proposedBy: custodian.id,
      copiesInAll: 1,
      copies: [{ how: 'disclosure', audience: 'party:bb', by: chair.id }],
    });
    expect((await types(`access/${caseId}`)).slice(-2)).toEqual(['ValuesErased', 'KeysDestroyed']);

    const after = await listHistory(dataSource, keyring, readerOf(auditor), report);
    expect(after?.items[0]?.texts['/payload/content/narrative']).toBeUndefined();
    expect(after?.items[0]?.hidden['/payload/content/narrative']).toMatchObject({ why: 'erased', ground: 'no-longer-needed' });
    expect(after?.items.map(({ hash }) => hash)).toEqual(before?.items.map(({ hash }) => hash));
    for (const stream of [report, subject()]) expect((await verifyStream(dataSource, readerOf(auditor), stream))?.findings).toEqual([]);
    const asked = { audience: 'auditor' as const, asOf: Date.now(), streams: [{ stream: report, seq: 4, shown: null, texts: true }] };
    expect(await gather(asked)).toContainEqual(expect.objectContaining({ ...place(), status: 'erased' }));

    // The row from an old dump opens with no key of ours; with a restored backup of keys only until it was told to forget again.
    const sealed = { keyId: row?.key_id as string, nonce: row?.nonce as Buffer, ciphertext: row?.ciphertext as Buffer };
    expect(Keyring.open(database.keyFile).find(place(), sealed)).toBeUndefined();
    const restored = join(database.keyFile, '..', 'restored', 'keys.json');
    restoreKeys(copy, restored, Date.now());
    expect(Keyring.open(restored).find(place(), sealed)?.value).toBe('Anna Canary saw it.');
    expect(await forgetAgain(dataSource, Keyring.open(restored))).toBeGreaterThan(0);
    expect(Keyring.open(restored).find(place(), sealed)).toBeUndefined();
    expect(() => restoreKeys(copy, join(database.keyFile, '..', 'late', 'keys.json'), Date.now() + 36 * 86_400_000)).toThrow(
      'had to be deleted',
    );
  });

  it('go in no other way, even for the application itself', async () => {
    await expect(database.dataSource.query(`delete from tregua.sealed_values`)).rejects.toThrow('permission denied');
    await expect(database.dataSource.query(`select tregua.erase_values($1)`, [randomUUID()])).rejects.toThrow();
    const [open] = await database.ask<{ id: string }>(
      `insert into tregua.erasures (id, subject, access_stream, status, ground, places, proposed_by, proposed_at)
       values (gen_random_uuid(), $1, 'access/x', 'proposed', 'objection', $2, 'x', now()) returning id`,
      [subject(), JSON.stringify([place()])],
    );
    await expect(database.dataSource.query(`select tregua.erase_values($1)`, [open?.id])).rejects.toMatchObject({ code: 'TR001' });
  });

  it('of a person go whole: name, address, and the name of the sign-in', async () => {
    const { dataSource, keyring } = database;
    const administrator: Actor = { id: '0190a1b2-0000-7000-8000-0000000000ad', role: 'administrator' };
    const people = new PeopleWriter(dataSource, keyring);
    const written = await people.create(
      { signInName: 'anna.canary', name: 'Anna Canary', passwordHash: null, roles: ['registrar'] },
      SYSTEM,
    );
    if (written.status !== 'written') throw new Error(written.status);
    const preferences = new PreferencesWriter(dataSource, keyring);
    const chosen = { app: 'all', mail: 'all', language: 'en', timeZone: 'UTC', digestMinute: 0, quietFrom: null, quietTo: null } as const;
    const files = (): Buffer[] =>
      readdirSync(valueKeysOf(database.keyFile)).map((name) => readFileSync(join(valueKeysOf(database.keyFile), name)));
    for (const mailAddress of ['anna@canary.example', 'anna@other.example'])
      await preferences.save(written.id, { ...chosen, mailAddress }, SYSTEM);
    const keys = files().length;
    expect(keys).toBeGreaterThan(0);
    const person = `person/${written.id}`;
    const proposed = await erasures.propose({
      subject: person,
      places: [],
      ground: 'objection',
      reason: 'Wishes it.',
      actor: administrator,
    });
    if (proposed === 'unknown' || 'unmet' in proposed) throw new Error(JSON.stringify(proposed));
    expect(codes(await erasures.confirm({ id: proposed.id, reason: 'Yes.', actor: chair }))).toEqual(['subjectHasEnded']);
    await people.setStatus(written.id, 'disabled', SYSTEM);
    await setClock(database.ownerUrl, { aheadMs: 23 * YEAR_MS });
    expect(await erasures.confirm({ id: proposed.id, reason: 'Yes.', actor: chair })).toMatchObject({ id: proposed.id });
    expect(await database.ask(`select sign_in_name, password_hash from tregua.people where id = $1`, [written.id])).toEqual([
      { sign_in_name: `erased-${written.id.slice(-12)}`, password_hash: null },
    ]);
    expect(await database.ask(`select mail_ciphertext, mail from tregua.notice_preferences where person_id = $1`, [written.id])).toEqual([
      { mail_ciphertext: null, mail: 'off' },
    ]);
    // The name, the address, and the one before it.
    expect(
      await database.ask(`select count(*)::int as keys from tregua.doomed_keys where destroyed_at is not null and erasure = $1`, [
        proposed.id,
      ]),
    ).toEqual([{ keys: 2 }]);
    expect(await database.ask(`select count(*)::int as waiting from tregua.doomed_keys where destroyed_at is null`)).toEqual([
      { waiting: 0 },
    ]);
  });
});
