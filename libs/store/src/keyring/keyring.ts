import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { dirname, join } from 'node:path';
import { canonicalBytes, parseCanonical, type Json } from '@tregua/ledger';
import { KeyIsDestroyed, placeOfKey, type DataKeys } from './data-keys.js';
import { KeySegments } from './key-segments.js';
import { MasterKeys } from './master-keys.js';

/** Where a sealed value belongs. It is bound into the ciphertext, so that a row moved elsewhere does not open. */
export interface SealedPlace {
  readonly stream: string;
  readonly seq: number;
  readonly field: string;
}

export interface SealedBytes {
  readonly keyId: string;
  readonly nonce: Buffer;
  /** Ciphertext with the 16-byte tag at its end. */
  readonly ciphertext: Buffer;
}

/** What is sealed: a value, and the salt of its commitment. */
export interface SealedContent {
  readonly salt: string;
  readonly value: Json;
}

const VERSION = 1;
const TAG_BYTES = 16;
/** The folder of data keys, beside the key file. */
const VALUE_KEYS = 'value-keys';

/**
 * The keys under which texts lie sealed: AES-256-GCM, with stream, seq, field and version as associated data, and a key of its own for each value. They
 * live in files outside PostgreSQL, so that its tables, write-ahead log and dumps hold no text in clear from the first day (proof.md), and no text
 * that could be opened once its key is destroyed.
 */
export class Keyring {
  private constructor(
    readonly masters: MasterKeys,
    private readonly dataKeys: DataKeys,
  ) {}

  /** Opens the key file and the folder of data keys beside it; makes them where there are none. @throws when others than their owner may read them. */
  static open(file: string): Keyring {
    const masters = MasterKeys.open(file);
    return new Keyring(masters, new KeySegments(valueKeysOf(file), masters));
  }

  /** Of masters and data keys that lie elsewhere than in files. */
  static of(masters: MasterKeys, dataKeys: DataKeys): Keyring {
    return new Keyring(masters, dataKeys);
  }

  seal(place: SealedPlace, content: SealedContent): SealedBytes {
    const { id, key } = this.dataKeys.take();
    return { keyId: id, ...encrypt(key, place, content) };
  }

  /** @throws KeyIsDestroyed for what was erased, and otherwise when the key is unknown or the bytes are not what was sealed at this place. */
  open(place: SealedPlace, sealed: SealedBytes): SealedContent {
    const content = this.find(place, sealed);
    if (content === undefined) throw new KeyIsDestroyed(sealed.keyId);
    return content;
  }

  /** The same, undefined for what was erased: a row that an old backup brought back stays shut. */
  find(place: SealedPlace, sealed: SealedBytes): SealedContent | undefined {
    const { keyId } = sealed;
    const key = placeOfKey(keyId) === undefined ? this.masterOf(keyId, place) : this.dataKeys.find(keyId);
    return key === undefined ? undefined : decrypt(key, place, sealed);
  }

  /** Destroys the keys of values that must never be read again. Under the erasure lock of the database. */
  async destroy(keyIds: readonly string[]): Promise<void> {
    await this.dataKeys.destroy(keyIds);
  }

  /**
   * A tag by which the same value is known again, and nothing else: who holds the table but not the keys cannot try out short texts against it, as
   * they could with a bare digest.
   */
  tag(value: Json): Buffer {
    return tagWith(this.masters.tagKeys[0], value);
  }

  /** Is it a tag of this value, under the present key or an earlier one? */
  isTagOf(tag: Buffer, value: Json): boolean {
    return this.masters.tagKeys.some((key) => tag.length === 32 && timingSafeEqual(tag, tagWith(key, value)));
  }

  /** Values of the first version lie under a master itself. */
  private masterOf(keyId: string, { stream, seq, field }: SealedPlace): Buffer {
    const key = this.masters.find(keyId);
    if (key === undefined) throw new Error(`There is no key ${keyId} to open ${stream} ${seq} ${field}.`);
    return key;
  }
}

/** Where the data keys of a key file lie. */
export function valueKeysOf(keyFile: string): string {
  return join(dirname(keyFile), VALUE_KEYS);
}

/** Seals with a given key. */
export function encrypt(key: Buffer, place: SealedPlace, { salt, value }: SealedContent): Omit<SealedBytes, 'keyId'> {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(associated(place));
  return { nonce, ciphertext: Buffer.concat([cipher.update(canonicalBytes({ salt, value })), cipher.final(), cipher.getAuthTag()]) };
}

function decrypt(key: Buffer, place: SealedPlace, { nonce, ciphertext }: SealedBytes): SealedContent {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  decipher.setAAD(associated(place));
  decipher.setAuthTag(ciphertext.subarray(ciphertext.length - TAG_BYTES));
  const plain = Buffer.concat([decipher.update(ciphertext.subarray(0, ciphertext.length - TAG_BYTES)), decipher.final()]);
  return parseCanonical(plain) as unknown as SealedContent;
}

function tagWith(key: Buffer, value: Json): Buffer {
  return createHmac('sha256', key).update(canonicalBytes(value)).digest();
}

function associated({ stream, seq, field }: SealedPlace): Uint8Array {
  return canonicalBytes([stream, seq, field, VERSION]);
}
