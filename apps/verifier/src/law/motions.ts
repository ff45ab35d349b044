import { sealOf, valueAt, type Entry, type Json, type SealedValue } from '@tregua/ledger';
import type { WeighedFinding } from '../finding.js';
import { isKeptAs } from './first-difference.js';
import type { ReplayedStep, ReplayedSubject } from './replay.js';

interface Motion {
  readonly stream: string;
  readonly target: Json | undefined;
  readonly command: Json | undefined;
  readonly entries: readonly Entry[];
  /** What each entry signs. */
  readonly signatures: readonly (Signature & { readonly entry: Entry })[];
}

interface Signature {
  readonly member: Json | undefined;
  readonly position: Json | undefined;
  readonly at: Json | undefined;
}

/**
 * A bench acts by motion: the signatures that an entry records must stand in the stream of one motion for just this command, made by the same
 * actor; and where the proposal is disclosed, it must be what was entered.
 */
export function checkMotions(
  streams: ReadonlyMap<string, readonly Entry[]>,
  subjects: Iterable<ReplayedSubject>,
  disclosed: readonly SealedValue[],
): WeighedFinding[] {
  const motions = [...streams].flatMap(([stream, entries]) => {
    if (!stream.startsWith('motion/')) return [];
    const payload = entries[0]?.data['payload'] ?? null;
    const signatures = entries.map(signatureOf);
    return [{ stream, target: valueAt(payload, '/target'), command: valueAt(payload, '/command'), entries, signatures }];
  });
  const findings: WeighedFinding[] = motions.flatMap(({ stream, entries }) => signedTwice(stream, entries));
  for (const { steps } of subjects) {
    for (const step of steps) {
      const signatures = step.recorded.data.facts['signatures'];
      if (Array.isArray(signatures) && signatures.length > 0)
        findings.push(...signedBy(step, signatures as readonly Json[], motions, disclosed));
    }
  }
  return findings;
}

function signedTwice(stream: string, entries: readonly Entry[]): WeighedFinding[] {
  const signed = new Set<unknown>();
  return entries.slice(1).flatMap((entry) => {
    const id = entry.actor['id'];
    const again = signed.has(id);
    signed.add(id);
    return again
      ? [{ weight: 'unlawful' as const, what: 'motionIsSignedTwice', stream, seq: entry.seq, says: 'This member had signed already.' }]
      : [];
  });
}

function signedBy(
  step: ReplayedStep,
  signatures: readonly Json[],
  motions: readonly Motion[],
  disclosed: readonly SealedValue[],
): WeighedFinding[] {
  const { stream, seq, at, actor } = step.entry;
  const name = (what: string, says: string, index?: number): WeighedFinding => {
    const field = index === undefined ? '/facts/signatures' : `/facts/signatures/${index}`;
    return { weight: 'unlawful', what, stream, seq, field, says };
  };
  const candidates = motions.filter(
    (motion) =>
      motion.target === stream &&
      motion.command === step.recorded.command &&
      (motion.entries[0]?.at ?? '~') <= at &&
      isKeptAs(motion.entries[0]?.actor ?? null, actor),
  );
  if (candidates.length === 0) {
    const says = 'The file holds no motion of this actor for this command.';
    // Where it holds other motions of the same subject it was to hold this one too.
    const others = motions.some((motion) => motion.target === stream);
    return [others ? name('motionIsMissing', says) : { ...name('motionIsNotHere', says), weight: 'unshown' }];
  }
  const recorded = signatures.map(recordedSignature);
  const judged = candidates.map((motion) => [
    ...recorded.flatMap((signature, index) =>
      standsIn(signature, motion, at) ? [] : [name('signatureIsNotInMotion', `No such signature stands in ${motion.stream}.`, index)],
    ),
    ...left(recorded, motion, at).map((entry) => name('signatureIsLeftOut', `The signature ${motion.stream} ${entry.seq} is not counted.`)),
    ...proposedAs(step, motion, disclosed).map((says) => name('proposalDiffers', says)),
  ]);
  return judged.find((findings) => findings.length === 0) ?? judged[0] ?? [];
}

/** The proposer's own signature is the proposal itself: for, at its time. */
function signatureOf(entry: Entry): Signature & { readonly entry: Entry } {
  const position = entry.seq === 1 ? 'for' : valueAt(entry.data, '/payload/position');
  return { entry, member: entry.actor['id'], position, at: Date.parse(entry.at) };
}

/** As the entry that it made possible holds it. */
function recordedSignature(signature: Json): Signature {
  return { member: valueAt(signature, '/member'), position: valueAt(signature, '/position'), at: valueAt(signature, '/at') };
}

function standsIn(signature: Signature, motion: Motion, at: string): boolean {
  return motion.signatures.some((own) => own.entry.at <= at && isSame(signature, own));
}

function isSame(one: Signature, other: Signature): boolean {
  return one.member === other.member && one.position === other.position && one.at === other.at;
}

/** A proposer who does not sit has no signature; everybody else's counts. */
function left(recorded: readonly Signature[], motion: Motion, at: string): readonly Entry[] {
  return motion.signatures
    .filter((own) => own.entry.seq > 1 && own.entry.at <= at && !recorded.some((signature) => isSame(signature, own)))
    .map(({ entry }) => entry);
}

function proposedAs(step: ReplayedStep, motion: Motion, disclosed: readonly SealedValue[]): string[] {
  const proposal = disclosed.find(({ stream, seq, field }) => stream === motion.stream && seq === 1 && field === '/payload/proposed');
  if (proposal === undefined || alike(step.recorded.data.payload, proposal.value)) return [];
  return [`What was entered is not what ${motion.stream} proposed.`];
}

/** The entry seals texts that the proposal, sealed as a whole, holds in clear: those cannot be compared, all else must be alike. */
function alike(entered: Json | undefined, proposed: Json | undefined): boolean {
  if (entered === undefined || proposed === undefined) return false;
  if (sealOf(entered) !== undefined && sealOf(proposed) === undefined) return true;
  if (typeof entered !== 'object' || typeof proposed !== 'object' || entered === null || proposed === null) return entered === proposed;
  const keys = Object.keys(entered);
  return (
    keys.length === Object.keys(proposed).length &&
    keys.every((key) => alike((entered as { [key: string]: Json })[key], (proposed as { [key: string]: Json })[key]))
  );
}
