import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { commissionLaw, Docket } from '@tregua/docket';
import { openEvidenceStores, type EvidenceAddress, type EvidenceStore } from '@tregua/evidence-store';
import { currentRulebookId } from '@tregua/casework';
import { migrateQueue, queueAddress, type QueueAddress } from '@tregua/jobs';
import { PasswordRefused, startEmbeddedPostgres, type EmbeddedPostgres } from '@tregua/platform';
import {
  APP_ROLE,
  createDataSource,
  dropDatabase,
  holdsSealedValues,
  Keyring,
  migrate,
  PostgresDocketStore,
  prepareDatabase,
  putRulebookInForce,
  upgradeKeys,
} from '@tregua/store';
import { foldersOf, LostSecrets, type Home } from './home.js';

export const DATABASE = 'tregua';

/** Everything of one Commission that lies in one data folder: its database, its keys, its door. */
export interface Commission {
  readonly dataSource: DataSource;
  readonly docket: Docket;
  readonly keyring: Keyring;
  readonly evidence: EvidenceStore;
  /** Uploads that wait for their work, and what was made until it is fetched. */
  readonly workFiles: EvidenceStore;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly serverUrl: string;
  /** The queue lies in the same database, unless QUEUE_URL names another place. */
  readonly queue: QueueAddress;
  readonly postgresPid: number;
  /** What a person should know of how it was started. */
  readonly notes: readonly string[];
  /** Where the database lies: not always inside the data folder. */
  readonly clusterFolder: string;
  /** Throws the database away, with all that is in it, and makes a new one. Ask first whether that is right. */
  startOver(): Promise<Commission>;
  close(): Promise<void>;
}

export interface CommissionOptions {
  readonly poolSize?: number;
  /** Also stops a server that was running before: right for who holds the data folder, wrong for a command beside it. */
  readonly stopsServer?: boolean;
  /** Settings of PostgreSQL; the bench and tests set some. */
  readonly postgres?: Readonly<Record<string, string>>;
  /** Absent: the queue lies in the database. */
  readonly queueUrl?: string;
  /** Absent: evidence lies in the data folder. */
  readonly evidence?: EvidenceAddress;
  /** Told what is being done, as it is done. */
  readonly say?: (line: string) => void;
}

/** Starts the embedded PostgreSQL in the data folder, brings the schema up to date, and opens the door. */
export async function openCommission(
  home: Home,
  { poolSize = 10, stopsServer = true, postgres, queueUrl, evidence, say = () => undefined }: CommissionOptions = {},
): Promise<Commission> {
  say('Starting PostgreSQL …');
  const server = await startServer(home, postgres);
  try {
    return await openDatabase({
      home,
      server,
      poolSize,
      stopsServer,
      queueUrl,
      say,
      evidence: evidence ?? { kind: 'file', folder: home.evidence },
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** The server of a data folder, and nothing in it. @throws LostSecrets */
export async function startServer(home: Home, settings?: CommissionOptions['postgres']): Promise<EmbeddedPostgres> {
  const { superuserPassword: password } = home.secrets;
  try {
    return await startEmbeddedPostgres({ dataDir: home.database, password, ...(settings ? { settings } : {}) });
  } catch (error) {
    if (!(error instanceof PasswordRefused)) throw error;
    throw new LostSecrets(
      `The database in ${error.folder} was made with other passwords than those in ${join(home.folder, 'secrets.json')}.`,
      foldersOf(home.folder, error.folder),
    );
  }
}

interface OpenServer {
  readonly home: Home;
  readonly server: EmbeddedPostgres;
  readonly poolSize: number;
  readonly stopsServer: boolean;
  readonly queueUrl: string | undefined;
  readonly evidence: EvidenceAddress;
  readonly say: (line: string) => void;
}

async function openDatabase(open: OpenServer): Promise<Commission> {
  const { home, server, poolSize, stopsServer, queueUrl, say } = open;
  const { ownerUrl, appUrl } = await prepareDatabase({
    serverUrl: server.url,
    database: DATABASE,
    ownerPassword: home.secrets.ownerPassword,
    appPassword: home.secrets.appPassword,
  });
  const ran = await migrate(ownerUrl);
  await migrateQueue(ownerUrl, APP_ROLE);
  if (ran.length > 0) say(`Migrated: ${ran.join(', ')}.`);
  const dataSource = await createDataSource(appUrl, { poolSize });
  try {
    await refuseLostKeys(home, server, dataSource);
    const keyring = Keyring.open(home.keyFile);
    const { resealed } = await upgradeKeys(dataSource, keyring);
    if (resealed > 0) say(`${resealed} values of an earlier version have keys of their own now.`);
    await putRulebookInForce(dataSource, keyring, currentRulebookId, { id: 'system', role: 'system' });
    const stores = await openEvidenceStores(open.evidence);
    return {
      dataSource,
      keyring,
      evidence: stores.evidence,
      workFiles: stores.workFiles,
      docket: new Docket(new PostgresDocketStore(dataSource, keyring), commissionLaw),
      ownerUrl,
      appUrl,
      serverUrl: server.url,
      queue: queueAddress(queueUrl ?? appUrl),
      postgresPid: server.pid,
      notes: server.notes,
      clusterFolder: server.dataDir,
      startOver: async () => {
        stores.close();
        await dataSource.destroy();
        await dropDatabase(server.url, DATABASE);
        return await openDatabase(open);
      },
      close: async () => {
        stores.close();
        if (dataSource.isInitialized) await dataSource.destroy();
        if (!server.wasRunning || stopsServer) await server.stop();
      },
    };
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

/** A new key beside texts that were sealed under a lost one would hide the loss until somebody asks for a text. */
async function refuseLostKeys(home: Home, server: EmbeddedPostgres, dataSource: DataSource): Promise<void> {
  if (existsSync(home.keyFile) || !(await holdsSealedValues(dataSource))) return;
  throw new LostSecrets(
    `The database in ${server.dataDir} holds texts that are sealed, and ${home.keyFile}, which holds their keys, is not there.`,
    foldersOf(home.folder, server.dataDir),
  );
}
