import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fsck, parsePolicy, type LogReport } from '@tregua/ledger';
import { createLogger, sha256 } from '@tregua/platform';
import { appendEntry, latestCheckpoint, logEntryBundle, logTile } from '@tregua/store';
import type { TestDatabase } from '../../../../test/support/database.js';
import { SignerKeys } from '../../../signer/src/signer-keys.js';
import { serveSigner, type SignerServer } from '../../../signer/src/signer-server.js';
import { SignerState } from '../../../signer/src/signer-state.js';
import { Signer } from '../../../signer/src/signer.js';
import type { LogSettings } from './log-settings.js';
import { LogWork } from './log-work.js';

export const ORIGIN = 'example.org/log';
const secret = randomBytes(24).toString('hex');

/** A signer with a folder of its own, over real HTTP; it can be ended and begun again. */
export class TestSigner {
  readonly folder = mkdtempSync(join(tmpdir(), 'tregua-signer-'));
  private server: SignerServer | undefined;
  url = '';
  signer!: Signer;

  async start(port = 0): Promise<this> {
    const state = SignerState.open(this.folder, ORIGIN);
    this.signer = new Signer(state, SignerKeys.open(this.folder, state.current.origin));
    this.server = await serveSigner(this.signer, { host: '127.0.0.1', port, secret });
    this.url = this.server.url;
    return this;
  }

  async stop(): Promise<void> {
    await this.server?.close();
    this.server = undefined;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function settingsFor(url: string, change: Partial<LogSettings> = {}): LogSettings {
  return { signerUrl: url, signerSecret: secret, authorities: [], timestampEveryMs: 1_000, everyMs: 100, idleMs: 60_000, ...change };
}

export function logWorkOn(database: TestDatabase, url: string, change: Partial<LogSettings> = {}): LogWork {
  const { dataSource, keyring } = database;
  return new LogWork({ dataSource, keyring, logger: createLogger('log-test', { level: 'silent' }), settings: settingsFor(url, change) });
}

export function policyOf(lines: readonly string[]): () => ReturnType<typeof parsePolicy> {
  const policy = parsePolicy(lines.map((line) => `${line}\n`).join(''), sha256);
  return () => policy;
}

/** Everything that readers are given, computed again from the entries. */
export async function fsckOf({ dataSource }: Pick<TestDatabase, 'dataSource'>): Promise<LogReport> {
  const checkpoint = await latestCheckpoint(dataSource);
  return await fsck(
    {
      checkpoint: () => Promise.resolve(checkpoint === undefined ? undefined : Uint8Array.from(Buffer.from(checkpoint.note))),
      tile: async ({ level, index, width }) => {
        const bytes =
          level === 'entries' ? await logEntryBundle(dataSource, index, width) : await logTile(dataSource, { level, index, width });
        return bytes === undefined ? undefined : Uint8Array.from(bytes);
      },
    },
    sha256,
  );
}

/** Writes `count` entries of one stream, as bare as can be. */
export async function writeEntries(database: TestDatabase, stream: string, count: number, from = 1): Promise<void> {
  for (let seq = from; seq < from + count; seq += 1) {
    await database.dataSource.transaction((manager) =>
      appendEntry(manager, database.keyring, {
        stream,
        command: 'DoThis',
        type: 'EvidenceRead',
        actor: { id: 'system', role: 'system' },
        payload: { number: seq },
      }),
    );
  }
}
