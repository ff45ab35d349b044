import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { currentRulebookId, rulebookOf, type Actor, type Agreement, type RowResult } from '@tregua/casework';
import { findIncident, importResults, listImports, listIncidents, putRulebookInForce, type ImportCounts } from '@tregua/store';
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/database.js';
import { FileRefused } from './csv-rows.js';
import { importFile, type ImportRequest } from './import-file.js';

const extract = join(import.meta.dirname, '../../../../standalone/demonstration/ucdp-ukraine-extract.csv.gz');
const agreement: Agreement = {
  id: 'test',
  title: 'Test',
  parties: [
    { code: 'aa', name: 'A' },
    { code: 'bb', name: 'B' },
  ],
  inForceFrom: Date.parse('2015-02-15T00:00:00Z'),
  inForceUntil: null,
  version: 1,
  areas: [],
  lines: [],
  zones: [],
  references: [],
};
const by: Actor = { id: '0190a1b2-0000-7000-8000-00000000000a', role: 'registrar' };
const reader = { id: by.id, roles: ['registrar'] as const };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
}, 60_000);
afterAll(async () => await database.drop());

const run = (source: Readable, more: Partial<ImportRequest> = {}, from = agreement) =>
  importFile(database.dataSource, database.keyring, { source, fileName: 'some-file.csv', agreement: from, by, ...more });
const counted = async (): Promise<Record<string, number>> => {
  const [row] = await database.ask<Record<string, string>>(
    `select (select count(*) from tregua.imports) as imports, (select count(*) from tregua.import_results) as results,
       (select count(*) from tregua.observations) as observations, (select count(*) from tregua.incidents) as incidents,
       (select count(*) from tregua.incident_observations) as links, (select count(*) from tregua.duplicate_candidates) as candidates,
       (select count(*) from tregua.entries where stream like 'import/%') as entries`,
  );
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
};

describe('importing the shipped extract', () => {
  it('on a dry run tells each result and writes nothing', async () => {
    const outcomes: Record<string, number> = {};
    const onResults = (results: readonly RowResult[]) =>
      results.forEach(({ outcome }) => (outcomes[outcome] = (outcomes[outcome] ?? 0) + 1));
    const answer = await run(createReadStream(extract), { dryRun: true, onResults });
    expect(answer.counts).toEqual({ rows: 2_989, accepted: 1_366, inadmissible: 1_623, duplicate: 0, refused: 0 });
    expect(outcomes).toEqual({ accepted: 1_366, inadmissible: 1_623 });
    expect(answer.kept).toBeUndefined();
    expect(await counted()).toEqual({ imports: 0, results: 0, observations: 0, incidents: 0, links: 0, candidates: 0, entries: 0 });
  });

  it('keeps one result a row, observations, incidents and candidates, and one entry', async () => {
    const progress: ImportCounts[] = [];
    const answer = await run(createReadStream(extract), { onProgress: (counts) => progress.push(counts) });
    const after = await counted();
    expect(after).toMatchObject({ imports: 1, results: 2_989, observations: 1_366, links: 1_366, entries: 1 });
    expect(after['incidents']).toBe(answer.kept?.incidents);
    expect(after['candidates']).toBe(answer.kept?.candidates);
    expect(after['incidents']).toBeGreaterThan(1_300);
    expect(after['incidents']).toBeLessThan(1_366);
    expect(progress.map(({ rows }) => rows)).toEqual([500, 1_000, 1_500, 2_000, 2_500, 2_989]);
    const grounds = await database.ask(
      `select ground, count(*)::int as rows from tregua.import_results where outcome = 'inadmissible' group by 1`,
    );
    expect(grounds).toEqual([{ ground: 'before-entry-into-force', rows: 1_623 }]);
  });

  it('a second time changes nothing, and each row has a result', async () => {
    const before = await counted();
    const results: RowResult[] = [];
    const answer = await run(createReadStream(extract), { onResults: (batch) => results.push(...batch) });
    expect(answer.counts).toEqual({ rows: 2_989, accepted: 0, inadmissible: 1_623, duplicate: 1_366, refused: 0 });
    expect(results).toHaveLength(2_989);
    expect(answer.kept).toBeUndefined();
    expect(await counted()).toEqual(before);
  });

  it('is read by those who work with it, and by no party', async () => {
    const [one] = await listImports(database.dataSource, reader);
    expect(one).toMatchObject({ dataset: 'ucdp-ged', rows: 2_989, accepted: 1_366, by: by.id });
    const rows = await importResults(database.dataSource, reader, one?.id ?? '', { outcome: 'accepted', limit: 3 });
    expect(rows).toHaveLength(3);
    const agent = { id: 'x', roles: ['party_agent'] as const, party: 'aa' };
    expect(await listImports(database.dataSource, agent)).toEqual([]);
    expect(await listIncidents(database.dataSource, agent)).toEqual({ items: [] });
    const page = await listIncidents(database.dataSource, reader, { limit: 10 });
    const next = await listIncidents(database.dataSource, reader, { limit: 10, ...(page.next === undefined ? {} : { cursor: page.next }) });
    expect(new Set([...page.items, ...next.items].map(({ id }) => id)).size).toBe(20);
    expect(await findIncident(database.dataSource, agent, page.items[0]?.id ?? '')).toBeUndefined();
    const whole = await findIncident(database.dataSource, reader, page.items[0]?.id ?? '');
    expect(whole?.observations.length).toBe(whole?.incident.observations.length);
  });

  it('keeps the name of the file sealed', async () => {
    const rows = await database.ask(
      `select 1 from tregua.entries where stream like 'import/%' and position('some-file' in encode(bytes, 'escape')) > 0`,
    );
    expect(rows).toEqual([]);
  });
});

