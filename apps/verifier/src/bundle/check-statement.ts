import {
  BUNDLE_FILES,
  BUNDLE_LIMITS,
  entryOf,
  parseCanonical,
  STREAM_FILES,
  streamFile,
  valueAt,
  type Entry,
  type Json,
} from '@tregua/ledger';
import type { Bag } from '../bag/read-bag.js';
import type { Findings } from '../finding.js';
import { asKept, firstDifference } from '../law/first-difference.js';
import type { Law } from '../law/law.js';
import type { Statement } from './statement.js';
import { isWithheld } from './withheld.js';

const STATEMENT = `data/${BUNDLE_FILES.statement}`;
const STREAM_FILE_NAMES: ReadonlySet<string> = new Set(Object.values(STREAM_FILES));

/** Every case of the scope is here with its history and with who looked at it. */
export function checkScope({ scope, streams, redacted, audience }: Statement, bag: Bag, findings: Findings): void {
  for (const id of scope.cases) {
    for (const stream of [`case/${id}`, `access/${id}`]) {
      if (!streams.has(stream))
        findings.broken(
          'streamIsMissing',
          { stream, ...bag.placeOf(STATEMENT) },
          'The bundle is about this case, and does not hold this stream.',
        );
    }
  }
  const whole = audience === 'auditor' || audience === 'commission';
  if (redacted === whole)
    findings.broken('audienceDiffers', bag.placeOf(STATEMENT), `bundle.json says redacted: ${redacted} of a bundle for ${audience}.`);
}

/**
 * The export is itself an entry of each case's access stream, the last one, and names the heads of the streams that went along: what was left off afterwards
 * shows.
 */
export function checkRequests(statement: Statement, bag: Bag, findings: Findings): void {
  const heads = statement.streams;
  const asked = new Set(statement.requests.map(({ stream }) => stream));
  for (const id of statement.scope.cases) {
    if (!asked.has(`access/${id}`))
      findings.broken(
        'requestIsMissing',
        { stream: `access/${id}`, ...bag.placeOf(STATEMENT) },
        'No entry of this stream asked for the export.',
      );
  }
  for (const { stream, seq, hash, reason } of statement.requests) {
    const place = { stream, seq, ...bag.placeOf(STATEMENT) };
    const head = heads.get(stream);
    if (head === undefined || head.seq !== seq || head.hash !== hash) {
      findings.broken('requestIsNotTheHead', place, 'The entry that asked for the export is not the last one of this stream.');
      continue;
    }
    const entry = entryIn(stream, bag, 'last');
    if (entry === undefined) continue;
    const payload = entry.data['payload'] ?? null;
    const differs = (key: string): void =>
      findings.broken(
        'requestDiffers',
        { ...place, field: `/payload/${key}` },
        `bundle.json states another ${key} than the entry that asked for the export.`,
      );
    if (entry.at !== statement.at)
      findings.broken('requestDiffers', place, `The export is dated ${statement.at}, the entry that asked for it ${entry.at}.`);
    if (valueAt(payload, '/reason/sealed') !== reason) differs('reason');
    for (const key of ['export', 'audience', 'content'] as const) if (valueAt(payload, `/${key}`) !== statement[key]) differs(key);
    const left = valueAt(payload, '/heads');
    if (Array.isArray(left)) for (const one of left as Json[]) checkHead(one, heads, place, findings);
  }
}

function checkHead(
  asked: Json,
  heads: Statement['streams'],
  place: { readonly stream: string; readonly seq: number },
  findings: Findings,
): void {
  const [stream, seq, hash] = [valueAt(asked, '/stream'), valueAt(asked, '/seq'), valueAt(asked, '/hash')];
  if (typeof stream !== 'string' || stream === place.stream) return;
  const head = heads.get(stream);
  if (head !== undefined && head.seq === seq && head.hash === hash) return;
  const says = head === undefined ? 'is not in the bundle' : `ends at ${head.seq} in the bundle`;
  const what = head === undefined ? 'streamIsMissing' : 'tailIsMissing';
  findings.broken(
    what,
    { ...place, stream, seq: typeof seq === 'number' ? seq : 0 },
    `By the entry that asked for the export ${stream} goes along up to ${typeof seq === 'number' ? seq : 0}; it ${says}.`,
  );
}

