import { LogFormatError, parseVerifierKey, SIGNATURE_TYPES, type VerifierKey } from '@tregua/ledger';
import { sha256 } from '@tregua/platform';

/** Of which logs this witness knows the keys: origin to keys. A log that changes its key has two for a while. */
export type KnownLogs = ReadonlyMap<string, readonly VerifierKey[]>;

const POLICY_WORDS = new Set(['witness', 'group', 'quorum']);
const MOST_LOGS = 1000;

/**
 * Reads the file of logs: a verifier key a line, or a policy (c2sp.org/tlog-policy), of which the `log` lines count. The key's name is the origin.
 *
 * @throws LogFormatError that names the line.
 */
export function parseLogs(text: string): KnownLogs {
  const logs = new Map<string, VerifierKey[]>();
  for (const [index, line] of text.split('\n').entries()) {
    const vkey = vkeyIn(line, index + 1);
    if (vkey === undefined) continue;
    const key = keyOf(vkey, index + 1);
    const keys = logs.get(key.name) ?? [];
    if (keys.some(({ keyId }) => keyId === key.keyId)) throw new LogFormatError(`line ${index + 1}`, 'names a key that was named before');
    logs.set(key.name, [...keys, key]);
    if (logs.size > MOST_LOGS) throw new LogFormatError('logs', `are more than ${MOST_LOGS}`);
  }
  if (logs.size === 0) throw new LogFormatError('logs', 'are none: write the verifier key of a log on a line of its own');
  return logs;
}

function vkeyIn(line: string, number: number): string | undefined {
  const words = line.split(/[ \t]+/).filter((word) => word !== '');
  const [first, second] = words;
  if (first === undefined || first.startsWith('#') || POLICY_WORDS.has(first)) return undefined;
  if (first === 'log') return second;
  if (words.length > 1) throw new LogFormatError(`line ${number}`, 'is neither a verifier key alone nor a line of a policy');
  return first;
}

function keyOf(vkey: string, number: number): VerifierKey {
  try {
    const key = parseVerifierKey(vkey, sha256);
    if (key.type !== SIGNATURE_TYPES.ed25519) throw new LogFormatError('verifier key', 'is not of a log (Ed25519, type 0x01)');
    return key;
  } catch (error) {
    if (error instanceof LogFormatError) throw new LogFormatError(`line ${number}, ${error.field}`, error.problem);
    throw error;
  }
}
