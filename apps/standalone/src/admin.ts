import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { currentRulebookId } from '@tregua/casework';
import { commissionLaw, Docket } from '@tregua/docket';
import { makeEvidenceBucket, openEvidenceStores, readEvidenceUrl } from '@tregua/evidence-store';
import { migrateQueue } from '@tregua/jobs';
import { ConfigError, readDatabaseUrl, type Environment } from '@tregua/platform';
import {
  APP_ROLE,
  createDataSource,
  Keyring,
  listPeople,
  migrate,
  NewerData,
  PeopleWriter,
  PostgresDocketStore,
  prepareDatabase,
  putRulebookInForce,
  RestoreRefused,
  upgradeKeys,
} from '@tregua/store';
import { hashPassword } from '../../api/src/accounts/password.js';
import { administer, ADMIN_USAGE, AdminUsageError, type AdminTools } from '../../api/src/admin.js';
import { backup, BACKUP_USAGE, restore, type ServerRoles } from './backup/commands.js';
import { CALENDAR_USAGE, calendarCommand } from './calendar.js';
import { openCommission } from './commission.js';
import { importCommand, importUsage } from './import.js';
import { fsckCommand } from './log/fsck-command.js';
import { lookIntoHome, LostSecrets } from './home.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const USAGE = `${ADMIN_USAGE}
${importUsage}
${BACKUP_USAGE}
${CALENDAR_USAGE}

  migrate                 makes roles, database and schema, or brings them up to date; puts the rulebook in force. Needs DATABASE_SERVER_URL
                          (a superuser, without a database name), DATABASE_NAME, OWNER_PASSWORD_FILE, APP_PASSWORD_FILE. FIRST_ADMINISTRATOR_FILE: where
                          nobody is there yet, the password of the first administrator
  fsck                    computes the log anew from its entries: tiles, roots, checkpoints, and each line from the entry that it stands for
