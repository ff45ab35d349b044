import { parseNote } from '@tregua/ledger';
import { latestCheckpoint, timestampsOf } from '@tregua/store';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { logWorkOn, TestSigner, writeEntries } from './log.testing.js';
import { TestAuthority } from './timestamp-authority.testing.js';
import { requestTimestamp } from './timestamps.js';

/** The tests' authority is openssl's; scripts/test.mjs names what is left out without it. */
const opensslIsHere = !(process.env['TREGUA_MISSING_PROGRAMS'] ?? '').split(',').includes('openssl');

let authority: TestAuthority;
let other: TestAuthority;
let database: TestDatabase;
let signer: TestSigner;

beforeAll(async () => {
  if (!opensslIsHere) return;
  [authority, other] = [await new TestAuthority().start(), await new TestAuthority().start()];
  database = await createTestDatabase(4);
  signer = await new TestSigner().start();
}, 120_000);
afterAll(async () => {
  await authority?.stop();
  await other?.stop();
  await signer?.remove();
  await database?.drop();
});
beforeEach(() => {
  if (opensslIsHere) authority.spoil = (answer) => answer;
});

const named = (certificates = authority.certificates): { name: string; url: string; certificates: string } => ({
  name: 'test',
  url: authority.url,
  certificates,
});
const text = Uint8Array.from(Buffer.from('a checkpoint\n'));

it('is not waited for where the authority does not answer', async () => {
  await expect(requestTimestamp(text, { name: 'dead', url: 'http://127.0.0.1:9/' })).rejects.toThrow();
});

const ofAuthority = (): void => {
  it('is taken from an authority, and openssl agrees', async () => {
    const { token, at } = await requestTimestamp(text, named());
    expect(Math.abs(at.getTime() - Date.now())).toBeLessThan(60_000);
    expect(authority.verifies(token, 'a checkpoint\n')).toBe(true);
    expect(authority.verifies(token, 'another\n')).toBe(false);
  });

  it('is refused of an authority that was not named', async () => {
    await expect(requestTimestamp(text, named(other.certificates))).rejects.toThrow(/not signed by the authority/);
  });

  it.each<[string, (answer: Buffer) => Buffer | undefined]>([
    ['no answer', () => undefined],
    ['nothing', () => Buffer.alloc(0)],
    ['half of it', (answer) => answer.subarray(0, answer.length / 2)],
    ['other bytes', () => Buffer.from('<html>no</html>')],
    ['far too much', () => Buffer.alloc(200_000, 48)],
    ['a refusal', () => Buffer.from('30053003020102', 'hex')],
  ])('is refused when the answer is %s', async (_, spoil) => {
    authority.spoil = spoil;
    await expect(requestTimestamp(text, named())).rejects.toThrow();
  });

  it('is refused when it answers an earlier question', async () => {
    let first: Buffer | undefined;
    authority.spoil = (answer) => (first ??= answer);
    await requestTimestamp(text, named());
    await expect(requestTimestamp(text, named())).rejects.toThrow(/another question/);
    await expect(requestTimestamp(Uint8Array.of(1), named())).rejects.toThrow(/something else/);
  });

  it('is kept beside the checkpoint, over the text that the log signed; a silent authority stops nothing', async () => {
    const dead = { name: 'dead', url: 'http://127.0.0.1:9/' };
    const work = logWorkOn(database, signer.url, { authorities: [dead, named()], timestampEveryMs: 3_600_000 });
    await writeEntries(database, 'import/a', 2);
    const before = authority.asked;
    await work.step();
    await work.settled();
    await writeEntries(database, 'import/a', 1, 3);
    await work.step();
    await work.settled();
    await work.stop();
    expect(authority.asked).toBe(before + 1);
    const [row] = await database.ask<{ id: string; note: string }>(
      'select c.id, c.note from tregua.log_checkpoints c join tregua.log_timestamps t on t.checkpoint = c.id',
    );
    const tokens = await timestampsOf(database.dataSource, row?.id ?? '');
    expect(tokens.map((token) => token.authority)).toEqual(['test']);
    expect(authority.verifies(tokens[0]?.token as Buffer, parseNote(row?.note ?? '').text)).toBe(true);
    expect(await latestCheckpoint(database.dataSource)).toMatchObject({ size: 3 });
  });
};
if (opensslIsHere) describe('a timestamp (RFC 3161)', ofAuthority);