/** The first or the last entry of a stream, where it is exact and can be read. */
function entryIn(stream: string, bag: Bag, which: 'first' | 'last'): Entry | undefined {
  const cursor = bag.linesAgain(`data/${streamFile(stream, 'events')}`);
  let found = cursor?.next();
  for (let bytes = found; which === 'last' && bytes !== undefined; bytes = cursor?.next()) found = bytes;
  if (found === undefined || isWithheld(found)) return undefined;
  try {
    return entryOf(found);
  } catch {
    return undefined;
  }
}

/** Under `streams/` lies nothing but what belongs to a named stream: an unnamed one would be read by people and checked by nobody. */
export function checkStreamFiles({ streams }: Statement, bag: Bag, findings: Findings): void {
  const folder = `data/${BUNDLE_FILES.streams}`;
  for (const path of bag.pathsIn(folder)) {
    const slash = path.lastIndexOf('/');
    if (streams.has(path.slice(folder.length, slash)) && STREAM_FILE_NAMES.has(path.slice(slash + 1))) continue;
    findings.broken('fileIsUnknown', bag.placeOf(path), 'This file belongs to no stream that bundle.json names.');
  }
}

/** The bundle's rulebooks are for its reader. The replay uses the verifier's own, so they must be the same. */
export function checkRulebooksOf({ streams }: Statement, bag: Bag, law: Law, findings: Findings): void {
  for (const id of streams.rulebookIds()) {
    const path = `data/${BUNDLE_FILES.rulebooks}${id}.json`;
    const bytes = bag.bytes(path, BUNDLE_LIMITS.rulebookBytes);
    const own = law.rulebookOf(id);
    if (own === undefined) {
      findings.add('note', 'rulebookIsUnknown', bag.placeOf(path), `This verifier does not know the rulebook ${id} of the bundle.`);
    } else if (bytes === undefined) {
      findings.broken('rulebookIsMissing', bag.placeOf(path), `The bundle does not hold the rulebook ${id} under which its entries stand.`);
    } else {
      const difference = differenceOf(bytes, asKept(own));
      if (difference !== undefined)
        findings.broken(
          'rulebookDiffers',
          bag.placeOf(path),
          `The rulebook ${id} in the bundle differs at ${difference} from the one that this verifier brings along.`,
        );
    }
  }
}

function differenceOf(bytes: Uint8Array, own: Json): string | undefined {
  try {
    return firstDifference(parseCanonical(bytes), own);
  } catch {
    return '(it is not canonical JSON)';
  }
}

/** Originals lie under their digest; the bag's manifest must give the same one. */
export function checkEvidence({ evidence, streams }: Statement, bag: Bag, findings: Findings): void {
  for (const { stream, sha256, size, included } of evidence) {
    const path = `data/${BUNDLE_FILES.evidence}${sha256}`;
    if (!streams.has(stream))
      findings.broken('evidenceHasNoStream', { stream, ...bag.placeOf(STATEMENT) }, 'This item of evidence is listed without its stream.');
    const received = entryIn(stream, bag, 'first')?.data['payload'];
    if (received !== undefined && (valueAt(received, '/sha256') !== sha256 || valueAt(received, '/size') !== size)) {
      findings.broken(
        'evidenceDiffers',
        { stream, seq: 1, field: '/payload/sha256', ...bag.placeOf(STATEMENT) },
        'The entry by which this item was received names another digest or size.',
      );
    }
    if (!included) continue;
    const digest = bag.manifestDigestOf(path);
    if (digest !== sha256)
      findings.broken(
        'evidenceDiffers',
        { stream, ...bag.placeOf(path) },
        `The original of this item is ${digest === undefined ? 'not here' : 'another file'}.`,
      );
    else if (bag.sizeOf(path) !== size)
      findings.broken('evidenceDiffers', { stream, ...bag.placeOf(path) }, `The original has ${bag.sizeOf(path)} bytes, not ${size}.`);
  }
}
