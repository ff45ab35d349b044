import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { commissionLaw, Docket, sha256 } from '@tregua/docket';
import { FileEvidenceStore } from '@tregua/evidence-store';
import {
  canonicalBytes,
  commitmentOf,
  entryOf,
  eventHash,
  parseCanonical,
  planBag,
  valueAt,
  verifyChain,
  ZERO_HASH,
  type Json,
} from '@tregua/ledger';
import { EvidenceWriter, PostgresDocketStore, type Reader } from '@tregua/store';
import { verifyCommand } from '../../../verifier/src/index.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { insideOfPdf } from '../../../../test/support/pdf-text.js';
import { setScene, tell } from '../../../standalone/src/demonstration/load-demonstration.js';
import { lives } from '../../../standalone/src/demonstration/lives.js';
import { actorNamed } from '../../../standalone/src/demonstration/people.js';
import { built, filesOf, payloadOf, planned, sha256Hex, statementIn } from './bundle.testing.js';

const extract = join(import.meta.dirname, '../../../standalone/demonstration/ucdp-ukraine-extract.csv.gz');
const REASON = 'canary-5d1a-причина';
const CANARY = 'canary-9f2c-що-не-виходить';

let database: TestDatabase;
let folder: string;
let evidence: FileEvidenceStore;
let ruled: string;
let closed: string;
let original: string;

