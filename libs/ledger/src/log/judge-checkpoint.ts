import type { Digest } from '../digest.js';
import { parseCheckpoint, type Checkpoint } from './checkpoint.js';
import type { Signatures, VerifierKey } from './note-key.js';
import { policyIsMet, type Policy } from './policy.js';
import { verifyInclusion } from './verify-proof.js';
import { verifyNote } from './verify-note.js';
import type { ParsedTlogProof } from './tlog-proof.js';

export interface Cosigned {
  /** The witness's name in the policy. */
  readonly name: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** What a checkpoint is worth under a policy. */
export interface CheckpointVerdict {
  readonly checkpoint: Checkpoint;
  /** The log key of the policy that signed; none: the checkpoint is nobody's. */
  readonly log?: VerifierKey;
  readonly cosigned: readonly Cosigned[];
  /** Keys of the policy whose signature does not fit. */
  readonly failed: readonly VerifierKey[];
  /**
   * Witnesses of the policy without a right cosignature here, though a line bears their name, or the ID of their key: not both, or it would have
   * failed. The line is damaged, or the policy is older than their key.
   */
  readonly misnamed: readonly VerifierKey[];
  readonly quorumIsMet: boolean;
  /** Signed by a log of the policy, no known signature fails, and the quorum is reached. */
  readonly holds: boolean;
}

/** @throws LogFormatError when the note or the checkpoint cannot be read. */
export function judgeCheckpoint(input: Uint8Array | string, policy: Policy, signatures: Pick<Signatures, 'verify'>): CheckpointVerdict {
  const { note, checkpoint } = parseCheckpoint(input);
  const logs = policy.logs.map(({ key }) => key).filter(({ name }) => name === checkpoint.origin);
  const byLog = verifyNote(note, logs, signatures);
  const byWitnesses = verifyNote(
    note,
    policy.witnesses.map(({ key }) => key),
    signatures,
  );
  const cosigned = new Map<string, Cosigned>();
  for (const { key, timestamp } of byWitnesses.verified) {
    const witness = policy.witnesses.find((candidate) => candidate.key === key);
    if (witness !== undefined && timestamp !== undefined) cosigned.set(witness.name, { name: witness.name, timestamp });
  }
  const quorumIsMet = policyIsMet(policy, new Set(cosigned.keys()));
  const failed = [...byLog.failed, ...byWitnesses.failed];
  const log = byLog.verified[0]?.key;
  return {
    checkpoint,
    ...(log === undefined ? {} : { log }),
    cosigned: [...cosigned.values()],
    failed,
    misnamed: policy.witnesses.flatMap(({ name, key }) => {
      if (cosigned.has(name) || failed.includes(key)) return [];
      return note.signatures.some((line) => line.name === key.name || line.keyId === key.keyId) ? [key] : [];
    }),
    quorumIsMet,
    holds: log !== undefined && failed.length === 0 && quorumIsMet,
  };
}

export interface ProofVerdict extends CheckpointVerdict {
  /** The leaf stands in the checkpoint's tree, at this index. */
  readonly included: boolean;
}

/** c2sp.org/tlog-proof, "Verifying": `holds` says that the leaf is in the log, as the policy asks. */
export function verifyTlogProof(
  { index, proof, checkpoint: published, head }: ParsedTlogProof,
  leaf: Uint8Array,
  policy: Policy,
  { digest, verify }: { readonly digest: Digest } & Pick<Signatures, 'verify'>,
): ProofVerdict {
  const verdict = judgeCheckpoint(published, policy, { verify });
  const included = verifyInclusion({ leaf, index, size: head.size, proof, root: head.root }, digest);
  return { ...verdict, included, holds: verdict.holds && included };
}
