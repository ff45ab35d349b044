import { randomBytes } from 'node:crypto';
import { parseSigningKey, SIGNATURE_TYPES, verifierKeyOf, writeSigningKey, type SigningKey } from '@tregua/ledger';
import { ConfigError, ed25519, readSecret, sha256, writeSecretOnce } from '@tregua/platform';

/**
 * The witness's key: made at the first start, in a file of mode 600, and never another afterwards.
 *
 * @param name asked at the first start; later it may be left out.
 * @throws ConfigError when there is no key and no name, or the key bears another name.
 */
export function openKey(file: string, name: string | undefined): SigningKey {
  const text = readSecret(file);
  if (text !== undefined) {
    const key = parseSigningKey(text.trim(), (seed) => ed25519.publicKeyOf(seed), sha256);
    if (key.type !== SIGNATURE_TYPES.cosignatureV1) throw new ConfigError(file, 'holds a key that is not for cosignatures');
    if (name !== undefined && name !== key.name)
      throw new ConfigError('name', `is ${name}, and the key in ${file} bears the name ${key.name}`);
    return key;
  }
  if (name === undefined)
    throw new ConfigError('name', 'is needed at the first start: an address of yours without https://, such as witness.example.org');
  const privateKey = new Uint8Array(randomBytes(32));
  const key = verifierKeyOf(name, SIGNATURE_TYPES.cosignatureV1, ed25519.publicKeyOf(privateKey), sha256);
  writeSecretOnce(file, `${writeSigningKey({ ...key, privateKey })}\n`);
  return openKey(file, name);
}
