import { judgeCheckpoint, LogFormatError, parseCheckpoint, type Checkpoint, type CheckpointVerdict, type Policy } from '@tregua/ledger';
import type { Findings, Place } from '../finding.js';
import type { Tools } from '../tools.js';

/** A checkpoint as it was found, and what it is worth under the policy, where one was given. */
export interface JudgedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** Undefined without a policy. */
  readonly verdict: CheckpointVerdict | undefined;
}

/** Reads a checkpoint and holds it against a policy from outside. What the policy asks and the checkpoint does not show is a finding. */
export function judge(
  bytes: Uint8Array,
  policy: Policy | undefined,
  place: Place,
  { signatures }: Tools,
  findings: Findings,
): JudgedCheckpoint | undefined {
  try {
    if (policy === undefined) return { checkpoint: parseCheckpoint(bytes).checkpoint, verdict: undefined };
    const verdict = judgeCheckpoint(bytes, policy, signatures);
    for (const says of problemsOf(verdict)) findings.add('unproven', says.what, place, says.says);
    for (const { name } of verdict.failed) {
      findings.broken('signatureIsFalse', place, `The signature in the name of ${name} is not one of its key.`);
    }
    for (const { name } of verdict.misnamed) {
      const says = `A signature bears the name of ${name} or the ID of its key, not both: it was damaged, or the given policy is older than the key.`;
      findings.add('unproven', 'signatureIsOfAnotherKey', place, says);
    }
    return { checkpoint: verdict.checkpoint, verdict };
  } catch (error) {
    if (!(error instanceof LogFormatError)) throw error;
    findings.broken('checkpointIsMalformed', place, `The checkpoint cannot be read: ${error.message}.`);
    return undefined;
  }
}

function problemsOf({ checkpoint, log, cosigned, quorumIsMet }: CheckpointVerdict): { readonly what: string; readonly says: string }[] {
  const { origin } = checkpoint;
  if (log === undefined)
    return [{ what: 'logIsNotOfThePolicy', says: `No log key of the given policy signed this checkpoint of ${origin}.` }];
  if (quorumIsMet) return [];
  const names = cosigned.length === 0 ? 'nobody' : cosigned.map(({ name }) => name).join(', ');
  return [{ what: 'quorumIsNotMet', says: `The given policy asks for more witnesses than cosigned this checkpoint: ${names}.` }];
}
