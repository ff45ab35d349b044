import { readFileSync } from 'node:fs';
import { Keyring, PeopleWriter, PreferencesWriter, findPreferences, listHistory, upgradeKeys } from '@tregua/store';
import { auditor, docketOn, openedCase, seatCommission, shelling, SYSTEM } from '../../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { encrypt } from '../keyring/keyring.js';

interface Row {
  readonly stream: string;
  readonly seq: number;
  readonly field: string;
  readonly key_id: string;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
}

describe('a database whose values all lay under one key', () => {
  let database: TestDatabase;
  let report: string;
  let person: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    await seatCommission(database);
    const id = await openedCase(docketOn(database), shelling({ narrative: 'Sealed long ago.' }));
    report = (await database.ask<{ stream: string }>(`select stream from tregua.reports where case_id = $1`, [id]))[0]?.stream as string;
    const { dataSource, keyring } = database;
    const written = await new PeopleWriter(dataSource, keyring).create(
      { signInName: 'old.hand', name: 'X', passwordHash: null, roles: ['registrar'] },
      SYSTEM,
    );
    person = (written as { id: string }).id;
    const chosen = { app: 'all', mail: 'all', language: 'en', timeZone: 'UTC', digestMinute: 0, quietFrom: null, quietTo: null } as const;
    await new PreferencesWriter(dataSource, keyring).save(person, { ...chosen, mailAddress: 'old@example.org' }, SYSTEM);
    await sealAsBefore();
  });
  afterAll(() => database.drop());

  /** Every value under the master itself, as the first version sealed. */
  async function sealAsBefore(): Promise<void> {
    const { current, keys } = JSON.parse(readFileSync(database.keyFile, 'utf8')) as { current: string; keys: Record<string, string> };
    const master = Buffer.from(keys[current] as string, 'base64');
    const again = (row: Row): Omit<Row, 'stream' | 'seq' | 'field' | 'key_id'> => {
      const { stream, seq, field } = row;
      const place = { stream, seq, field };
      return encrypt(master, place, database.keyring.open(place, { keyId: row.key_id, nonce: row.nonce, ciphertext: row.ciphertext }));
    };
    await database.ask('alter table tregua.sealed_values disable trigger user');
    for (const row of await database.ask<Row>('select stream, seq, field, key_id, nonce, ciphertext from tregua.sealed_values')) {
      const { nonce, ciphertext } = again(row);
      await database.ask(
        `update tregua.sealed_values set key_id = $4, nonce = $5, ciphertext = $6 where stream = $1 and seq = $2 and field = $3`,
        [...[row.stream, row.seq, row.field], ...[current, nonce, ciphertext]],
      );
    }
    await database.ask('alter table tregua.sealed_values enable trigger user');
    const [mail] = await database.ask<Row>(
      `select 'person/' || person_id as stream, mail_version as seq, '/mailAddress' as field, mail_key_id as key_id, mail_nonce as nonce, mail_ciphertext as ciphertext
         from tregua.notice_preferences`,
    );
    const { nonce, ciphertext } = again(mail as Row);
    await database.ask(`update tregua.notice_preferences set mail_key_id = $1, mail_nonce = $2, mail_ciphertext = $3`, [
      current,
      nonce,
      ciphertext,
    ]);
  }

  const reads = async (): Promise<unknown> => {
    const keyring = Keyring.open(database.keyFile);
    const page = await listHistory(database.dataSource, keyring, { id: auditor.id, roles: ['auditor'] }, report);
    const preferences = await findPreferences(database.dataSource, keyring, person);
    return [page?.items[0]?.texts['/payload/content/narrative']?.value, preferences?.mailAddress];
  };

  it('is read as before, gets a key for each value, and forgets the one key at the next start', async () => {
    const before = Keyring.open(database.keyFile).masters.current;
    expect(await reads()).toEqual(['Sealed long ago.', 'old@example.org']);
    const values = (await database.ask<{ n: number }>(`select count(*)::int as n from tregua.sealed_values`))[0]?.n as number;
    expect(await upgradeKeys(database.dataSource, Keyring.open(database.keyFile))).toEqual({ resealed: values + 1, retired: [] });
    expect(await reads()).toEqual(['Sealed long ago.', 'old@example.org']);
    expect(await database.ask(`select 1 from tregua.sealed_values where position('.' in key_id) = 0`)).toEqual([]);
    expect((await database.ask<{ n: number }>(`select count(*)::int as n from tregua.sealed_values`))[0]?.n).toBe(values);

    expect(await upgradeKeys(database.dataSource, Keyring.open(database.keyFile))).toEqual({ resealed: 0, retired: [before] });
    expect(await upgradeKeys(database.dataSource, Keyring.open(database.keyFile))).toEqual({ resealed: 0, retired: [] });
    expect(Keyring.open(database.keyFile).masters.ids).not.toContain(before);
    expect(await reads()).toEqual(['Sealed long ago.', 'old@example.org']);
    // A process that was running all along goes on sealing, under the master that is there now.
    await openedCase(docketOn(database));
    expect(await reads()).toEqual(['Sealed long ago.', 'old@example.org']);
  });

  it('lets nobody seal a value anew that has a key of its own', async () => {
    const [row] = await database.ask<Row>('select stream, seq, field from tregua.sealed_values limit 1');
    const forged = [{ ...row, key_id: `${'0'.repeat(16)}.0`, nonce: `\\x${'00'.repeat(12)}`, ciphertext: `\\x${'00'.repeat(20)}` }];
    await expect(database.dataSource.query('select tregua.reseal_values($1)', [JSON.stringify(forged)])).rejects.toThrow('duplicate key');
  });
});
