import type { Digest } from '../digest.js';
import { LogFormatError } from './log-format-error.js';
import { parseVerifierKey, sameKey, SIGNATURE_TYPES, type VerifierKey } from './note-key.js';

/** c2sp.org/tlog-policy asks for at least 32 of each. */
export const POLICY_LIMITS = { bytes: 1_048_576, logs: 64, witnesses: 256, groups: 256 } as const;

export interface PolicyLog {
  readonly key: VerifierKey;
  readonly url?: string;
}

export interface PolicyWitness {
  /** Has a meaning inside the policy only. */
  readonly name: string;
  readonly key: VerifierKey;
  readonly url?: string;
}

export interface PolicyGroup {
  readonly name: string;
  /** How many members must have witnessed. */
  readonly threshold: number;
  /** Names of witnesses, and of groups that stand before this one. */
  readonly members: readonly string[];
}

export interface Policy {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  /** The name of a witness or a group, or `none`. */
  readonly quorum: string;
}

interface Draft {
  readonly logs: PolicyLog[];
  readonly witnesses: PolicyWitness[];
  readonly groups: PolicyGroup[];
  readonly names: Set<string>;
  quorum?: string;
}

const NONE = 'none';

/** Reads a policy file. @throws LogFormatError that names the line. */
export function parsePolicy(input: Uint8Array | string, digest: Digest): Policy {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  if (bytes.length > POLICY_LIMITS.bytes) throw new LogFormatError('policy', `is longer than ${POLICY_LIMITS.bytes} bytes`);
  const wrong = bytes.findIndex((octet) => (octet < 0x20 && octet !== 0x09 && octet !== 0x0a) || octet === 0x7f);
  if (wrong >= 0) {
    throw new LogFormatError(
      'policy',
      bytes[wrong] === 0x0d ? 'has carriage returns; its lines end with a newline alone' : 'has a control character',
    );
  }
  const draft: Draft = { logs: [], witnesses: [], groups: [], names: new Set([NONE]) };
  const lines = linesOf(bytes);
  if (lines.pop() !== '') throw new LogFormatError('policy', 'does not end with a newline');
  lines.forEach((line, index) => readLine(line, `policy line ${index + 1}`, draft, digest));
  if (draft.quorum === undefined) throw new LogFormatError('policy', 'has no quorum line');
  return { logs: draft.logs, witnesses: draft.witnesses, groups: draft.groups, quorum: draft.quorum };
}

/** Octets with the high bit set are opaque, so each line is decoded apart; one that is no UTF-8 keeps its octets, marked so that it equals no other. */
function linesOf(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let from = 0;
  for (let at = 0; at <= bytes.length; at += 1) {
    if (at < bytes.length && bytes[at] !== 0x0a) continue;
    const line = bytes.subarray(from, at);
    try {
      lines.push(strict.decode(line));
    } catch {
      lines.push(Array.from(line, (octet) => (octet < 0x80 ? String.fromCharCode(octet) : String.fromCharCode(0xf700 + octet))).join(''));
    }
    from = at + 1;
  }
  return lines;
}

function readLine(line: string, field: string, draft: Draft, digest: Digest): void {
  const items = line.split(/[ \t]+/).filter((item) => item !== '');
  const [keyword, ...rest] = items;
  if (keyword === undefined || keyword.startsWith('#')) return;
  if (keyword === 'log') readLog(rest, field, draft, digest);
  else if (keyword === 'witness') readWitness(rest, field, draft, digest);
  else if (keyword === 'group') readGroup(rest, field, draft);
  else if (keyword === 'quorum') readQuorum(rest, field, draft);
  else throw new LogFormatError(field, 'begins with no word of a policy (log, witness, group, quorum)');
}

