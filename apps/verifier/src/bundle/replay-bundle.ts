import { canonicalBytes, sealOf, streamFile, toHex, type Entry, type Json, type SealedValue } from '@tregua/ledger';
import type { Bag } from '../bag/read-bag.js';
import type { Findings } from '../finding.js';
import { checkSteps } from '../law/check-law.js';
import { asKept, firstDifference } from '../law/first-difference.js';
import type { Law } from '../law/law.js';
import type { ReplayedSubject } from '../law/replay.js';
import { overdue } from '../law/states.js';
import { isWrittenAs } from '../law/written-as.js';
import type { Tools } from '../tools.js';
import type { Groups } from './groups.js';
import { ListOfLines } from './list-of-lines.js';
import type { Statement } from './statement.js';
import { isWithheld } from './withheld.js';

/** Small streams on which any case may rest: they are read with each group, and join none. */
const CALENDARS = /^calendar\//;

/** Bytes of entries that are parsed at once. */
const AT_ONCE = 64 * 1024;

const KINDS = /^(?:case|report|ballot|motion)\//;

export interface ReplayOptions {
  readonly bag: Bag;
  readonly statement: Statement;
  readonly law: Law;
  readonly tools: Tools;
  readonly findings: Findings;
  readonly groups: Groups;
  /** Index in `statement.streams`. */
  readonly indexOf: (stream: string) => number | undefined;
  readonly broken: ReadonlyMap<string, number>;
  readonly progress: (entries: number) => void;
}

/** One replay: nothing of it is left for the next, wherever it breaks off. */
interface Replay extends ReplayOptions {
  /** Room for the lines of one file at a time, used again for the next. */
  readonly lines: ListOfLines;
}

/** Is the law of this stream replayed? Others are chained only. */
export function isOfTheLaw(stream: string): boolean {
  return KINDS.test(stream);
}

/** Replays the law over a bundle, one group of streams that hang together at a time, so that memory follows the largest group and not the bundle. */
export function replayBundle(options: ReplayOptions): number {
  const { groups, statement } = options;
  let replayed = 0;
  const list = groups.members((index) => isShown(statement.streams, index));
  const done = new Set<number>();
  const calendars = calendarsOf(statement);
  const replay = { ...options, lines: new ListOfLines() };
  for (const group of list) {
    const [first] = group;
    if (first === undefined || done.has(groups.of(first))) continue;
    const members = widest(group, calendars, replay);
    done.add(groups.of(first));
    replayed += members.replayed;
  }
  return replayed;
}

function calendarsOf({ streams }: Statement): readonly number[] {
  const found: number[] = [];
  for (let index = 0; index < streams.length; index += 1)
    if (CALENDARS.test(streams.nameAt(index)) && streams.sightAt(index) === 'exact') found.push(index);
  return found;
}

function isShown(streams: Statement['streams'], index: number): boolean {
  return streams.sightAt(index) === 'exact' && isOfTheLaw(streams.nameAt(index));
}

/** Replays a group; where it turns out to hang on streams of another group, both are replayed as one. */
function widest(group: readonly number[], calendars: readonly number[], options: Replay): { readonly replayed: number } {
  const { statement, groups, indexOf, findings, law, tools } = options;
  let members = [...group];
  for (;;) {
    const streams = new Map<string, Entry[]>();
    const disclosed: SealedValue[] = [];
    const broken = new Map<string, number>();
    for (const index of [...members, ...calendars]) read(statement.streams.nameAt(index), options, { streams, disclosed, broken });
    const check = checkSteps({ streams, broken, disclosed }, law, tools.digest);
    const more = new Set(
      check.subjects
        .flatMap(({ steps }) => steps.flatMap(({ followUps }) => followUps.map(({ process, stream }) => `${process}/${stream}`)))
        .flatMap((stream) => indexOf(stream) ?? [])
        .filter((index) => groups.of(index) !== groups.of(members[0] as number)),
    );
    if (more.size === 0) {
      const redacted = statement.redacted;
      for (const finding of check.findings)
        findings.take(redacted && finding.weight === 'unshown' ? { ...finding, weight: 'note' } : finding);
      for (const subject of check.subjects) checkState(subject, options);
      options.progress(check.replayed);
      return { replayed: check.replayed };
    }
    for (const index of more) groups.join(index, members[0] as number);
    const root = groups.of(members[0] as number);
    members = Array.from({ length: statement.streams.length }, (_, index) => index).filter(
      (index) => groups.of(index) === root && isShown(statement.streams, index),
    );
  }
}

