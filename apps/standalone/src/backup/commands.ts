import { existsSync, readdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { migrateQueue } from '@tregua/jobs';
import type { Environment } from '@tregua/platform';
import { APP_ROLE, databaseIsEmpty, dropDatabase, prepareDatabase, RestoreRefused } from '@tregua/store';
import { DATABASE, openCommission, startServer } from '../commission.js';
import { foldersOf, lookIntoHome, openHome } from '../home.js';
import { checkBackup, restoreBackup, type Restored } from './restore-backup.js';
import { writeBackup } from './write-backup.js';

export const BACKUP_USAGE = `  backup FOLDER           rows, evidence, keys and the log's state, as they stand now, into a new folder; others may work on. Guard it like the keys
  restore FOLDER          a backup into an empty place, and verifies every chain, sealed value and file. Refuses what is not as it was written`;

/** The server of a deployment, as `migrate` is told of it. */
export interface ServerRoles {
  readonly serverUrl: string;
  readonly database: string;
  readonly ownerPassword: string;
  readonly appPassword: string;
}

export interface BackupTools {
  readonly env: Environment;
  readonly folder: string;
  /** Absent: the embedded database of the data folder. */
  readonly server?: ServerRoles;
  readonly say: (line: string) => void;
}

export async function backup({ env, folder, server, say }: BackupTools, target: string): Promise<void> {
  const write = async (ownerUrl: string, signIns?: Readonly<Record<string, string>>): Promise<void> => {
    const order = { ownerUrl, folder: resolve(folder), env, target: resolve(target), ...(signIns === undefined ? {} : { signIns }) };
    const { tables, files } = await writeBackup(order);
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    say(
      `${rows} rows of ${tables.length} tables and ${files.length} files are in ${order.target}. It holds the keys too: guard it like them.`,
    );
  };
  if (server !== undefined) return await write((await prepareDatabase(server)).ownerUrl);
  const home = lookIntoHome(folder);
  const commission = await openCommission(home, { poolSize: 2, stopsServer: false });
  try {
    await write(commission.ownerUrl, home.secrets.signIns);
  } finally {
    await commission.close();
  }
}

export async function restore(tools: BackupTools, source: string): Promise<void> {
  const from = resolve(source);
  const restored = tools.server === undefined ? await restoreEmbedded(tools, from) : await restoreOnServer(tools, tools.server, from);
  const { streams, entries, opened, erased, evidence, migrated, manifest } = restored;
  if (migrated.length > 0) tools.say(`Migrated since the backup: ${migrated.join(', ')}.`);
  tools.say(
    `Restored as of ${manifest.madeAt} and verified: ${entries} entries in ${streams} chains, ${opened} sealed values (${erased} erased), ` +
      `${evidence.intact} files of evidence (${evidence.absent} were not there any more).`,
  );
  tools.say('If the log went on after this backup was made, tell its signer once: signer declare-restore.');
}

async function restoreEmbedded({ env, folder, say }: BackupTools, source: string): Promise<Restored> {
  const place = resolve(folder);
  if (existsSync(place) && readdirSync(place).length > 0)
    throw new RestoreRefused(`${place} is not empty. Set TREGUA_HOME to a folder that is not there yet.`);
  const { signIns } = await checkBackup(source);
  const home = openHome(place);
  const server = await startServer(home);
  try {
    const { ownerPassword, appPassword } = home.secrets;
    const { ownerUrl, appUrl } = await prepareDatabase({ serverUrl: server.url, database: DATABASE, ownerPassword, appPassword });
    const restored = await restoreBackup({ source, ownerUrl, appUrl, folder: place, env });
    await migrateQueue(ownerUrl, APP_ROLE);
    home.saveSignIns(signIns);
    await server.stop();
    home.release();
    return restored;
  } catch (error) {
    await server.stop();
    for (const made of foldersOf(place, server.dataDir)) rmSync(made, { recursive: true, force: true });
    say('Nothing of it was kept.');
    throw error;
  }
}

async function restoreOnServer({ env, folder, say }: BackupTools, server: ServerRoles, source: string): Promise<Restored> {
  const { ownerUrl, appUrl } = await prepareDatabase(server);
  if (!(await databaseIsEmpty(ownerUrl)))
    throw new RestoreRefused(`The database ${server.database} is not empty. A backup is restored into an empty one only.`);
  try {
    const restored = await restoreBackup({ source, ownerUrl, appUrl, folder: resolve(folder), env });
    await migrateQueue(ownerUrl, APP_ROLE);
    return restored;
  } catch (error) {
    await dropDatabase(server.serverUrl, server.database); // it was empty when we came
    say('Nothing of it was kept.');
    throw error;
  }
}
