import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Operator } from '../../../test/attack/operator.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { verifyCommand } from './command.js';

let database: TestDatabase;
let operator: Operator;
const folder = mkdtempSync(join(tmpdir(), 'tregua-real-'));

beforeAll(async () => {
  database = await createTestDatabase();
  operator = await Operator.begin(database, ['ruled-with-dissent', 'closed-complied']);
}, 300_000);
afterAll(async () => {
  await operator?.end();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function verify(...words: string[]): Promise<{ code: number; said: string }> {
  let said = '';
  const code = await verifyCommand(words, (text) => (said += text));
  return { code, said };
}

describe('a bundle that the system built', () => {
  it('is verified under the policy of its witnesses, with the whole law replayed', async () => {
    const file = join(folder, 'bundle.zip');
    const policy = join(folder, 'policy');
    writeFileSync(file, await operator.build(await operator.plan()));
    writeFileSync(policy, operator.policyText);
    const { code, said } = await verify(file, '--policy', policy);
    expect(said).toContain('VERIFIED');
    expect(code).toBe(0);
    const alone = await verify(file);
    expect(alone.said).toContain('CONSISTENT, NOT AUTHENTICATED');
    expect(alone.code).toBe(3);
  }, 120_000);
});
