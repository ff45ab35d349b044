import { parsePolicy, type Policy } from '@tregua/ledger';
import { crashPoint, sha256, type Logger } from '@tregua/platform';
import {
  cosignCheckpoint,
  LogLeader,
  LogNonces,
  logTree,
  newestSigned,
  thinCheckpoints,
  type Keyring,
  type LogCheckpoint,
} from '@tregua/store';
import type { DataSource } from 'typeorm';
import type { LogSettings } from './log-settings.js';
import { recordLogKeys } from './record-log-keys.js';
import { LogIsDamaged, Sequencer } from './sequencer.js';
import { SignerClient } from './signer-client.js';
import { stampCheckpoint } from './timestamps.js';
import { TreeSigning } from './tree-signing.js';
import { WitnessClient } from './witness-client.js';

export interface LogWorkOptions {
  readonly dataSource: DataSource;
  readonly keyring: Keyring;
  readonly logger: Logger;
  readonly settings: LogSettings;
}

/** Entries in one batch. */
const BATCH = 1_000;
/** While a backlog is worked off, it is signed at least this often. */
const SIGN_EVERY_MS = 500;
const LOOK_AGAIN_MS = 60_000;
/** How often everything is searched for entries that neither are in the log nor wait for it. */
const SEARCH_MS = 3_600_000;
const NEVER = new AbortController().signal;
const NO_WITNESSES = parsePolicy('quorum none\n', sha256);

interface Leading {
  readonly leader: LogLeader;
  readonly sequencer: Sequencer;
  /** Absent while the signer does not answer: indexes are given all the same. */
  readonly signing?: TreeSigning;
}

/**
 * The way of an entry after its commit: index, signature, cosignatures, timestamps. One process leads; the others look from time to time whether it
 * still does. Whatever fails, nothing that files waits for it, and the next step begins again from what the tables and the signer say.
 */
export class LogWork {
  private readonly signer: SignerClient;
  private leading: Leading | undefined;
  private witnessing: Promise<void> | undefined;
  private witnesses: { readonly policy: Policy; readonly client: WitnessClient } | undefined;
  private wanted: LogCheckpoint | undefined;
  private lastShown: string | undefined;
  private shownAt = 0;
  private stampedAt = 0;
  private lookedAt = 0;
  private searchedAt = 0;
  private stopped = false;

  constructor(private readonly options: LogWorkOptions) {
    const { signerUrl, signerSecret } = options.settings;
    this.signer = new SignerClient(signerUrl, signerSecret);
  }

