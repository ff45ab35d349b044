import { BUNDLE_FILES, LogFormatError, parseNote } from '@tregua/ledger';
import type { Bag } from '../bag/read-bag.js';
import type { Findings } from '../finding.js';
import type { Tools } from '../tools.js';

/** Answers of authorities are small. */
const MOST_BYTES = 65_536;
const MOST_STAMPS = 32;
const FOLDER = `data/${BUNDLE_FILES.timestamps}`;

/** A time stamp on the checkpoint that is well made. */
export interface CheckedStamp {
  readonly file: string;
  /** ISO 8601, as the authority states it. */
  readonly at: string;
  /** The subject of its certificate. */
  readonly authority: string;
  /** Its certificate leads to a root that was given. */
  readonly trusted: boolean;
}

interface StampCheck {
  readonly bag: Bag;
  readonly tools: Tools;
  /** PEM certificates from outside. */
  readonly roots: readonly string[];
  readonly findings: Findings;
}

/** Examines the time stamps on the bundle's checkpoint. One that is damaged, or on something else, is a finding whoever made it; an authority that nobody named is a note. */
export function checkTimestamps({ bag, tools, roots, findings }: StampCheck): CheckedStamp[] {
  const paths = [...bag.pathsIn(FOLDER)].sort();
  const text = paths.length === 0 ? undefined : textOfCheckpoint(bag);
  const stamps = paths.flatMap((path, index) => {
    const place = bag.placeOf(path);
    const bytes = index < MOST_STAMPS ? bag.bytes(path, MOST_BYTES) : undefined;
    if (index === MOST_STAMPS) findings.broken('timestampsAreTooMany', place, `A bundle has at most ${MOST_STAMPS} time stamps.`);
    if (bytes === undefined) return [];
    if (text === undefined) {
      findings.broken('timestampOfNothing', place, 'A time stamp is here, and no checkpoint that it could be on.');
      return [];
    }
    if (tools.examineStamp === undefined) {
      findings.add(
        'note',
        'timestampIsNotExamined',
        place,
        'A time stamp is here, which this page does not examine: the command verify does.',
      );
      return [];
    }
    const stamp = tools.examineStamp(bytes, text, roots);
    if (stamp.problem === 'damaged') findings.broken('timestampIsDamaged', place, `This time stamp cannot be used: ${stamp.says}`);
    else if (stamp.problem === 'another') findings.broken('timestampIsOnAnother', place, `Dated ${stamp.at}: ${stamp.says}`);
    else {
      const { at, authority, trusted, says = '' } = stamp;
      if (!trusted)
        findings.add(
          'note',
          'authorityIsNotAmongRoots',
          place,
          `A time stamp of ${at} is present; its authority (${authority}) is not among your roots. ${says}`.trim(),
        );
      return [{ file: path, at, authority, trusted }];
    }
    return [];
  });
  if (roots.length > 0 && tools.examineStamp !== undefined && !stamps.some(({ trusted }) => trusted))
    findings.add(
      'unproven',
      'noTimestampOfYourRoots',
      { file: FOLDER },
      'You named authorities, and none of them stamped this checkpoint.',
    );
  return stamps;
}

function textOfCheckpoint(bag: Bag): Uint8Array | undefined {
  const bytes = bag.again(`data/${BUNDLE_FILES.checkpoint}`);
  try {
    return bytes === undefined ? undefined : new TextEncoder().encode(parseNote(bytes).text);
  } catch (error) {
    if (error instanceof LogFormatError) return undefined;
    throw error;
  }
}
