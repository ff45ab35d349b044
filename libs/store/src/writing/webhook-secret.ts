import type { SealedPlace } from '../keyring/keyring.js';

/** Where the secret of a webhook belongs: bound into its ciphertext, so that another webhook's does not open here. */
export function secretPlace(webhook: string, version: number): SealedPlace {
  return { stream: `webhook/${webhook}`, seq: version, field: '/secret' };
}
