export { accountForPostgres, canEnter, placesFor, type Account } from './embedded-postgres/account.js';
export {
  findCluster,
  freePort,
  PasswordRefused,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres/start-embedded-postgres.js';
export { CRASH_POINTS, crashPoint, LOG_CRASH_POINTS, type CrashPoint } from './crash-points/crash-point.js';
export { newId, newReference } from './ids/new-id.js';
export { createLogger, type Logger } from './logging/create-logger.js';
export { readZoneClock, type ReadZone, type ZoneSource } from './time-zones/read-zone-clock.js';
export { Shutdown } from './shutdown/on-shutdown.js';
export { ConfigError, readDatabaseUrl, readInteger, type Environment } from './config/read-config.js';
export { ed25519, sha256 } from './signatures/ed25519.js';
export { SteadyClient } from './postgres-client/steady-client.js';
export { ProcessLock } from './files/process-lock.js';
export { flushFolder, readSecret, writeDurably, writeSecretOnce } from './files/durable-file.js';
