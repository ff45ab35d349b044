import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseSigningKey, SIGNATURE_TYPES, verifierKeyOf, writeSigningKey, writeVerifierKey, type SigningKey } from '@tregua/ledger';
import { ed25519, readSecret, sha256, writeDurably, writeSecretOnce } from '@tregua/platform';

/** The log's own keys, in a file of mode 600 that nothing but the signer reads. */
export class SignerKeys {
  private constructor(
    private readonly file: string,
    private keys: readonly SigningKey[],
  ) {}

  /** Opens the key file, making it with a first key where there is none. @throws when others may read it. */
  static open(folder: string, origin: string): SignerKeys {
    const file = join(folder, 'key.json');
    const text = readSecret(file);
    if (text === undefined) {
      writeSecretOnce(file, fileOf([newKey(origin)]));
      return SignerKeys.open(folder, origin);
    }
    const { keys } = JSON.parse(text) as { keys: readonly string[] };
    return new SignerKeys(
      file,
      keys.map((key) => parseSigningKey(key, (seed) => ed25519.publicKeyOf(seed), sha256)),
    );
  }

  /** The keys that sign for this origin, the present one first; the one before it signs too until it is retired. @throws when there is none. */
  of(origin: string): readonly SigningKey[] {
    const named = this.keys.filter(({ name }) => name === origin);
    if (named.length === 0) throw new Error(`There is no key of ${origin} in ${this.file}.`);
    return named;
  }

  verifierKeys(origin: string): readonly string[] {
    return this.of(origin).map(writeVerifierKey);
  }

  /** Puts a fresh key in front. On the disk when it returns. */
  add(origin: string): SigningKey {
    const key = newKey(origin);
    this.keys = [key, ...this.keys];
    writeDurably(this.file, fileOf(this.keys));
    return key;
  }

  /** Destroys every key of this origin but the present one. */
  retire(origin: string): number {
    const [present] = this.of(origin);
    const kept = this.keys.filter((key) => key.name !== origin || key === present);
    const gone = this.keys.length - kept.length;
    this.keys = kept;
    writeDurably(this.file, fileOf(kept));
    return gone;
  }
}

function newKey(origin: string): SigningKey {
  const privateKey = Uint8Array.from(randomBytes(32));
  return { ...verifierKeyOf(origin, SIGNATURE_TYPES.ed25519, ed25519.publicKeyOf(privateKey), sha256), privateKey };
}

function fileOf(keys: readonly SigningKey[]): string {
  return `${JSON.stringify({ version: 1, keys: keys.map(writeSigningKey) })}\n`;
}
