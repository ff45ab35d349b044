import type { DataSource } from 'typeorm';
import { commissionLaw, Docket } from '@tregua/docket';
import { FileEvidenceStore, type EvidenceStore } from '@tregua/evidence-store';
import { currentRulebookId } from '@tregua/casework';
import { migrateQueue, queueAddress, type QueueAddress } from '@tregua/jobs';
import { startEmbeddedPostgres } from '@tregua/platform';
import { APP_ROLE, createDataSource, Keyring, migrate, PostgresDocketStore, prepareDatabase, putRulebookInForce } from '@tregua/store';
import type { Home } from './home.js';

/** Everything of one Commission that lies in one data folder: its database, its keys, its door. */
export interface Commission {
  readonly dataSource: DataSource;
  readonly docket: Docket;
  readonly keyring: Keyring;
  readonly evidence: EvidenceStore;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly serverUrl: string;
  /** The queue lies in the same database, unless QUEUE_URL names another place. */
  readonly queue: QueueAddress;
  readonly postgresPid: number;
  /** What a person should know of how it was started. */
  readonly notes: readonly string[];
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
  /** Told what is being done, as it is done. */
  readonly say?: (line: string) => void;
}

/** Starts the embedded PostgreSQL in the data folder, brings the schema up to date, and opens the door. */
export async function openCommission(
  home: Home,
  { poolSize = 10, stopsServer = true, postgres, queueUrl, say = () => undefined }: CommissionOptions = {},
): Promise<Commission> {
  say('Starting PostgreSQL …');
  const server = await startEmbeddedPostgres({
    dataDir: home.database,
    password: home.secrets.superuserPassword,
    ...(postgres ? { settings: postgres } : {}),
  });
  try {
    const { ownerUrl, appUrl } = await prepareDatabase({
      serverUrl: server.url,
      database: 'tregua',
      ownerPassword: home.secrets.ownerPassword,
      appPassword: home.secrets.appPassword,
    });
    const ran = await migrate(ownerUrl);
    await migrateQueue(ownerUrl, APP_ROLE);
    if (ran.length > 0) say(`Migrated: ${ran.join(', ')}.`);
    const keyring = Keyring.open(home.keyFile);
    const dataSource = await createDataSource(appUrl, { poolSize });
    await putRulebookInForce(dataSource, keyring, currentRulebookId, { id: 'system', role: 'system' });
    return {
      dataSource,
      keyring,
      evidence: new FileEvidenceStore(home.evidence),
      docket: new Docket(new PostgresDocketStore(dataSource, keyring), commissionLaw),
      ownerUrl,
      appUrl,
      serverUrl: server.url,
      queue: queueAddress(queueUrl ?? appUrl),
      postgresPid: server.pid,
      notes: server.notes,
      close: async () => {
        await dataSource.destroy();
        if (!server.wasRunning || stopsServer) await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
