import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkpointText,
  consistencyProof,
  leafHash,
  rootOf,
  SIGNATURE_TYPES,
  signNote,
  verifierKeyOf,
  writeAddCheckpoint,
  writeVerifierKey,
  type SigningKey,
} from '@tregua/ledger';
import { ed25519, sha256 } from '@tregua/platform';
import { openKey } from './witness-key.js';
import { parseLogs } from './witness-logs.js';
import { WitnessRecords } from './witness-records.js';
import { serveWitness, type WitnessServer } from './witness-server.js';
import { Witness } from './witness.js';

/** A log of so many made-up leaves, with a key out of one byte, that sends itself to witnesses. */
export class SmallLog {
  readonly key: SigningKey;
  readonly leaves: Uint8Array[];

  constructor(
    readonly origin: string,
    size: number,
    seed = 7,
    private readonly mark = '',
  ) {
    const privateKey = new Uint8Array(32).fill(seed);
    this.key = { ...verifierKeyOf(origin, SIGNATURE_TYPES.ed25519, ed25519.publicKeyOf(privateKey), sha256), privateKey };
    this.leaves = Array.from({ length: size }, (_, at) => leafHash(Buffer.from(`${mark}${at}`), sha256));
  }

  get vkey(): string {
    return writeVerifierKey(this.key);
  }

  checkpoint(size: number): string {
    return signNote(checkpointText({ origin: this.origin, size, root: rootOf(this.leaves.slice(0, size), sha256) }), [this.key], ed25519);
  }

  /** The body of add-checkpoint from an old size to a new one. */
  body(oldSize: number, size: number): string {
    const proof = oldSize === 0 ? [] : consistencyProof(oldSize, this.leaves.slice(0, size), sha256);
    return writeAddCheckpoint({ oldSize, proof, checkpoint: this.checkpoint(size) });
  }
}

export interface StartedWitness {
  readonly server: WitnessServer;
  readonly folder: string;
  readonly said: string[];
  readonly vkey: string;
  post(body: string | Uint8Array): Promise<{ status: number; type: string | null; body: string }>;
  close(): Promise<void>;
}

/** A witness in this process, on a free port, with real files in a folder of its own (or one that is handed in, and kept). */
export async function startWitness(
  vkeys: readonly string[],
  options: { folder?: string; perSecond?: number } = {},
): Promise<StartedWitness> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'tregua-witness-'));
  const key = openKey(join(folder, 'key'), 'example.com/witness');
  const logs = parseLogs(vkeys.join('\n'));
  const records = await WitnessRecords.open(folder, key);
  const said: string[] = [];
  const served = {
    witness: new Witness(key, () => logs, records, Date.now),
    records,
    logs: () => logs,
    vkey: writeVerifierKey(key),
    say: (line: string) => void said.push(line),
  };
  const server = await serveWitness(served, { host: '127.0.0.1', port: 0, perSecond: options.perSecond ?? 1000 });
  return {
    server,
    folder,
    said,
    vkey: served.vkey,
    post: async (body) => {
      const response = await fetch(`${server.url}/add-checkpoint`, { method: 'POST', body });
      return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
    },
    close: async () => {
      await server.close();
      records.close();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
