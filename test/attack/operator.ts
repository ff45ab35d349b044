import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commissionLaw as doorLaw, Docket } from '@tregua/docket';
import { fsck, parsePolicy, type LogReport, type LogReader, type Policy } from '@tregua/ledger';
import { sha256 } from '@tregua/platform';
import { latestCheckpoint, logEntryBundle, logTile, PostgresDocketStore, type Reader } from '@tregua/store';
import { setScene, tell } from '../../apps/standalone/src/demonstration/load-demonstration.js';
import { lives } from '../../apps/standalone/src/demonstration/lives.js';
import { shippedExtract } from '../../apps/standalone/src/demonstration/ready-demonstration.js';
import { actorNamed } from '../../apps/standalone/src/demonstration/people.js';
import { built, planned } from '../../apps/worker/src/bundle/bundle.testing.js';
import { PostgresBundleLog } from '../../apps/worker/src/bundle/postgres-bundle-log.js';
import { logWorkOn, TestSigner, writeEntries } from '../../apps/worker/src/log/log.testing.js';
import type { LogWork } from '../../apps/worker/src/log/log-work.js';
import { startWitness, type StartedWitness } from '../../apps/witness/src/witness.testing.js';
import type { TestDatabase } from '../support/database.js';

/** A whole operator: database, door, log, signer and three witnesses, with a case that was told to its end. */
export class Operator {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tregua-operator-'));
  readonly cases: string[] = [];
  policyText = '';
  policy!: Policy;

  private constructor(
    readonly database: TestDatabase,
    readonly signer: TestSigner,
    readonly witnesses: readonly StartedWitness[],
    private work: LogWork,
  ) {}

  static async begin(database: TestDatabase, told: readonly string[]): Promise<Operator> {
    const signer = await new TestSigner().start();
    const vkeys = signer.signer.view().keys;
    const witnesses: StartedWitness[] = [];
    for (let index = 0; index < 3; index += 1) witnesses.push(await startWitness(vkeys));
    const lines = [
      ...vkeys.map((key) => `log ${key}`),
      ...witnesses.map(({ vkey, server }, index) => `witness w${index + 1} ${vkey} ${server.url}`),
      'group enough 2 w1 w2 w3',
      'quorum enough',
    ];
    const policyText = lines.map((line) => `${line}\n`).join('');
    const policy = parsePolicy(policyText, sha256);
    const operator = new Operator(database, signer, witnesses, logWorkOn(database, signer.url, { policy: () => policy }));
    operator.policyText = policyText;
    operator.policy = policy;
    await operator.tell(told);
    // Enough for full tiles.
    await writeEntries(database, 'import/many', 300);
    await operator.step();
    return operator;
  }

  private async tell(told: readonly string[]): Promise<void> {
    const { database } = this;
    const docket = new Docket(new PostgresDocketStore(database.dataSource, database.keyring), doorLaw);
    const { stage, acts } = await setScene({ ...database, docket, extract: shippedExtract(), passwordHashOf: () => Promise.resolve(null) });
    for (const key of told) {
      const plan = lives.find((life) => life.key === key);
      if (plan === undefined) throw new Error(`There is no life ${key}.`);
      this.cases.push((await tell(stage, plan, 'ru', acts)).id);
    }
    await stage.close();
  }

  /** Everything that waits comes into the log, is signed and cosigned. */
  async step(): Promise<void> {
    await this.work.step();
    await this.work.settled();
  }

  auditor(): Reader {
    const { id, role } = actorNamed('auditor');
    return { id, roles: [role] };
  }

  /** Asks for the export of all cases and lets the log take the entry that asks. */
  async plan(): Promise<string> {
    const id = await planned(this.database, this.auditor(), {
      audience: 'auditor',
      cases: this.cases,
      content: 'records',
      reason: 'For the court.',
    });
    await this.step();
    return id;
  }

  async build(id: string): Promise<Buffer> {
    const { dataSource, keyring } = this.database;
    const log = new PostgresBundleLog(dataSource, keyring, { policy: this.policyText, demonstration: false });
    return await built({ dataSource, keyring, log }, id);
  }

  /** The log as it is served to everybody. */
  reader(): LogReader {
    const { dataSource } = this.database;
    return {
      checkpoint: async () => {
        const checkpoint = await latestCheckpoint(dataSource);
        return checkpoint === undefined ? undefined : Uint8Array.from(Buffer.from(checkpoint.note));
      },
      tile: async ({ level, index, width }) => {
        const bytes =
          level === 'entries' ? await logEntryBundle(dataSource, index, width) : await logTile(dataSource, { level, index, width });
        return bytes === undefined ? undefined : Uint8Array.from(bytes);
      },
    };
  }

  async fsck(): Promise<LogReport> {
    return await fsck(this.reader(), sha256);
  }

  async end(): Promise<void> {
    await this.work.stop();
    await this.signer.remove();
    for (const witness of this.witnesses) await witness.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
