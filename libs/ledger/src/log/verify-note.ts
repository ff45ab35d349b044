import { joined } from '../digest.js';
import { checkNoteText, writeNote, type Note, type NoteSignature } from './note.js';
import { SIGNATURE_TYPES, type Signatures, type SigningKey, type VerifierKey } from './note-key.js';
import { LogFormatError } from './log-format-error.js';
import { utf8 } from './plain-text.js';

export interface VerifiedSignature {
  readonly key: VerifierKey;
  /** Seconds since 1970, of a cosignature. */
  readonly timestamp?: number;
}

/** What a note's signatures are worth to somebody who knows these keys. */
export interface NoteVerdict {
  /** At least one known key signed, and no known key's signature fails. Only then may the text be used. */
  readonly trusted: boolean;
  readonly verified: readonly VerifiedSignature[];
  /** Known keys whose signature does not fit. */
  readonly failed: readonly VerifierKey[];
}

const COSIGNATURE_BYTES = 8 + 64;

/** Looks at the signatures of known keys; those of unknown keys, and of types that are not understood, are ignored (c2sp.org/signed-note). Never throws. */
export function verifyNote({ text, signatures }: Note, keys: readonly VerifierKey[], { verify }: Pick<Signatures, 'verify'>): NoteVerdict {
  const verified: VerifiedSignature[] = [];
  const failed: VerifierKey[] = [];
  for (const line of signatures) {
    const key = keys.find((known) => known.name === line.name && known.keyId === line.keyId);
    if (key === undefined) continue;
    if (key.type === SIGNATURE_TYPES.ed25519) {
      if (line.signature.length === 64 && verify(key.publicKey, utf8(text, 'note text'), line.signature)) verified.push({ key });
      else failed.push(key);
    } else if (key.type === SIGNATURE_TYPES.cosignatureV1) {
      const timestamp = verifyCosignature(text, line, key, { verify });
      if (timestamp === undefined) failed.push(key);
      else verified.push({ key, timestamp });
    }
  }
  return { trusted: verified.length > 0 && failed.length === 0, verified, failed };
}

/** One signature of type 0x01 over the text. */
export function signText(text: string, key: SigningKey, { sign }: Pick<Signatures, 'sign'>): NoteSignature {
  if (key.type !== SIGNATURE_TYPES.ed25519) throw new LogFormatError('signing key', 'is not for plain Ed25519 signatures (type 0x01)');
  checkNoteText(text);
  return { name: key.name, keyId: key.keyId, signature: sign(key.privateKey, utf8(text, 'note text')) };
}

/** A whole note, signed by these keys of type 0x01. */
export function signNote(text: string, keys: readonly SigningKey[], signatures: Pick<Signatures, 'sign'>): string {
  return writeNote({ text, signatures: keys.map((key) => signText(text, key, signatures)) });
}

/**
 * c2sp.org/tlog-cosignature, Ed25519 (type 0x04), over a checkpoint's text.
 *
 * @param seconds whole seconds since 1970.
 */
export function cosign(text: string, key: SigningKey, seconds: number, { sign }: Pick<Signatures, 'sign'>): NoteSignature {
  if (key.type !== SIGNATURE_TYPES.cosignatureV1) throw new LogFormatError('signing key', 'is not for cosignatures (type 0x04)');
  if (!Number.isSafeInteger(seconds) || seconds < 1) throw new LogFormatError('cosignature', `${seconds} are no seconds since 1970`);
  checkNoteText(text);
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(seconds));
  return { name: key.name, keyId: key.keyId, signature: joined(time, sign(key.privateKey, cosignedMessage(text, seconds))) };
}

/** The time of a cosignature that is right, in seconds since 1970; undefined when it is not, or lies beyond 2^53. Never throws. */
export function verifyCosignature(
  text: string,
  { name, keyId, signature }: NoteSignature,
  key: VerifierKey,
  { verify }: Pick<Signatures, 'verify'>,
): number | undefined {
  if (key.type !== SIGNATURE_TYPES.cosignatureV1 || name !== key.name || keyId !== key.keyId) return undefined;
  if (signature.length !== COSIGNATURE_BYTES) return undefined;
  const seconds = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0));
  if (!Number.isSafeInteger(seconds)) return undefined;
  return verify(key.publicKey, cosignedMessage(text, seconds), signature.slice(8)) ? seconds : undefined;
}

function cosignedMessage(text: string, seconds: number): Uint8Array {
  return utf8(`cosignature/v1\ntime ${seconds}\n${text}`, 'checkpoint');
}