describe('the whole period', () => {
  it('makes one incident of the 132 rows of one day and place, with 132 records', async () => {
    const earlier = { ...agreement, id: 'earlier', inForceFrom: Date.parse('2013-01-01T00:00:00Z') };
    const answer = await run(createReadStream(extract), {}, earlier);
    expect(answer.counts).toMatchObject({ accepted: 1_623, duplicate: 1_366 });
    const [largest] = await database.ask<{ observations: number; detail: { placeName: string; deaths: object } }>(
      'select observations, detail from tregua.incidents order by observations desc limit 1',
    );
    expect(largest).toMatchObject({ observations: 132, detail: { placeName: 'Novokaterynivka village', deaths: { best: 132 } } });
    expect(await counted()).toMatchObject({ observations: 2_989, links: 2_989, imports: 2 });
  }, 60_000);
});

describe('a file', () => {
  const header = 'report_ref,period_end_local,region,cfv_total,explosions_total,explosions_qualifier';
  const osce = (...rows: string[]) => Readable.from([[header, ...rows].join('\n')]);

  it('of daily counts is imported too, and a key that stands twice in it is new once', async () => {
    const answer = await run(osce('R1,2030-01-01,North,10,5,exact', 'R1,2030-01-01,North,10,5,exact', 'R2,2030-01-02,North,x,,'));
    expect(answer).toMatchObject({
      dataset: 'osce-smm-daily',
      counts: { rows: 3, accepted: 1, duplicate: 1, refused: 1 },
      kept: { incidents: 1 },
    });
    const [refused] = await database.ask(`select source_key, remarks from tregua.import_results where outcome = 'refused'`);
    expect(refused).toMatchObject({ remarks: [{ field: 'cfv_total', rule: 'isCount' }] });
  });

  it.each<[string, () => Readable, string]>([
    ['that is empty', () => Readable.from([]), 'fileHasRows'],
    ['with a header alone', () => Readable.from([`${header}\n`]), 'fileHasRows'],
    ['of another form', () => Readable.from(['a,b\n1,2\n']), 'formIsKnown'],
    ['with a row of too many cells', () => Readable.from([`${header}\nR9,2030-01-01,North,1,1,exact,more\n`]), 'fileIsCsv'],
    ['with an open quote', () => Readable.from([`${header}\n"R9,2030-01-01,North,1,1,exact\n`]), 'fileIsCsv'],
    ['of broken gzip', () => Readable.from([gzipSync(header).subarray(0, 20)]), 'fileIsCsv'],
    ['of gzip that is none', () => Readable.from([Buffer.from([0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9])]), 'fileIsCsv'],
  ])('%s is refused as a whole, and leaves no trace', async (_name, source, code) => {
    const before = await counted();
    const refusal = await run(source()).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(FileRefused);
    expect((refusal as FileRefused).code).toBe(code);
    expect(await counted()).toEqual(before);
  });

  it('with a fault far in is rolled back whole', async () => {
    const before = await counted();
    const rows = Array.from({ length: 900 }, (_, index) => `F${index},2031-01-01,North,1,1,exact`);
    await expect(run(osce(...rows, 'broken,row'))).rejects.toBeInstanceOf(FileRefused);
    expect(await counted()).toEqual(before);
  });

  it('whose stream breaks is rolled back whole', async () => {
    const before = await counted();
    const breaking = Readable.from(
      (function* () {
        yield `${header}\nG1,2031-01-01,North,1,1,exact\n`;
        throw new Error('connection lost');
      })(),
    );
    await expect(run(breaking)).rejects.toThrow('connection lost');
    expect(await counted()).toEqual(before);
  });

  it('comes in order when two are sent at once', async () => {
    const rows = Array.from({ length: 50 }, (_, index) => `T${index},2032-01-01,South,1,1,exact`);
    const answers = await Promise.all([run(osce(...rows)), run(osce(...rows))]);
    expect(answers.map(({ counts }) => counts.accepted).sort()).toEqual([0, 50]);
  });
});

describe('a rulebook', () => {
  it('is put in force once, sealed whole into its own stream', async () => {
    expect(await putRulebookInForce(database.dataSource, database.keyring, currentRulebookId, by)).toBe(true);
    expect(await putRulebookInForce(database.dataSource, database.keyring, currentRulebookId, by)).toBe(false);
    const [entry] = await database.ask<{ type: string; bytes: Buffer }>(
      `select type, bytes from tregua.entries where stream = 'rulebook/' || $1`,
      [currentRulebookId],
    );
    expect(entry?.type).toBe('RulebookPutInForce');
    const { data } = JSON.parse(entry?.bytes.toString() ?? '{}') as { data: { payload: { rulebook: unknown } } };
    expect(data.payload.rulebook).toEqual(JSON.parse(JSON.stringify(rulebookOf(currentRulebookId))));
  });
});
