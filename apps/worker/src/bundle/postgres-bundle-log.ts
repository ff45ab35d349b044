import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import {
  latestCheckpoint,
  LogNonces,
  logHolds,
  logProofs,
  logTree,
  timestampsOf,
  type FixedLog,
  type Keyring,
  type LogCheckpoint,
} from '@tregua/store';
import type { BundleLog, EntryProof } from './bundle-log.js';

/** A checkpoint comes within seconds of an entry. After that the job is given up and tried again later. */
const WAIT_MS = 30_000;
const LOOK_EVERY_MS = 250;

/** What a bundle says of its log when witnesses stand on the operator's own computer: they prove nothing (proof.md). */
const SAME_COMPUTER = 'not independently cosigned: demonstration witnesses (same computer)';

export interface BundleLogSettings {
  /** The operator's tlog-policy, for information. */
  readonly policy: string | null;
  /** Witnesses stand on this computer. */
  readonly demonstration: boolean;
}

/** The policy's file is read for each bundle: witnesses come and go without a restart. */
export function bundleLogSettings(policyFile: string | undefined, demonstration: boolean): BundleLogSettings {
  return {
    get policy() {
      return policyFile === undefined || policyFile === '' ? null : readFileSync(policyFile, 'utf8');
    },
    demonstration,
  };
}

/** The log in PostgreSQL, as a bundle takes it. */
export class PostgresBundleLog implements BundleLog {
  private nonces: LogNonces | undefined;
  /** One tree for all streams: neighbours share most of their proofs. */
  private tree: { readonly size: number; readonly tree: ReturnType<typeof logTree> } | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
    private readonly settings: BundleLogSettings,
  ) {}

  async fix(heads: readonly { readonly stream: string; readonly seq: number }[], aborted: AbortSignal): Promise<FixedLog> {
    for (let waited = 0; ; waited += LOOK_EVERY_MS) {
      const checkpoint = await latestCheckpoint(this.dataSource);
      // Where no log was ever signed, there is none to wait for.
      if (checkpoint === undefined) return { log: null };
      if (await logHolds(this.dataSource, heads, checkpoint.size)) return await this.fixedOn(checkpoint);
      if (waited >= WAIT_MS) throw new Error(`The log stands at ${checkpoint.size} and does not hold every entry of the export yet.`);
      await sleep(LOOK_EVERY_MS, undefined, { signal: aborted });
    }
  }

  async nonceOf(stream: string): Promise<string> {
    this.nonces ??= await LogNonces.open(this.dataSource, this.keyring);
    return Buffer.from(this.nonces.nonceOf(stream)).toString('hex');
  }

  async *proofs(stream: string, size: number): AsyncGenerator<EntryProof> {
    if (this.tree?.size !== size) this.tree = { size, tree: logTree(this.dataSource, size) };
    for await (const { seq, index, proof } of logProofs(this.dataSource, stream, size, this.tree.tree)) yield { seq, index, proof };
  }

  private async fixedOn({ id, origin, size, note, cosigned }: LogCheckpoint): Promise<FixedLog> {
    const tokens = await timestampsOf(this.dataSource, id);
    return {
      log: {
        origin,
        size,
        note,
        cosigned: this.inWords(cosigned),
        policy: this.settings.policy,
        timestamps: tokens.map(({ token }) => token.toString('base64')),
      },
    };
  }

  private inWords(cosigned: boolean): string {
    if (this.settings.demonstration) return SAME_COMPUTER;
    return cosigned
      ? "cosigned by as many witnesses as the operator's policy asks"
      : "not cosigned by as many witnesses as the operator's policy asks";
  }
}
