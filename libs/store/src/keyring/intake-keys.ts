import type { webcrypto } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import type { MasterKeys } from './master-keys.js';

/** What a device sealed to the Commission: HPKE (RFC 9180), base mode, DHKEM(P-256), HKDF-SHA-256, AES-256-GCM. */
export interface SealedToUs {
  /** Which of our keys it was sealed to. */
  readonly keyId: string;
  /** The encapsulated key, 65 bytes. */
  readonly enc: Uint8Array;
  readonly ciphertext: Uint8Array;
}

const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const INFO = 'tregua-field/v1';

/**
 * The key pairs that devices in the field seal to: what lies on a seized telephone can be opened here and nowhere else. Each is derived from a master
 * key, so that it is backed up and rotated with it; a device may come home late, so a retired master leaves the seed of its pair behind.
 */
export class IntakeKeys {
  constructor(private readonly masters: MasterKeys) {}

  /** The key to seal to from now on: an uncompressed point, 65 bytes. */
  async current(): Promise<{ readonly id: string; readonly publicKey: Uint8Array }> {
    const id = this.masters.current;
    const pair = await this.pairOf(id);
    if (pair === undefined) throw new Error(`There is no master key ${id}.`);
    return { id, publicKey: new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey)) };
  }

  /**
   * Undefined: no key of ours opens it for this purpose.
   *
   * @param associated what the sealing was bound to, such as the report and its author.
   */
  async open({ keyId, enc, ciphertext }: SealedToUs, associated: string): Promise<Uint8Array | undefined> {
    const pair = await this.pairOf(keyId);
    if (pair === undefined) return undefined;
    const info = bytesOf(INFO);
    try {
      return new Uint8Array(
        await suite.open(
          { recipientKey: pair, enc: bufferOf(enc), info: bufferOf(info) },
          bufferOf(ciphertext),
          bufferOf(bytesOf(associated)),
        ),
      );
    } catch {
      // The library says no more than that it did not open, and neither do we.
      return undefined;
    }
  }

  private async pairOf(id: string): Promise<webcrypto.CryptoKeyPair | undefined> {
    const seed = this.masters.intakeSeedOf(id);
    return seed === undefined ? undefined : ((await suite.kem.deriveKeyPair(bufferOf(seed))) as webcrypto.CryptoKeyPair);
  }
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A buffer of just these bytes: Node's own lie in a larger one. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
