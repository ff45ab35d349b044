import { createPostgresBackend, createRedisBackend, type BackendFactory, type ConnectionOptions, type RedisQueueBackend } from 'bullmq';
import { ConfigError, SteadyClient, type Environment } from '@tregua/platform';

/** Where the queue lies: the one setting QUEUE_URL. */
export type QueueAddress = { readonly backend: 'postgres' | 'redis'; readonly url: string };

/** The schema of BullMQ's tables, beside ours. */
export const QUEUE_SCHEMA = 'bullmq';

/** How long a connection may take before the queue counts as unreachable. */
export const CONNECT_MS = 5_000;

/**
 * Reads the address of the queue. Where none is set, the queue lies in the database.
 *
 * @throws ConfigError on another scheme, or on what is no address.
 */
export function readQueueUrl(env: Environment, name: string, databaseUrl: string): QueueAddress {
  const text = env[name];
  return text === undefined || text === '' ? queueAddress(databaseUrl, name) : queueAddress(text, name);
}

/** @throws ConfigError on another scheme, or on what is no address. The message never holds the address: there is a password in it. */
export function queueAddress(text: string, name = 'QUEUE_URL'): QueueAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new ConfigError(name, 'must be an address such as postgres://… or redis://…');
  }
  if (url.hostname === '') throw new ConfigError(name, 'names no host');
  if (['postgres:', 'postgresql:'].includes(url.protocol)) return { backend: 'postgres', url: text };
  if (['redis:', 'rediss:'].includes(url.protocol)) return { backend: 'redis', url: text };
  throw new ConfigError(name, `must begin with postgres:// or redis://, and begins with ${url.protocol}//`);
}

/** BullMQ's objects cannot be closed while Redis is away: they wait for it. Set, the next attempt to connect is the last, and they end. */
export interface Leaving {
  givenUp: boolean;
}

/** Who connects: one who adds must be told at once that the queue is down; one who works waits for it, for ever. */
export function connectionTo(
  { backend, url }: QueueAddress,
  who: 'adds' | 'works',
  connections: number,
  leaving: Leaving = { givenUp: false },
): ConnectionOptions {
  if (backend === 'postgres') {
    return {
      connectionString: url,
      schema: QUEUE_SCHEMA,
      max: connections,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      Client: SteadyClient,
    }; // BullMQ's own type knows Redis only; the PostgreSQL backend reads these
  }
  const { hostname, port, username, password, pathname, protocol } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 6379 : Number(port),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(pathname.length > 1 ? { db: Number(pathname.slice(1)) } : {}),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
    connectTimeout: CONNECT_MS,
    retryStrategy: (tries: number) => (leaving.givenUp ? null : Math.min(tries * 100, 500)),
    ...(who === 'works' ? { maxRetriesPerRequest: null } : { maxRetriesPerRequest: 1 }),
  };
}

/** What BullMQ builds its objects on. Its types tell the two apart; for us they are one, as the contract tests show. */
export function backendOf({ backend }: QueueAddress): BackendFactory<RedisQueueBackend> {
  return backend === 'redis' ? createRedisBackend : (createPostgresBackend as unknown as BackendFactory<RedisQueueBackend>);
}