function readLog([vkey, url, ...more]: string[], field: string, draft: Draft, digest: Digest): void {
  if (vkey === undefined || more.length > 0) throw new LogFormatError(field, 'is not "log <vkey> [<url>]"');
  const key = keyOf(vkey, field, digest);
  if (key.type === SIGNATURE_TYPES.cosignatureV1) throw new LogFormatError(field, "has a witness's key where a log's is asked");
  if (draft.logs.some((log) => sameKey(log.key, key))) throw new LogFormatError(field, 'names a log key that was named before');
  if (draft.logs.length >= POLICY_LIMITS.logs)
    throw new LogFormatError(field, `is one log more than the ${POLICY_LIMITS.logs} that are read`);
  draft.logs.push(url === undefined ? { key } : { key, url });
}

function readWitness([name, vkey, url, ...more]: string[], field: string, draft: Draft, digest: Digest): void {
  if (name === undefined || vkey === undefined || more.length > 0)
    throw new LogFormatError(field, 'is not "witness <name> <vkey> [<url>]"');
  const key = keyOf(vkey, field, digest);
  if (key.type === SIGNATURE_TYPES.ed25519) throw new LogFormatError(field, "has a log's key where a witness's is asked (type 0x04)");
  if (draft.witnesses.some((witness) => sameKey(witness.key, key)))
    throw new LogFormatError(field, 'names a witness key that was named before');
  if (draft.witnesses.length >= POLICY_LIMITS.witnesses) {
    throw new LogFormatError(field, `is one witness more than the ${POLICY_LIMITS.witnesses} that are read`);
  }
  define(name, field, draft);
  draft.witnesses.push(url === undefined ? { name, key } : { name, key, url });
}

function readGroup([name, rule, ...members]: string[], field: string, draft: Draft): void {
  if (name === undefined || rule === undefined || members.length === 0)
    throw new LogFormatError(field, 'is not "group <name> <all, any or number> <name>..."');
  for (const [index, member] of members.entries()) {
    if (member === NONE || !draft.names.has(member))
      throw new LogFormatError(field, `has a member that no line before it defines: ${member}`);
    if (members.indexOf(member) !== index) throw new LogFormatError(field, `names a member twice: ${member}`);
    if (draft.groups.some((group) => group.members.includes(member)))
      throw new LogFormatError(field, `has a member that is in a group already: ${member}`);
  }
  const threshold = rule === 'all' ? members.length : rule === 'any' ? 1 : /^[1-9][0-9]{0,5}$/.test(rule) ? Number(rule) : 0;
  if (threshold < 1 || threshold > members.length) throw new LogFormatError(field, `asks ${rule} of ${members.length} members`);
  if (draft.groups.length >= POLICY_LIMITS.groups)
    throw new LogFormatError(field, `is one group more than the ${POLICY_LIMITS.groups} that are read`);
  define(name, field, draft);
  draft.groups.push({ name, threshold, members });
}

function readQuorum([name, ...more]: string[], field: string, draft: Draft): void {
  if (name === undefined || more.length > 0) throw new LogFormatError(field, 'is not "quorum <name>"');
  if (draft.quorum !== undefined) throw new LogFormatError(field, 'is a second quorum line');
  if (!draft.names.has(name)) throw new LogFormatError(field, `names what no line before it defines: ${name}`);
  draft.quorum = name;
}

function define(name: string, field: string, draft: Draft): void {
  if (draft.names.has(name)) throw new LogFormatError(field, `defines a name that is taken: ${name}`);
  draft.names.add(name);
}

function keyOf(vkey: string, field: string, digest: Digest): VerifierKey {
  try {
    return parseVerifierKey(vkey, digest);
  } catch (error) {
    if (error instanceof LogFormatError) throw new LogFormatError(`${field}, ${error.field}`, error.problem);
    throw error;
  }
}

/** Is the quorum reached when the witnesses of these names (of the policy) have cosigned? */
export function policyIsMet({ witnesses, groups, quorum }: Policy, cosigned: ReadonlySet<string>): boolean {
  if (quorum === NONE) return true;
  const witnessed = new Set(witnesses.map(({ name }) => name).filter((name) => cosigned.has(name)));
  for (const { name, threshold, members } of groups) {
    if (members.filter((member) => witnessed.has(member)).length >= threshold) witnessed.add(name);
  }
  return witnessed.has(quorum);
}
