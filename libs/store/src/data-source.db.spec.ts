import { setTimeout as delay } from 'node:timers/promises';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { poolOf } from './index.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => await database.drop());

describe('a connection of the pool', () => {
  it('that breaks between two statements of a transaction fails the next one, and ends nothing else', async () => {
    const pool = poolOf(database.dataSource);
    const client = await pool.connect();
    expect(client.listenerCount('error')).toBeGreaterThan(0); // nobody's error would end the process
    await client.query('begin');
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    await database.ask('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await delay(100); // the server's goodbye arrives while nobody asks anything
    await expect(client.query('select 1')).rejects.toThrow();
    client.release();
    expect((await pool.query<{ one: number }>('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });
});