const readerNamed = (key: string): Reader => {
  const { id, role, party, constituency } = actorNamed(key);
  return { id, roles: [role], ...(party === undefined ? {} : { party }), ...(constituency === undefined ? {} : { constituency }) };
};
const sources = () => ({ dataSource: database.dataSource, keyring: database.keyring, evidence });

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'bundle-spec-'));
  evidence = new FileEvidenceStore(join(folder, 'evidence'));
  const docket = new Docket(new PostgresDocketStore(database.dataSource, database.keyring), commissionLaw);
  const { stage, acts } = await setScene({ ...database, docket, extract, passwordHashOf: () => Promise.resolve(null) });
  const told = async (key: string): Promise<string> => {
    const plan = lives.find((life) => life.key === key);
    if (plan === undefined) throw new Error(`There is no life ${key}.`);
    return (await tell(stage, plan, 'ru', acts)).id;
  };
  ruled = await told('ruled-with-dissent');
  closed = await told('closed-complied');
  await stage.close();
  const bytes = Buffer.from('An original photograph, or what stands for it.');
  const kept = await evidence.receive(Readable.from([bytes]), 1_000);
  original = kept.sha256;
  const writer = new EvidenceWriter(database.dataSource, database.keyring);
  await writer.receive({
    caseId: ruled,
    kind: 'photo',
    mediaType: 'image/jpeg',
    fileName: `=HYPERLINK("${CANARY}")`,
    ...kept,
    actor: actorNamed('registrar'),
  });
}, 180_000);
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the bundle for an auditor', () => {
  let zip: Buffer;
  let payload: Map<string, Buffer>;
  beforeAll(async () => {
    const id = await planned(database, readerNamed('auditor'), {
      audience: 'auditor',
      cases: [ruled, closed],
      reason: 'A court asked for it.',
    });
    zip = await built(sources(), id);
    payload = await payloadOf(zip);
    const again = await built(sources(), id);
    expect(sha256Hex(again)).toBe(sha256Hex(zip));
  }, 60_000);

  it('is a bag in which every file has its digest', async () => {
    const files = await filesOf(zip);
    const folderName = `tregua-${statementIn(payload).export}/`;
    const inBag = new Map([...files].map(([name, bytes]) => [name.slice(folderName.length), bytes]));
    expect([...files.keys()].every((name) => name.startsWith(folderName))).toBe(true);
    expect([...files.keys()]).toEqual([...files.keys()].sort());
    const { problems, expected } = planBag([...inBag.keys()], (path) => inBag.get(path) as Buffer);
    expect(problems).toEqual([]);
    for (const [path, [digest]] of expected) expect([path, sha256Hex(inBag.get(path) as Buffer)]).toEqual([path, digest?.hash]);
    expect(expected.size).toBe(inBag.size - 1);
  });

  it('holds every stream up to its head, in exact bytes', async () => {
    const { streams } = statementIn(payload);
    expect(new Set(streams.map(({ stream }) => stream.split('/')[0]))).toEqual(
      new Set(['access', 'ballot', 'case', 'evidence', 'motion', 'report']),
    );
    for (const { stream, file, seq, hash, sight } of streams) {
      expect([stream, sight]).toEqual([stream, 'exact']);
      const entries = linesIn(payload, file).map((bytes) => ({ bytes }));
      expect(entries).toHaveLength(seq);
      expect(verifyChain(stream, entries, sha256, [{ stream, seq, hash }])).toEqual([]);
    }
    const kept = await database.ask<{ bytes: Buffer }>('select bytes from tregua.entries where stream = $1 order by seq', [
      `case/${ruled}`,
    ]);
    expect(linesIn(payload, `streams/case/${ruled}/events.jsonl`)).toEqual(kept.map(({ bytes }) => bytes));
  });

  it('discloses values that are the ones to which the entries committed', () => {
    const { streams } = statementIn(payload);
    let disclosed = 0;
    for (const { stream, file } of streams) {
      const entries = linesIn(payload, file).map((bytes) => entryOf(bytes));
      for (const line of linesIn(payload, file.replace('events', 'disclosed'))) {
        const { seq, field, value, salt } = parseCanonical(line) as { seq: number; field: string; value: Json; salt: string };
        const entry = entries[seq - 1];
        expect(valueAt(entry?.data ?? null, `${field}/sealed`)).toBe(commitmentOf({ stream, seq, field, value, salt }, sha256));
        disclosed += 1;
      }
    }
    expect(disclosed).toBeGreaterThan(20);
    expect(payload.has(`streams/access/${ruled}/disclosed.jsonl`)).toBe(true);
    expect([...payload.keys()].some((name) => /^streams\/(ballot|motion)\/.*disclosed/.test(name))).toBe(false);
  });

  it('states the entries by which it was asked for, and gives reason and originals', () => {
    const { requests, streams, evidence: items } = statementIn(payload);
    expect(requests.map(({ stream }) => stream)).toEqual([closed, ruled].sort().map((id) => `access/${id}`));
    for (const { stream, seq, hash, reason } of requests) {
      const head = streams.find((one) => one.stream === stream);
      expect(head).toMatchObject({ seq, hash });
      const entry = entryOf(linesIn(payload, `streams/${stream}/events.jsonl`)[seq - 1] as Buffer);
      expect(entry).toMatchObject({
        type: 'ExportRequested',
        data: { payload: { export: statementIn(payload).export, reason: { sealed: reason } } },
      });
    }
    expect(items).toEqual([expect.objectContaining({ sha256: original, included: true })]);
    expect(sha256Hex(payload.get(`evidence/${original}`) as Buffer)).toBe(original);
  });

  it('shows each case as the entries give it, and as the database held it', () => {
    for (const { stream, state } of statementIn(payload).streams) {
      if (!/^(case|report)\//.test(stream)) continue;
      expect([stream, sha256Hex(payload.get(`streams/${stream}/state.json`) as Buffer)]).toEqual([stream, state]);
    }
  });

  it('has tables in which no value is a formula', () => {
    const chronology = payload.get('tables/chronology.csv')?.toString('utf8') ?? '';
    expect(chronology.startsWith('\ufeffstream,seq,at,')).toBe(true);
    expect(chronology).toContain(CANARY);
    for (const [name, bytes] of payload) {
      if (!name.endsWith('.csv')) continue;
      expect(bytes.toString('utf8')).not.toMatch(/(^|,)"?[=+@-]/m);
    }
    expect(payload.get('tables/votes.csv')?.toString('utf8').split('\r\n').length).toBeGreaterThan(6);
    expect(payload.get('tables/deadlines.csv')?.toString('utf8')).toMatch(/,met,.*\r\n/);
    expect(payload.get('tables/deadlines.csv')?.toString('utf8')).toMatch(/,missed,.*\r\n/);
  });

  it('has a dossier that is a clean PDF/A-3a with tags and Cyrillic', () => {
    const pdf = payload.get('dossier.pdf') as Buffer;
    writeFileSync(join(folder, 'dossier.pdf'), pdf);
    if (process.env['KEEP_DOSSIER'] !== undefined) writeFileSync(process.env['KEEP_DOSSIER'], pdf);
    expect(pdf.subarray(0, 8).toString('latin1')).toBe('%PDF-1.7');
    if (!missing('qpdf')) {
      expect(execFileSync('qpdf', ['--check', join(folder, 'dossier.pdf')], { encoding: 'utf8' })).toContain(
        'No syntax or stream encoding errors',
      );
      const plain = execFileSync('qpdf', ['--qdf', '--object-streams=disable', join(folder, 'dossier.pdf'), '-'], {
        maxBuffer: 1 << 28,
      }).toString('latin1');
      for (const mark of [
        '/StructTreeRoot',
        '/MarkInfo',
        '/OutputIntents',
        '/NotoSans-Bold',
        '<pdfaid:part>3</pdfaid:part>',
        '<pdfaid:conformance>A</pdfaid:conformance>',
        '/TH',
        '/Lang',
      ])
        expect(plain).toContain(mark.replace('/NotoSans-Bold', 'NotoSans-Bold'));
    }
  });
});

describe('the verifier', () => {
  const level = async (to: string): Promise<unknown> =>
    await database.ask('update tregua.cases set level = $1 where id = any($2)', [to, [ruled, closed]]);
  afterAll(() => level('COMMISSION'));

  it.each(['auditor', 'commission', 'cell', 'party:ua', 'party:ru', 'public'] as const)(
    'finds nothing wrong with a bundle for %s',
    async (audience) => {
      const asker = audience === 'commission' ? 'registrar' : 'auditor';
      if (audience === 'public') await level('PUBLIC');
      const id = await planned(database, readerNamed(asker), { audience, cases: [ruled, closed] });
      const file = join(folder, `${audience.replace(':', '-')}.zip`);
      writeFileSync(file, await built(sources(), id));
      const said: string[] = [];
      const code = await verifyCommand([file, '--json'], (text) => said.push(text));
      const report = JSON.parse(said.join('')) as { verdict: string; findings: { weight: string }[] };
      const wrong = report.findings.filter(({ weight }) => weight === 'broken' || weight === 'unlawful');
      expect([audience, wrong, code]).toEqual([audience, [], 3]);
    },
  );
});