  /** Everything that waits now gets its index and is signed. Throws what went wrong; the next step mends what can be mended. */
  async step(ending: AbortSignal = NEVER): Promise<void> {
    if (this.stopped) return;
    try {
      const leading = await this.lead();
      if (leading === undefined) return;
      await this.search(leading);
      await this.workOff(leading, ending);
      if (leading.signing === undefined) throw new Error('The signer does not answer: entries have indexes, and no signature yet.');
      this.show();
    } catch (error) {
      await this.letGo();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.witnessing;
    await this.letGo();
    this.signer.close();
  }

  /** Waits until the witnesses were asked about the checkpoint that there is. For tests and for the end of a process. */
  async settled(): Promise<void> {
    while (this.witnessing !== undefined) await this.witnessing;
  }

  private async lead(): Promise<Leading | undefined> {
    if (this.leading !== undefined) return this.leading;
    const { dataSource, keyring, logger } = this.options;
    let lost = false;
    const leader = await LogLeader.take(dataSource, (error) => {
      if (error !== undefined) logger.warn({ error: error.message }, 'the connection of the log was lost');
      lost = true;
      this.leading = undefined;
    });
    if (leader === undefined) return undefined;
    try {
      const nonces = await LogNonces.open(dataSource, keyring);
      const signing = await TreeSigning.begin(leader, this.signer).catch(unlessSilent);
      const sequencer = await this.sequencer(leader, nonces, signing);
      await recordLogKeys(dataSource, keyring, signing?.view);
      const kept = await signing?.keepLast();
      if (kept !== undefined) this.wanted = kept;
      this.wanted ??= await newestSigned(dataSource);
      const leading = { leader, sequencer, ...(signing === undefined ? {} : { signing }) };
      if (!lost) this.leading = leading;
      return leading;
    } catch (error) {
      await leader.release().catch(() => undefined); // it may be broken; the first error is the one that counts
      throw error;
    }
  }

  /** Where the tables do not hold what was sequenced, all that is not signed is sequenced anew. */
  private async sequencer(leader: LogLeader, nonces: LogNonces, signing: TreeSigning | undefined): Promise<Sequencer> {
    try {
      return await Sequencer.begin(leader, nonces);
    } catch (error) {
      if (!(error instanceof LogIsDamaged) || signing === undefined) throw error;
      await this.giveBack(leader, signing);
      return await Sequencer.begin(leader, nonces);
    }
  }

  private async giveBack(leader: LogLeader, { stand }: TreeSigning): Promise<void> {
    const waiting = await leader.giveBack(stand);
    this.options.logger.error(
      { from: stand.size, waiting },
      'the log was damaged behind its last checkpoint: it is sequenced anew from there',
    );
  }

  private async search({ leader }: Leading): Promise<void> {
    const { logger, dataSource } = this.options;
    const now = Date.now();
    if (now - this.lookedAt >= LOOK_AGAIN_MS) {
      this.lookedAt = now;
      const aside = await leader.lookAgain();
      if (aside > 0)
        logger.error({ aside }, 'entries cannot be logged: their bytes do not fit their hashes, or the entry before them is missing');
      await thinCheckpoints(dataSource);
    }
    if (now - this.searchedAt >= SEARCH_MS) {
      this.searchedAt = now;
      const missed = await leader.findMissed(null);
      if (missed > 0) logger.error({ missed }, 'entries neither were in the log nor waited for it: they wait now');
    }
  }

  private async workOff({ leader, sequencer, signing }: Leading, ending: AbortSignal): Promise<void> {
    const { logger } = this.options;
    for (let signedAt = Date.now(), more = true; more && !ending.aborted;) {
      const step = await sequencer.batch(BATCH);
      for (const { stream, seq, why } of step.broken) logger.error({ stream, seq, why }, 'an entry cannot be logged');
      more = step.more;
      if (more && Date.now() - signedAt < SIGN_EVERY_MS) continue;
      signedAt = Date.now();
      try {
        this.wanted = (await signing?.signTo(sequencer.stand)) ?? this.wanted;
      } catch (error) {
        if (error instanceof LogIsDamaged && signing !== undefined) await this.giveBack(leader, signing);
        throw error;
      }
      if (more) this.show();
    }
  }

  /** Shows the newest checkpoint to the witnesses: a new one at once, the same one each minute. One showing at a time; nobody waits for it. */
  private show(): void {
    const { logger, settings } = this.options;
    const { wanted } = this;
    if (wanted === undefined || this.witnessing !== undefined) return;
    if (wanted.id === this.lastShown && Date.now() - this.shownAt < settings.idleMs) return;
    this.lastShown = wanted.id;
    this.shownAt = Date.now();
    this.witnessing = this.gather(wanted)
      .catch((error: unknown) =>
        logger.error({ error: error instanceof Error ? error.message : 'unknown' }, 'cosignatures could not be gathered'),
      )
      .finally(() => {
        this.witnessing = undefined;
        if (!this.stopped && this.wanted?.id !== this.lastShown) this.show();
      });
  }
  private async gather(checkpoint: LogCheckpoint): Promise<void> {
    const { dataSource, logger, settings } = this.options;
    const client = this.clientOf(settings.policy?.() ?? NO_WITNESSES);
    const gathered = await client.gather(
      signedOnly(checkpoint.note),
      async (old, size) => await logTree(dataSource, size).consistencyProof(old),
    );
    crashPoint('log-after-witnesses');
    await cosignCheckpoint(dataSource, checkpoint.id, gathered.note, gathered.quorumIsMet);
    for (const { witness, outcome, problem } of gathered.replies)
      if (outcome === 'refused' || outcome === 'ahead') logger.error({ witness, outcome, problem }, 'a witness does not cosign the log');
    if (!gathered.quorumIsMet) logger.warn({ size: checkpoint.size }, 'fewer witnesses have cosigned than the policy asks');
    await this.stamp(checkpoint);
  }

  /** The client remembers what each witness has, so it is made anew only when the policy changed. */
  private clientOf(policy: Policy): WitnessClient {
    if (this.witnesses === undefined || JSON.stringify(policy) !== JSON.stringify(this.witnesses.policy))
      this.witnesses = { policy, client: new WitnessClient(policy) };
    return this.witnesses.client;
  }

  private async stamp(checkpoint: LogCheckpoint): Promise<void> {
    const { dataSource, logger, settings } = this.options;
    if (settings.authorities.length === 0 || Date.now() - this.stampedAt < settings.timestampEveryMs) return;
    this.stampedAt = Date.now();
    for (const authority of settings.authorities) {
      await stampCheckpoint(dataSource, checkpoint, authority).catch((error: unknown) =>
        logger.error(
          { authority: authority.name, error: error instanceof Error ? error.message : 'unknown' },
          'a checkpoint was not stamped',
        ),
      );
    }
  }

  private async letGo(): Promise<void> {
    const { leading } = this;
    this.leading = undefined;
    await leading?.leader.release().catch(() => undefined); // it may be broken
  }
}

/** A signer that is away stops nothing but signatures; anything else is a reason to stop. */
function unlessSilent(error: unknown): undefined {
  const { code } = error as { code?: string };
  if (code !== undefined && ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'EPIPE'].includes(code)) return undefined;
  throw error;
}

/** The note as the log signed it: cosignatures of an earlier showing are gathered anew. */
function signedOnly(note: string): string {
  const gap = note.indexOf('\n\n');
  const origin = note.slice(0, note.indexOf('\n'));
  const lines = note.slice(gap + 2).split('\n');
  return `${note.slice(0, gap + 2)}${lines.filter((line) => line.startsWith(`\u2014 ${origin} `)).join('\n')}\n`;
}