Without DATABASE_URL the embedded database in TREGUA_HOME (.tregua) is meant, running or not.`;

/** npm run admin: on the database of DATABASE_URL, else on the embedded one, which may be running meanwhile. */
async function main(env: Environment, args: readonly string[]): Promise<void> {
  const [command] = args;
  if (command === undefined || command === 'help' || command === '--help') return say(USAGE);
  if (command === 'migrate') return await migrateServer(env);
  if (command === 'backup' || command === 'restore') return await backupOrRestore(env, args);
  if (command === 'fsck') return await withTools(env, async (tools) => void (process.exitCode = await fsckCommand(tools)));
  if (command === 'calendar') return await withTools(env, (tools) => calendarCommand(env, tools, args.slice(1)));
  if (command === 'import') return await withTools(env, (tools) => importOrFail(tools, args.slice(1)));
  await withTools(env, (tools) => administer(tools, args));
}

async function importOrFail(tools: AdminTools, args: readonly string[]): Promise<void> {
  const docket = new Docket(new PostgresDocketStore(tools.dataSource, tools.keyring), commissionLaw);
  process.exitCode = await importCommand(args, { ...tools, docket });
}

async function withTools(env: Environment, work: (tools: AdminTools) => Promise<void>): Promise<void> {
  const url = readDatabaseUrl(env, 'DATABASE_URL');
  const folder = env['TREGUA_HOME'] ?? '.tregua';
  if (url === undefined) {
    const commission = await openCommission(lookIntoHome(folder), { poolSize: 2, stopsServer: false });
    try {
      return await work({ ...commission, say });
    } finally {
      await commission.close();
    }
  }
  const dataSource = await createDataSource(url, { poolSize: 2, applicationName: 'tregua-admin' });
  try {
    await work({ dataSource, keyring: Keyring.open(env['TREGUA_KEYS'] ?? join(folder, 'keys.json')), say });
  } finally {
    await dataSource.destroy();
  }
}

async function backupOrRestore(env: Environment, [command, folder, ...more]: readonly string[]): Promise<void> {
  if (folder === undefined || more.length > 0) throw new AdminUsageError(USAGE);
  const server = readDatabaseUrl(env, 'DATABASE_SERVER_URL') === undefined ? {} : { server: serverRoles(env) };
  if (server.server === undefined && readDatabaseUrl(env, 'DATABASE_URL') !== undefined)
    throw new ConfigError('DATABASE_SERVER_URL', 'must be set for this: it is done as the owner of the tables');
  await (command === 'backup' ? backup : restore)({ env, folder: env['TREGUA_HOME'] ?? '.tregua', say, ...server }, folder);
}

function serverRoles(env: Environment): ServerRoles {
  const serverUrl = readDatabaseUrl(env, 'DATABASE_SERVER_URL');
  if (serverUrl === undefined) throw new ConfigError('DATABASE_SERVER_URL', 'must be set: a superuser, without a database name');
  return {
    serverUrl,
    database: env['DATABASE_NAME'] ?? 'tregua',
    ownerPassword: passwordIn(env, 'OWNER_PASSWORD_FILE'),
    appPassword: passwordIn(env, 'APP_PASSWORD_FILE'),
  };
}

async function migrateServer(env: Environment): Promise<void> {
  const { ownerUrl, appUrl } = await prepareDatabase(serverRoles(env));
  const evidence = readEvidenceUrl(env, join(env['TREGUA_HOME'] ?? '.tregua', 'evidence'));
  if (await makeEvidenceBucket(evidence)) say('The bucket of the evidence is there.');
  (await openEvidenceStores(evidence)).close(); // what is wrong with it is said now, and not when somebody's evidence comes
  const ran = await migrate(ownerUrl);
  await migrateQueue(ownerUrl, APP_ROLE); // the queue lies here where QUEUE_URL names no other place
  say(ran.length === 0 ? 'The schema is up to date.' : `Migrated: ${ran.join(', ')}.`);
  const dataSource = await createDataSource(appUrl, { poolSize: 1, applicationName: 'tregua-admin' });
  try {
    const keyring = Keyring.open(env['TREGUA_KEYS'] ?? join(env['TREGUA_HOME'] ?? '.tregua', 'keys.json'));
    const { resealed } = await upgradeKeys(dataSource, keyring);
    if (resealed > 0) say(`${resealed} values of an earlier version have keys of their own now.`);
    const put = await putRulebookInForce(dataSource, keyring, currentRulebookId, { id: 'system', role: 'system' });
    if (put) say(`Rulebook ${currentRulebookId} is in force.`);
    await welcomeFirst(env, dataSource, keyring);
  } finally {
    await dataSource.destroy();
  }
}

/** Somebody must be able to let the others in. Only where there is nobody yet: the file opens nothing later. */
async function welcomeFirst(env: Environment, dataSource: DataSource, keyring: Keyring): Promise<void> {
  if ((env['FIRST_ADMINISTRATOR_FILE'] ?? '') === '') return;
  if ((await listPeople(dataSource, '', 1)).length > 0) return;
  const passwordHash = await hashPassword(passwordIn(env, 'FIRST_ADMINISTRATOR_FILE'));
  const first = { signInName: 'administrator', name: 'First administrator', roles: ['administrator'], passwordHash } as const;
  const { status } = await new PeopleWriter(dataSource, keyring).create(first, { id: 'system', role: 'system' });
  if (status !== 'written') throw new Error(`The first administrator could not be added: ${status}.`);
  say('The first administrator signs in as "administrator" with the password in FIRST_ADMINISTRATOR_FILE.');
}

function passwordIn(env: Environment, setting: string): string {
  const file = env[setting];
  if (file === undefined || file === '') throw new ConfigError(setting, 'must name a file that holds a password');
  const password = readFileSync(file, 'utf8').trim();
  if (password.length < 12) throw new ConfigError(setting, 'the password in it must have at least 12 characters');
  return password;
}

main(process.env, process.argv.slice(2)).catch((error: unknown) => {
  const known = [AdminUsageError, ConfigError, LostSecrets, NewerData, RestoreRefused].some((kind) => error instanceof kind);
  process.stderr.write(
    `${known ? (error as Error).message : error instanceof Error ? (error.stack ?? error.message) : 'Unknown reason.'}\n`,
  );
  process.exit(known ? 2 : 1);
});
