import { createHash, randomBytes } from 'node:crypto';
import { commissionLaw, Docket, type Answer, type Entered } from '@tregua/docket';
import { decide, evolve, type Actor, type Recorded, type Subject } from '@tregua/casework';
import { entryOf, verifyChain } from '@tregua/ledger';
import { PostgresDocketStore } from '../index.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';

const monitor: Actor = { id: '0190a1b2-0000-7000-8000-00000000000a', role: 'monitor', team: 'alpha' };
const lead: Actor = { id: '0190a1b2-0000-7000-8000-00000000000b', role: 'team_lead', team: 'alpha' };
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

let database: TestDatabase;
let docket: Docket;

beforeAll(async () => {
  database = await createTestDatabase();
  docket = new Docket(new PostgresDocketStore(database.dataSource, database.keyring), commissionLaw);
}, 60_000);
afterAll(async () => await database.drop());

const content = {
  codes: ['A1'],
  startsAt: 1767700800000,
  place: { area: 'sector-7', name: 'a house by the river' },
  narrative: 'Two shells fell.',
};

async function create(payload: object = { content }, key?: string): Promise<Answer> {
  return await docket.enter({
    process: 'report',
    command: 'CreateReport',
    payload: payload as never,
    actor: monitor,
    ...(key === undefined ? {} : { idempotency: { key, route: 'POST /reports', bodyDigest: digestOf(JSON.stringify(payload)) } }),
  });
}

async function created(): Promise<Entered> {
  const answer = await create();
  if (answer.status !== 'entered') throw new Error(JSON.stringify(answer));
  return answer;
}

describe('the door, on PostgreSQL', () => {
  it('enters a report, sealed, with its deadline', async () => {
    const answer = await created();
    expect(answer).toMatchObject({ status: 'entered', seq: 1, state: 'DRAFT', type: 'ReportCreated' });
  });
});
void [lead, decide, evolve, entryOf, verifyChain, sha256, randomBytes];
void ({} as Recorded);
void ({} as Subject);
