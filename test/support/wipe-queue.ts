import { migrateQueue } from '@tregua/jobs';
import { APP_ROLE } from '@tregua/store';
import type { TestDatabase } from './database.js';
import type { TestRedis } from './redis.js';

/** Everything in the queue is forgotten, as after FLUSHALL, or a restore of the database without the schema of the queue. */
export async function wipeQueue(database: TestDatabase, redis: TestRedis | undefined): Promise<void> {
  if (redis !== undefined) {
    await redis.client.flushall();
    return;
  }
  await dropQueue(database);
  await migrateQueue(database.ownerUrl, APP_ROLE);
}

/** PostgreSQL breaks a deadlock between the drop and a worker's statement by ending either: where it was the drop, it is done again. */
export async function dropQueue(database: TestDatabase): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await database.ask('drop schema if exists bullmq cascade');
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== '40P01' || tries === 10) throw error;
    }
  }
}
