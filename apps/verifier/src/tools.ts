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
  /** Examines an RFC 3161 response on a text. Absent where the platform cannot: then that is said. */
  readonly examineStamp?: (response: Uint8Array, text: Uint8Array, roots: readonly string[]) => ExaminedStamp;
}

/** `damaged`: not signed as it must be, whoever made it; `another`: well made, on something else. `at`: ISO 8601, what the authority states. */
export type ExaminedStamp =
  | { readonly problem: 'damaged'; readonly says: string }
  | { readonly problem: 'another'; readonly at: string; readonly says: string }
  | { readonly problem?: undefined; readonly at: string; readonly authority: string; readonly trusted: boolean; readonly says?: string };
