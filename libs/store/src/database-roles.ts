import { Client, escapeIdentifier, escapeLiteral } from 'pg';

/** The two roles that the migrations grant to. A deployment with sign-ins of other names makes them members of these. */
export const OWNER_ROLE = 'tregua_owner';
export const APP_ROLE = 'tregua_app';

export interface DatabaseRoles {
  /** A superuser's URL, without a database name. */
  readonly serverUrl: string;
  readonly database: string;
  readonly ownerPassword: string;
  readonly appPassword: string;
}

/**
 * Makes the owner's and the application's role and the database, where they are not there yet, and sets the passwords. Roles belong to the
 * whole server: two at once are kept apart by a lock.
 */
export async function prepareDatabase({
  serverUrl,
  database,
  ownerPassword,
  appPassword,
}: DatabaseRoles): Promise<{ readonly ownerUrl: string; readonly appUrl: string }> {
  const client = new Client({ connectionString: `${serverUrl}/postgres` });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('tregua roles'))`);
    await makeRole(client, OWNER_ROLE, ownerPassword);
    await makeRole(client, APP_ROLE, appPassword);
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`create database ${escapeIdentifier(database)} owner ${OWNER_ROLE}`);
    await client.query(`revoke all on database ${escapeIdentifier(database)} from public`);
    await client.query(`grant connect on database ${escapeIdentifier(database)} to ${APP_ROLE}`);
  } finally {
    await client.end();
  }
  return { ownerUrl: urlFor(serverUrl, OWNER_ROLE, ownerPassword, database), appUrl: urlFor(serverUrl, APP_ROLE, appPassword, database) };
}

/** Throws a database away, whoever is connected to it. */
export async function dropDatabase(serverUrl: string, database: string): Promise<void> {
  const client = new Client({ connectionString: `${serverUrl}/postgres` });
  await client.connect();
  try {
    await client.query(`drop database if exists ${escapeIdentifier(database)} with (force)`);
  } finally {
    await client.end();
  }
}

async function makeRole(client: Client, role: string, password: string): Promise<void> {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  await client.query(
    `${found.rowCount === 0 ? 'create' : 'alter'} role ${role} login nosuperuser nocreatedb nocreaterole password ${escapeLiteral(password)}`,
  );
}

function urlFor(serverUrl: string, role: string, password: string, database: string): string {
  const url = new URL(serverUrl);
  url.username = role;
  url.password = encodeURIComponent(password);
  url.pathname = `/${database}`;
  return url.toString();
}
