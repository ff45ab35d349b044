import { createHash } from 'node:crypto';
import type { Answer, Docket, IdempotencyKey, MayStillKnow } from '@tregua/docket';
import { mayKnowStream, PostgresDocketStore } from '../index.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { digestOf, docketOn, entered, openedCase, rapporteur, seatCommission } from '../../../../test/support/commission.js';

let database: TestDatabase;
let docket: Docket;
let caseId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  docket = docketOn(database);
  await seatCommission(database);
}, 60_000);
afterAll(async () => await database?.drop());
beforeEach(async () => {
  caseId = await openedCase(docket);
});

const mayStillKnow: MayStillKnow = async (process, id) =>
  await mayKnowStream(database.dataSource, { id: rapporteur.id, roles: ['rapporteur'] }, `${process}/${id}`);
const start = async (idempotency: IdempotencyKey, more: object = { mayStillKnow }): Promise<Answer> =>
  await docket.enter({
    process: 'case',
    stream: caseId,
    command: 'StartPreliminary',
    payload: {},
    actor: rapporteur,
    idempotency,
    ...more,
  });
const keyOf = (key: string, body: unknown = 'body'): IdempotencyKey => ({ key, route: 'start', bodyDigest: digestOf(body) });

describe('an answer is given again', () => {
  it('to whoever may still know of the case, byte for byte', async () => {
    const first = await start(keyOf('repeat-1'));
    expect(first.status).toBe('entered');
    expect(JSON.stringify(await start(keyOf('repeat-1')))).toBe(JSON.stringify(first));
    expect(await start(keyOf('repeat-1', 'another body'))).toEqual({ status: 'keyReused' });
  });

  it('to nobody who was recused meanwhile: neither the answer nor that the key was used', async () => {
    entered(await start(keyOf('repeat-2')));
    await database.ask(`insert into tregua.recusals (person, case_id, reason, since) values ($1, $2, 'recused', now())`, [
      rapporteur.id,
      caseId,
    ]);
    expect(await start(keyOf('repeat-2'))).toEqual({ status: 'unknown' });
    expect(await start(keyOf('repeat-2', 'another body'))).toEqual({ status: 'unknown' });
    await database.ask('delete from tregua.recusals where case_id = $1', [caseId]);
    expect((await start(keyOf('repeat-2'))).status).toBe('entered');
  });

  it('by the system to itself without asking', async () => {
    const first = entered(await start(keyOf('repeat-3'), {}));
    expect(await start(keyOf('repeat-3'), {})).toEqual(first);
  });
});

describe('what an answer that writes nothing rests on', () => {
  const reading = async (key: IdempotencyKey | undefined, meanwhile: () => Promise<unknown>): Promise<(number | string | undefined)[]> => {
    const seen: (number | string | undefined)[] = [];
    await new PostgresDocketStore(database.dataSource, database.keyring).transaction(async (transaction) => {
      const { head, answered } = await transaction.open({
        stream: `case/${caseId}`,
        actor: rapporteur.id,
        ...(key === undefined ? {} : { key }),
      });
      seen.push(answered?.answer.status ?? head?.seq);
      if (seen.length === 1) await meanwhile();
    });
    return seen;
  };
  it.each([
    ['is read once where nothing moves', () => Promise.resolve(), undefined, [1]],
    ['is read again when what was read has moved', () => start(keyOf('moment-1')), undefined, [1, 2]],
    ['is read again when its own request went through in between', () => start(keyOf('moment-2')), keyOf('moment-2'), [1, 'entered']],
  ])('%s', async (_, meanwhile, key, seen) => {
    expect(await reading(key, meanwhile)).toEqual(seen);
  });
});

describe('what is kept of a body', () => {
  it('is a tag under a key: no digest of the body, and not the same for the same body elsewhere', async () => {
    const body = '{}';
    const bodyDigest = createHash('sha256').update(body).digest('hex');
    entered(await start({ key: 'tagged-1', route: 'start', bodyDigest }));
    caseId = await openedCase(docket);
    entered(await start({ key: 'tagged-2', route: 'start', bodyDigest }));
    const rows = await database.ask<{ tag: string }>(
      `select encode(body_digest, 'hex') as tag from tregua.idempotency_keys where key like 'tagged-%'`,
    );
    const guesses = [bodyDigest, createHash('sha256').update(Buffer.from(bodyDigest, 'hex')).digest('hex')];
    expect(rows).toHaveLength(2);
    expect(new Set(rows.map(({ tag }) => tag)).size).toBe(2);
    for (const { tag } of rows) expect(guesses).not.toContain(tag);
  });
});
