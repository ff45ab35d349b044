import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './start-embedded-postgres.js';

async function ask(server: EmbeddedPostgres, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: `${server.url}/postgres` });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows[0]?.[0];
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  it('starts in a folder that only we can enter, keeps data, and takes over a server that was left running', async () => {
    const home = mkdtempSync(join(tmpdir(), 'tregua-pg-'));
    chmodSync(home, 0o700);
    const options = { dataDir: join(home, 'postgres'), password: 'only-for-this-test', settings: { fsync: 'off' } };
    const first = await startEmbeddedPostgres(options);
    let data = first.dataDir;
    try {
      await ask(first, 'create table kept (n int)');
      const again = await startEmbeddedPostgres(options);
      data = again.dataDir;
      expect(again.pid).toBe(first.pid);
      expect(again.notes.join(' ')).toContain('taken over');
      await again.stop();

      const second = await startEmbeddedPostgres(options);
      expect(second.pid).not.toBe(first.pid);
      expect(await ask(second, 'select count(*) from kept')).toBe('0');
      expect(await ask(second, `select current_setting('listen_addresses')`)).toBe('127.0.0.1');
      await second.stop();
    } finally {
      await first.stop();
      if (!data.startsWith(home)) rmSync(dirname(data), { recursive: true, force: true });
      rmSync(home, { recursive: true, force: true });
    }
  }, 60_000);
});
