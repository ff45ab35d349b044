import { randomBytes } from 'node:crypto';
import {
  parseSigningKey,
  receiptText,
  SIGNATURE_TYPES,
  signNote,
  verifierKeyOf,
  writeSigningKey,
  writeVerifierKey,
  type SigningKey,
} from '@tregua/ledger';
import { ed25519, readSecret, sha256, writeSecretOnce } from '@tregua/platform';

/** The place of an entry in its chain, as the door answers it. */
export interface ReceiptFor {
  /** How the log calls the stream: 64 hex. */
  readonly tag: string;
  readonly seq: number;
  /** 64 hex. */
  readonly hash: string;
  /** ISO 8601 in UTC with milliseconds, as the entry has it. */
  readonly at: string;
}

/**
 * Signs receipts. The key lies in a file outside PostgreSQL: whoever holds the database cannot make one up, and whoever filed holds, from the answer on,
 * something that speaks against a history without their entry.
 */
export class ReceiptKey {
  private constructor(
    readonly origin: string,
    private readonly key: SigningKey,
  ) {}

  /** Opens the key file, making it where there is none. @throws when others may read it, or it is of another log. */
  static open(file: string, origin: string): ReceiptKey {
    const name = `${origin}/receipt`;
    const text = readSecret(file);
    if (text === undefined) {
      const privateKey = Uint8Array.from(randomBytes(32));
      const fresh = { ...verifierKeyOf(name, SIGNATURE_TYPES.ed25519, ed25519.publicKeyOf(privateKey), sha256), privateKey };
      writeSecretOnce(file, `${writeSigningKey(fresh)}\n`);
      return ReceiptKey.open(file, origin);
    }
    const key = parseSigningKey(text.trim(), (seed) => ed25519.publicKeyOf(seed), sha256);
    if (key.name !== name) throw new Error(`${file} holds a key of ${key.name}, not of ${name}.`);
    return new ReceiptKey(origin, key);
  }

  /** What others verify receipts with. */
  get verifierKey(): string {
    return writeVerifierKey(this.key);
  }

  /** A signed note. Of the same entry it is always the same: an answer that is given again is the same bytes. */
  sign({ tag, seq, hash, at }: ReceiptFor): string {
    return signNote(receiptText({ origin: this.origin, tag, seq, eventHash: hash, at }), [this.key], ed25519);
  }
}
