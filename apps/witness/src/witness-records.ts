import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseCheckpoint, verifyNote, type Checkpoint, type VerifierKey } from '@tregua/ledger';
import { ed25519, ProcessLock, writeDurably } from '@tregua/platform';

/** What a witness remembers of one log: the last checkpoint that it cosigned. */
export interface LogRecord {
  readonly checkpoint: Checkpoint;
  /** The note with the log's signature and the witness's own. */
  readonly note: string;
}

/** SHA-256 of the origin in hexadecimal: the name of a log in paths (c2sp.org/tlog-witness, monitor retrieval). */
export function originHash(origin: string): string {
  return createHash('sha256').update(origin).digest('hex');
}

/** As many signed checkpoints that do not fit are kept, newest ones being dropped: they cost disk, and one is enough to prove a fork. */
const MOST_EVIDENCE = 256;

/** A witness that was told to end, or whose npm start was killed, needs a moment. */
const ENDS_WITHIN_MS = 5_000;

/**
 * The witness's memory: one file a log, written whole, flushed and renamed before anything is answered. A file that was changed is noticed when it is
 * read, because the witness's own cosignature is in it; a file that is missing, or an older one put back, is not.
 */
export class WitnessRecords {
  private readonly records = new Map<string, LogRecord | undefined>();

  private constructor(
    private readonly folder: string,
    private readonly own: VerifierKey,
    private readonly lock: ProcessLock,
  ) {}

  /** @throws Error when another process has the folder and keeps it. */
  static async open(folder: string, own: VerifierKey): Promise<WitnessRecords> {
    for (const part of ['logs', 'evidence']) mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
    return new WitnessRecords(folder, own, await ProcessLock.takeSoon(join(folder, 'running.lock'), ENDS_WITHIN_MS));
  }

  /** Undefined: no checkpoint of this log was ever cosigned. @throws Error when the file is damaged: it is never taken for nothing. */
  find(origin: string): LogRecord | undefined {
    if (!this.records.has(origin)) this.records.set(origin, this.read(origin));
    return this.records.get(origin);
  }

  /** On the disk when it returns. @throws Error when another process has taken the folder meanwhile: then nothing was written. */
  save(record: LogRecord): void {
    if (!this.lock.isHeld()) throw new Error('Another witness has taken this folder: nothing is cosigned here any more.');
    writeDurably(this.fileOf(record.checkpoint.origin), record.note);
    this.records.set(record.checkpoint.origin, record);
  }

  /** Keeps a checkpoint that its log signed and that does not fit what this witness cosigned. */
  keepEvidence(origin: string, size: number, body: string): void {
    const folder = join(this.folder, 'evidence');
    const name = `${originHash(origin).slice(0, 16)}-${size}-${createHash('sha256').update(body).digest('hex').slice(0, 16)}.txt`;
    if (existsSync(join(folder, name)) || readdirSync(folder).length >= MOST_EVIDENCE) return;
    writeDurably(join(folder, name), body);
  }

  close(): void {
    this.lock.release();
  }

  private read(origin: string): LogRecord | undefined {
    const file = this.fileOf(origin);
    rmSync(`${file}.new`, { force: true });
    if (!existsSync(file)) return undefined;
    try {
      const note = readFileSync(file, 'utf8');
      const { note: parsed, checkpoint } = parseCheckpoint(note);
      if (checkpoint.origin === origin && verifyNote(parsed, [this.own], ed25519).trusted) return { checkpoint, note };
    } catch {
      // Whatever is wrong with it, the answer is the same.
    }
    throw new Error(
      `${file} is damaged: the witness's own cosignature does not fit it. Put the last good copy back; without it, make a new witness key.`,
    );
  }

  private fileOf(origin: string): string {
    return join(this.folder, 'logs', originHash(origin));
  }
}