describe('a bundle for those who are not shown everything', () => {
  it.each(['party:ua', 'cell'] as const)('for %s holds none of what it may not see, in no byte', async (audience) => {
    await database.ask(`insert into tregua.served_items (case_id, party, seq) values ($1, 'ua', 1) on conflict do nothing`, [ruled]);
    const id = await planned(database, readerNamed('auditor'), { audience, cases: [ruled], reason: REASON });
    const zip = await built(sources(), id);
    const payload = await payloadOf(zip);
    const squeezed = (text: string): string => text.replace(/\s/g, '');
    const inside = insideOfPdf(payload.get('dossier.pdf') as Buffer).map(squeezed);
    const bytes = [zip, ...payload.values()];
    const holds = (text: string): boolean => bytes.some((one) => one.includes(text)) || inside.some((one) => one.includes(squeezed(text)));
    // The search does see what stands on the pages, compressed and in glyphs as it is.
    expect(inside.some((text) => text.includes('Dossierofcase') && !text.includes('xpacket'))).toBe(true);
    const hidden = await hiddenFrom(audience);
    expect(hidden.length).toBeGreaterThan(10);
    expect(hidden.filter(holds)).toEqual([]);
    const { streams, redacted } = statementIn(payload);
    expect(redacted).toBe(true);
    expect(streams.every(({ state, stream }) => !stream.startsWith('case/') || state === null)).toBe(true);
    for (const { stream, file, seq, hash } of streams)
      expect([stream, chained(stream, linesIn(payload, file))]).toEqual([stream, { seq, hash }]);
    expect([...payload.keys()].filter((name) => /^(evidence\/|streams\/(ballot|motion)\/)/.test(name))).toEqual([]);
    expect(linesIn(payload, `streams/case/${ruled}/disclosed.jsonl`).length).toBeGreaterThan(0);
  });

  /** Reasons for looks, what was said in motions and ballots, salts that open a choice, and, for a party, texts of entries that were not served on it. */
  async function hiddenFrom(audience: string): Promise<readonly string[]> {
    const rows = await database.ask<{ stream: string; seq: number; field: string; key_id: string; nonce: Buffer; ciphertext: Buffer }>(
      'select * from tregua.sealed_values',
    );
    const opened = rows.map((row) => ({
      ...row,
      ...database.keyring.open(row, { keyId: row.key_id, nonce: row.nonce, ciphertext: row.ciphertext }),
    }));
    const served = await database.ask<{ seq: number }>(`select seq from tregua.served_items where case_id = $1 and party = 'ua'`, [ruled]);
    const seqs = new Set(served.map(({ seq }) => seq));
    const mayHave = ({ stream, seq }: { stream: string; seq: number }): boolean =>
      audience === 'cell' ? /^(case|report|evidence)\//.test(stream) : stream === `case/${ruled}` && seqs.has(seq);
    const [closing] = await database.ask<{ bytes: Buffer }>(
      `select bytes from tregua.entries where stream = $1 and type = 'BallotClosed'`,
      [`case/${ruled}`],
    );
    const facts = entryOf(closing?.bytes as Buffer).data['facts'] as { ballots: { salt: string; member: string }[] };
    return [
      REASON,
      ...opened.filter((value) => !mayHave(value)).map(({ salt }) => salt),
      ...(audience === 'cell' ? [] : [CANARY, 'The track alone does not carry the attribution.']),
      ...facts.ballots.map(({ salt }) => salt),
    ];
  }
});

/** The chain over exact and withheld lines alike, as a stranger follows it. */
function chained(stream: string, lines: readonly Buffer[]): { seq: number; hash: string } {
  let prev = ZERO_HASH;
  lines.forEach((line, index) => {
    const value = parseCanonical(line) as { seq: number; hash?: string };
    expect(value.seq).toBe(index + 1);
    if ('v' in value) expect(entryOf(line)).toMatchObject({ stream, prev });
    prev = 'v' in value ? eventHash(line, sha256) : (value.hash as string);
    expect(canonicalBytes(value)).toEqual(new Uint8Array(line));
  });
  return { seq: lines.length, hash: prev };
}

function linesIn(payload: ReadonlyMap<string, Buffer>, name: string): Buffer[] {
  const text = payload.get(name)?.toString('utf8') ?? '';
  return text === ''
    ? []
    : text
        .slice(0, -1)
        .split('\n')
        .map((line) => Buffer.from(line, 'utf8'));
}

function missing(program: string): boolean {
  return (process.env['TREGUA_MISSING_PROGRAMS'] ?? '').split(',').includes(program);
}
