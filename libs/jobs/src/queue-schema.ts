import { Client, escapeIdentifier } from 'pg';
import { assertSchemaCompatibility, runMigrations, SchemaMigrationRequiredError, SchemaVersionMismatchError } from 'bullmq';
import { Redis } from 'ioredis';
import { CONNECT_MS, connectionTo, QUEUE_SCHEMA, type QueueAddress } from './queue-address.js';

/**
 * Brings the tables of the queue up to date, as the owner, and lets the application's role work in them. A step of the deployment, beside our own
 * migrations; a repeat changes nothing. BullMQ makes a sequence for each new queue at run time, so the role may create in this schema.
 */
export async function migrateQueue(ownerUrl: string, applicationRole: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await runMigrations(client, QUEUE_SCHEMA);
    const role = escapeIdentifier(applicationRole);
    await client.query(`
      grant usage, create on schema ${QUEUE_SCHEMA} to ${role};
      grant select, insert, update, delete on all tables in schema ${QUEUE_SCHEMA} to ${role};
      grant usage, select, update on all sequences in schema ${QUEUE_SCHEMA} to ${role};
      grant execute on all functions in schema ${QUEUE_SCHEMA} to ${role}`);
  } finally {
    await client.end();
  }
}

/** Why the queue cannot be used: said at the start, without the address, since there is a password in it. */
export class QueueRefused extends Error {
  constructor(
    readonly reason: 'unreachable' | 'notMigrated' | 'otherVersion' | 'evicts',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'QueueRefused';
  }
}

/**
 * Asks the queue whether it can be used: it answers, its tables are of our version, and it forgets nothing by itself.
 *
 * @throws QueueRefused with the reason.
 */
export async function checkQueue(address: QueueAddress): Promise<void> {
  await (address.backend === 'postgres' ? checkPostgres(address) : checkRedis(address));
}

async function checkPostgres({ url }: QueueAddress): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  client.on('error', () => undefined); // the statement below fails with the same error
  try {
    await client.connect();
    await assertSchemaCompatibility(client, QUEUE_SCHEMA);
  } catch (error) {
    if (error instanceof SchemaMigrationRequiredError)
      throw new QueueRefused('notMigrated', 'The queue has no tables yet: run the migrations first.', { cause: error });
    if (error instanceof SchemaVersionMismatchError)
      throw new QueueRefused('otherVersion', 'The tables of the queue are of a newer version than this program.', { cause: error });
    throw unreachable('PostgreSQL', error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function checkRedis(address: QueueAddress): Promise<void> {
  const redis = new Redis({
    ...(connectionTo(address, 'adds', 1) as object),
    lazyConnect: true,
    enableOfflineQueue: false,
    retryStrategy: () => null,
  });
  let why: unknown; // connect() only says that the connection is closed
  redis.on('error', (error) => (why ??= error));
  try {
    await redis.connect();
    const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1] ?? 'unknown';
    if (policy !== 'noeviction')
      throw new QueueRefused('evicts', `Redis drops keys when memory is short (maxmemory-policy ${policy}): set it to noeviction.`);
  } catch (error) {
    if (error instanceof QueueRefused) throw error;
    throw unreachable('Redis', why ?? error);
  } finally {
    redis.disconnect();
  }
}

function unreachable(what: string, error: unknown): QueueRefused {
  const { code, message } = error as { code?: string; message?: string };
  return new QueueRefused('unreachable', `QUEUE_URL: ${what} does not answer there (${code ?? message ?? 'no reason given'}).`, {
    cause: error,
  });
}
