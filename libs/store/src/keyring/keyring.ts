import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { canonicalBytes, parseCanonical, type Json } from '@tregua/ledger';

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

const VERSION = 1;
const TAG_BYTES = 16;
const TAG_INFO = 'tregua-tag-key/v1';

/**
 * The keys under which texts lie sealed: AES-256-GCM, with stream, seq, field and version as associated data. They live in a file of mode 600
 * outside PostgreSQL, so that its tables, write-ahead log and dumps hold no text in clear from the first day (proof.md).
 */
export class Keyring {
  /** Keys for tags, derived from the keys for texts: the two are never the same. */
  private readonly tagKeys: ReadonlyMap<string, Buffer>;

  private constructor(
    private readonly current: string,
    private readonly keys: ReadonlyMap<string, Buffer>,
  ) {
    this.tagKeys = new Map([...keys].map(([id, key]) => [id, Buffer.from(hkdfSync('sha256', key, '', TAG_INFO, 32))]));
  }

  /** Opens the key file; makes it with a fresh key where there is none. @throws when others than its owner may read it. */
  static open(file: string): Keyring {
    if (!existsSync(file)) makeKeyFile(file);
    if ((statSync(file).mode & 0o077) !== 0)
      throw new Error(`The key file ${file} can be read by others than its owner: it must have mode 600.`);
    const { current, keys } = JSON.parse(readFileSync(file, 'utf8')) as { current: string; keys: Record<string, string> };
    return Keyring.of(current, Object.fromEntries(Object.entries(keys).map(([id, key]) => [id, Buffer.from(key, 'base64')])));
  }

  /** Of keys at hand. @throws when one is not 32 bytes, or the current one is missing. */
  static of(current: string, keys: Readonly<Record<string, Buffer>>): Keyring {
    for (const [id, key] of Object.entries(keys)) if (key.length !== 32) throw new Error(`Key ${id} is not 32 bytes long.`);
    if (keys[current] === undefined) throw new Error(`There is no key ${current}.`);
    return new Keyring(current, new Map(Object.entries(keys)));
  }

  seal(place: SealedPlace, content: { readonly salt: string; readonly value: Json }): SealedBytes {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.keys.get(this.current) as Buffer, nonce);
    cipher.setAAD(associated(place));
    const plain = canonicalBytes({ salt: content.salt, value: content.value });
    const ciphertext = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    return { keyId: this.current, nonce, ciphertext };
  }

  /** @throws when the key is unknown, or the bytes are not what was sealed at this place. */
  open(place: SealedPlace, { keyId, nonce, ciphertext }: SealedBytes): { readonly salt: string; readonly value: Json } {
    const key = this.keys.get(keyId);
    if (key === undefined) throw new Error(`There is no key ${keyId} to open ${place.stream} ${place.seq} ${place.field}.`);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce);
    decipher.setAAD(associated(place));
    decipher.setAuthTag(ciphertext.subarray(ciphertext.length - TAG_BYTES));
    const plain = Buffer.concat([decipher.update(ciphertext.subarray(0, ciphertext.length - TAG_BYTES)), decipher.final()]);
    return parseCanonical(plain) as { salt: string; value: Json };
  }

  /**
   * A tag by which the same value is known again, and nothing else: who holds the table but not the keys cannot try out short texts against it, as
   * they could with a bare digest.
   */
  tag(value: Json): Buffer {
    return tagWith(this.tagKeys.get(this.current) as Buffer, value);
  }

  /** Is it a tag of this value, under the present key or an earlier one? */
  isTagOf(tag: Buffer, value: Json): boolean {
    return [...this.tagKeys.values()].some((key) => tag.length === 32 && timingSafeEqual(tag, tagWith(key, value)));
  }
}

function tagWith(key: Buffer, value: Json): Buffer {
  return createHmac('sha256', key).update(canonicalBytes(value)).digest();
}

/** Whole or not at all, and never over another's: two processes that start at once must end with the same key, or texts would be lost. */
function makeKeyFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, JSON.stringify({ current: 'k1', keys: { k1: randomBytes(32).toString('base64') } }), { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function associated({ stream, seq, field }: SealedPlace): Uint8Array {
  return canonicalBytes([stream, seq, field, VERSION]);
}
