import type { Digest, Signatures } from '@tregua/ledger';

/** SHA-256 fed piece by piece. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

/** What the platform brings: node:crypto and node:zlib for the command, @noble and tables of our own for the page. */
export interface Tools {
  readonly digest: Digest;
  readonly hasher: () => Hasher;
  /** CRC-32 that goes on from `seed`. */
  readonly crc32: (bytes: Uint8Array, seed: number) => number;
  readonly signatures: Pick<Signatures, 'verify'>;
}
