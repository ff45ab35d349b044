import { join } from 'node:path';
import { commissionLaw, Docket } from '@tregua/docket';
import { findPreferences, PostgresDocketStore, PreferencesWriter } from '@tregua/store';
import { entered, shelling } from '../../../../test/support/commission.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { setScene } from './load-demonstration.js';
import { giveAddressesWhenTold } from './mail-addresses.js';
import { actorNamed, inventedPeople, operator } from './people.js';

const extract = join(import.meta.dirname, '../../demonstration/ucdp-ukraine-extract.csv.gz');

describe('mail of the invented people', () => {
  let database: TestDatabase;
  let docket: Docket;

  beforeAll(async () => {
    database = await createTestDatabase();
    docket = new Docket(new PostgresDocketStore(database.dataSource, database.keyring), commissionLaw);
    const { stage } = await setScene({ ...database, docket, extract, passwordHashOf: () => Promise.resolve(null) });
    await stage.close();
  }, 120_000);
  afterAll(async () => await database?.drop());

  const addressOf = async (key: string): Promise<string | null | undefined> =>
    (await findPreferences(database.dataSource, database.keyring, actorNamed(key).id))?.mailAddress;

  it('has addresses that can be nobody’s, once what was loaded is told; whoever takes theirs away keeps none', async () => {
    const monitor = actorNamed('monitor-north');
    const [{ at } = { at: '0' }] = await database.ask<{ at: string }>('select tregua.now_ms() as at');
    const payload = { content: shelling({}, Number(at)) };
    const { id } = entered(await docket.enter({ process: 'report', command: 'CreateReport', payload, actor: monitor }));
    entered(await docket.enter({ process: 'report', stream: id, command: 'SubmitReport', payload: {}, actor: monitor }));
    const leaving = new AbortController();
    const given = giveAddressesWhenTold(database, leaving.signal);
    await new Promise((done) => setTimeout(done, 600));
    expect(await addressOf('lead-north')).toBeNull();
    await database.ask('update tregua.outbox set done_at = now()');
    expect(await given).toBe(inventedPeople.length);
    expect(await addressOf('lead-north')).toBe('lead-north@demonstration.invalid');
    const kept = await findPreferences(database.dataSource, database.keyring, actorNamed('registrar').id);
    if (kept === undefined) throw new Error('The registrar is not there.');
    await new PreferencesWriter(database.dataSource, database.keyring).save(
      actorNamed('registrar').id,
      { ...kept, mailAddress: null },
      operator,
    );
    expect(await giveAddressesWhenTold(database, leaving.signal)).toBe(0);
    expect(await addressOf('registrar')).toBeNull();
  }, 60_000);
});
