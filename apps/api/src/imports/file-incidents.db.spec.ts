import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { weekOf, type Case } from '@tregua/casework';
import { commissionLaw, Docket } from '@tregua/docket';
import { fileAgreement, PostgresDocketStore } from '@tregua/store';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { demonstrationAgreement, PRESENT } from '../../../standalone/src/demonstration/agreement.js';
import { actorNamed } from '../../../standalone/src/demonstration/people.js';
import { Stage } from '../../../standalone/src/demonstration/stage.js';
import { fileIncidents } from './file-incidents.js';
import { importFile } from '../../../worker/src/long-work/imports/import-file.js';

const extract = join(import.meta.dirname, '../../../standalone/demonstration/ucdp-ukraine-extract.csv.gz');
const by = actorNamed('monitor-north');

let database: TestDatabase;
let docket: Docket;
let stage: Stage;
beforeAll(async () => {
  database = await createTestDatabase();
  docket = new Docket(new PostgresDocketStore(database.dataSource, database.keyring), commissionLaw);
  stage = await Stage.open({ ...database, docket }, PRESENT);
  await fileAgreement(database.dataSource, database.keyring, demonstrationAgreement, actorNamed('registrar'));
  await importFile(database.dataSource, database.keyring, {
    source: createReadStream(extract),
    fileName: 'extract',
    agreement: demonstrationAgreement,
    by: actorNamed('registrar'),
  });
}, 60_000);
afterAll(async () => {
  await stage.close();
  await database.drop();
});

const reports = () =>
  database.ask<{ state: string; source_key: string; severity: number; case_id: string | null }>(
    'select state, source_key, severity, case_id from tregua.reports order by source_key',
  );

describe('filing reports of imported incidents', () => {
  it('files one report an incident, by the one who asked, and none twice', async () => {
    expect(await fileIncidents(database.dataSource, docket, { by, limit: 40 })).toEqual({ filed: 40, refused: [] });
    expect(await fileIncidents(database.dataSource, docket, { by, limit: 20 })).toEqual({ filed: 20, refused: [] });
    const filed = await reports();
    expect(filed).toHaveLength(60);
    expect(new Set(filed.map(({ source_key }) => source_key)).size).toBe(60);
    expect(filed.every(({ state }) => state === 'SUBMITTED')).toBe(true);
  });

  it('finishes what was broken off: a draft of it is submitted, not filed again', async () => {
    const content = { ...((await stage.report(await anyReport())).content as object), sourceKey: 'incident/ucdp-ged/0' };
    const draft = await docket.enter({ process: 'report', command: 'CreateReport', payload: { content: plain(content) }, actor: by });
    if (draft.status !== 'entered') throw new Error(JSON.stringify(draft));
    await fileIncidents(database.dataSource, docket, { by, limit: 0 });
    expect((await stage.report(draft.id)).state).toBe('SUBMITTED');
  });

  it('then the law goes on by its own terms: own cases from severity 3 on, one series case a sector and week below', async () => {
    await stage.wait(72);
    const all = await reports();
    expect(all.every(({ severity, state }) => state === (severity >= 3 ? 'ADMITTED' : 'LINKED'))).toBe(true);
    expect(all.some(({ severity }) => severity >= 3)).toBe(true);
    const series = (await database.ask<{ snapshot: Case }>('select snapshot from tregua.cases'))
      .map(({ snapshot }) => snapshot)
      .filter(({ origin }) => origin.kind === 'series');
    const small = all.filter(({ severity }) => severity < 3);
    const keys = series.map(({ sector, reports: own }) => `${sector} ${weekOf(own[0]?.startsAt ?? 0).from}`);
    expect(new Set(keys).size).toBe(series.length);
    expect(series.length).toBeLessThanOrEqual(small.length);
    expect(series.reduce((sum, { reports: own }) => sum + own.length, 0)).toBe(small.length);
  });
});

async function anyReport(): Promise<string> {
  const [row] = await database.ask<{ id: string }>('select id from tregua.reports limit 1');
  return row?.id ?? '';
}

/** Texts are commitments in the snapshot: other words take their place. */
function plain(content: object): never {
  const again = JSON.parse(JSON.stringify(content), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && 'sealed' in value ? 'Again.' : value,
  ) as unknown;
  return again as never;
}