interface Gathered {
  readonly streams: Map<string, Entry[]>;
  readonly disclosed: SealedValue[];
  readonly broken: Map<string, number>;
}

/** Entries are canonical already, or their stream is broken from there on: here they are only parsed, many at once, as one list. */
function read(stream: string, { bag, broken, lines }: Replay, into: Gathered): void {
  const entries: Entry[] = [];
  const until = broken.get(stream) ?? Number.POSITIVE_INFINITY;
  const cursor = bag.linesAgain(`data/${streamFile(stream, 'events')}`);
  for (let bytes = cursor?.next(); bytes !== undefined; bytes = cursor?.next()) {
    if (entries.length + lines.count + 1 >= until || isWithheld(bytes)) break;
    lines.add(bytes);
    if (lines.length >= AT_ONCE) entries.push(...(lines.take() as Entry[]));
  }
  entries.push(...(lines.take() as Entry[]));
  into.streams.set(stream, entries);
  if (Number.isFinite(until)) into.broken.set(stream, until);
  if (
    stream.startsWith('motion/') &&
    sealOf(entries[0]?.data['payload'] === undefined ? undefined : proposedIn(entries[0])) !== undefined
  ) {
    into.disclosed.push(...proposalsOf(stream, bag));
  }
}

function proposedIn({ data }: Entry): Json | undefined {
  const payload = data['payload'] as { readonly [key: string]: Json } | null;
  return payload?.['proposed'];
}

function proposalsOf(stream: string, bag: Bag): SealedValue[] {
  const values: SealedValue[] = [];
  const cursor = bag.linesAgain(`data/${streamFile(stream, 'disclosed')}`);
  for (let bytes = cursor?.next(); bytes !== undefined; bytes = cursor?.next()) {
    try {
      values.push({ stream, ...(JSON.parse(new TextDecoder().decode(bytes)) as Omit<SealedValue, 'stream'>) });
    } catch {
      // The check of the stream has named this line.
    }
  }
  return values;
}

/** Where the entries lead must be where the system itself stood, and what the file shows. */
function checkState(subject: ReplayedSubject, { statement, bag, tools, findings, law }: ReplayOptions): void {
  const last = subject.steps.at(-1);
  if (last === undefined || !subject.whole) return;
  const { stream } = subject;
  const { seq } = last.entry;
  const stated = statement.streams.stateOf(stream);
  const path = `data/${streamFile(stream, 'state')}`;
  const shown = bag.again(path);
  // A quick yes: the file has the stated digest, and holds just this state. Anything else is judged by writing the state anew.
  if (shown !== undefined && stated !== null && bag.isKnownAs(path, stated) && isWrittenAs(last.after, shown)) {
    for (const finding of overdue(subject, last, statement.at, law)) findings.take(finding);
    return;
  }
  const state = asKept(last.after);
  const bytes = canonicalBytes(state);
  if (shown !== undefined && !sameBytes(shown, bytes)) {
    const field = differenceOf(state, shown);
    const place = { stream, seq, ...bag.placeOf(path), ...(field === undefined ? {} : { field }) };
    findings.broken('stateDiffers', place, 'The state in the file is not the one to which the entries lead.');
  }
  if (stated !== null && toHex(tools.digest(bytes)) !== stated) {
    findings.broken(
      'stateOfTheSystemDiffers',
      { stream, seq, ...bag.placeOf('data/bundle.json') },
      'The system itself stood elsewhere than the entries lead, as the digest in bundle.json says.',
    );
  }
  for (const finding of overdue(subject, last, statement.at, law)) findings.take(finding);
}

function differenceOf(state: Json, bytes: Uint8Array): string | undefined {
  try {
    return firstDifference(state, JSON.parse(new TextDecoder().decode(bytes)) as Json);
  } catch {
    return undefined;
  }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
