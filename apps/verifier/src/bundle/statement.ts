import {
  asciiBytes,
  canonicalBytes,
  BUNDLE_CONTENTS,
  BUNDLE_FORMAT,
  BUNDLE_LIMITS,
  instantOf,
  isHash,
  parseCanonical,
  streamFile,
  type BundleStatement,
  type BundleStream,
  type JsonObject,
  type TagPieces,
} from '@tregua/ledger';
import { joinedOf } from '../bag/joined.js';
import { Ahead } from './ahead.js';
import { StreamPlaces, StreamTable } from './stream-table.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const STREAM = /^[a-z][a-z-]{0,31}(?:\/[A-Za-z0-9._-]{1,80}){1,3}$/;
const KEYS = 'at,audience,content,cosigned,evidence,export,format,log,notice,redacted,requests,scope,streams,v';
const STREAM_KEYS = 'file,hash,nonce,process,rulebook,seq,sight,state,stream';
const EVIDENCE_KEYS = 'included,mediaType,sha256,size,stream';

/** What `bundle.json` states, its streams in a table. */
export interface Statement extends Omit<BundleStatement, 'streams'> {
  readonly streams: StreamTable;
}

/**
 * Reads `bundle.json`. Gives a sentence where it is not in the form of docs/export-format.md.
 *
 * @param file in pieces; they are gone through once more where it is not plainly in form, to say what is wrong. Its parts must stay readable as long as the statement is used.
 */
export function readStatement(file: TagPieces): Statement | string {
  const plain = plainStatement(file);
  if (plain !== undefined) return plain;
  const whole = wholeStatement(joinedOf([...file]));
  if (typeof whole === 'string') return whole;
  const { streams: list, ...rest } = whole;
  const places = new StreamPlaces();
  for (const [index, stream] of list.entries()) places.add(stream, index, index);
  return { ...rest, streams: new StreamTable(places.end(), (index) => canonicalBytes({ ...(list[index] as BundleStream) })) };
}

const STREAMS = asciiBytes('"streams":[');
/** Keys are sorted: only the version follows. */
const BEHIND_STREAMS = '],"v":1}';
const [COMMA, CLOSE] = [0x2c, 0x5d];

/**
 * Reads the streams one by one, so that nothing of the length of the whole is made of them but their table. What stands before and behind them is read as a statement without
 * streams. Only where all is plainly in form: what is not is read whole, and then it is said what is wrong.
 */
function plainStatement(file: TagPieces): Statement | undefined {
  const ahead = new Ahead(file);
  try {
    const before = ahead.upTo(STREAMS);
    const places = before === undefined ? undefined : placesIn(ahead);
    if (before === undefined || places === undefined) return undefined;
    const behind = joinedOf([...ahead.rest()]);
    // Anything else, and the list was not the statement's own but one within an earlier value.
    if (decoder.decode(behind) !== BEHIND_STREAMS) return undefined;
    const rest = wholeStatement(joinedOf([before, behind]));
    return typeof rest === 'string' ? undefined : { ...rest, streams: new StreamTable(places, (from, to) => file.read(from, to - from)) };
  } finally {
    ahead.end();
  }
}

/** Where the streams of a list stand, up to its closing bracket. */
function placesIn(ahead: Ahead): StreamPlaces | undefined {
  const places = new StreamPlaces();
  if (ahead.byte() === CLOSE) return places.end();
  for (let previous = ''; ;) {
    const from = ahead.place;
    const bytes = ahead.plainValue();
    const value = bytes === undefined ? undefined : (JSON.parse(decoder.decode(bytes)) as unknown);
    const name = streamName(value);
    if (name === undefined || name <= previous || places.length === BUNDLE_LIMITS.streams) return undefined;
    places.add(value as BundleStream, from, ahead.place);
    previous = name;
    const behind = ahead.byte();
    if (behind === CLOSE) return places.end();
    if (behind !== COMMA) return undefined;
    ahead.skip();
  }
}

const decoder = new TextDecoder();

function wholeStatement(bytes: Uint8Array): BundleStatement | string {
  let value: unknown;
  try {
    value = parseCanonical(bytes);
  } catch (error) {
    return error instanceof Error ? error.message : 'It cannot be read.';
  }
  return problemOf(value) ?? (value as BundleStatement);
}

function problemOf(value: unknown): string | undefined {
  if (!isObject(value) || Object.keys(value).sort().join() !== KEYS) return `It has not exactly the keys ${KEYS}.`;
  if (value['v'] !== 1 || value['format'] !== BUNDLE_FORMAT) return `The format is not ${BUNDLE_FORMAT}.`;
  if (typeof value['export'] !== 'string' || !UUID.test(value['export'])) return 'export is no id.';
  if (!isInstant(value['at'])) return 'at is no instant.';
  for (const key of ['audience', 'notice', 'cosigned']) if (typeof value[key] !== 'string') return `${key} is no text.`;
  if (typeof value['redacted'] !== 'boolean') return 'redacted is neither true nor false.';
  if (!BUNDLE_CONTENTS.some((content) => content === value['content'])) return `content is not ${BUNDLE_CONTENTS.join(' or ')}.`;
  const { scope, log } = value;
  if (
    !isObject(scope) ||
    !isSorted(scope['cases'], BUNDLE_LIMITS.cases, (id) => (typeof id === 'string' && UUID.test(id) ? id : undefined))
  ) {
    return 'scope.cases is no sorted list of ids.';
  }
  if (log !== null && !(isObject(log) && typeof log['origin'] === 'string' && isCount(log['size']))) return 'log has no origin and size.';
  if (!isSorted(value['streams'], BUNDLE_LIMITS.streams, streamName)) return 'streams is no sorted list of streams, each with its head.';
  if (!isSorted(value['requests'], BUNDLE_LIMITS.cases, requestName)) return 'requests is no sorted list of entries.';
  if (!isSorted(value['evidence'], BUNDLE_LIMITS.files, evidenceName)) return 'evidence is no sorted list of items.';
  return undefined;
}

function streamName(value: unknown): string | undefined {
  if (!isObject(value) || Object.keys(value).sort().join() !== STREAM_KEYS) return undefined;
  const { stream, seq, hash, file, nonce, process, rulebook, sight, state } = value;
  if (typeof stream !== 'string' || !STREAM.test(stream) || !isCount(seq) || seq < 1 || !isHash(hash)) return undefined;
  if (file !== streamFile(stream, 'events') || (nonce !== null && !isHash(nonce)) || (state !== null && !isHash(state))) return undefined;
  if ((rulebook !== null && typeof rulebook !== 'string') || (process !== null && !isCount(process))) return undefined;
  return sight === 'exact' || sight === 'abridged' || sight === 'withheld' ? stream : undefined;
}

function requestName(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const { stream, seq, hash, reason } = value;
  return typeof stream === 'string' && isCount(seq) && isHash(hash) && isHash(reason) ? stream : undefined;
}

function evidenceName(value: unknown): string | undefined {
  if (!isObject(value) || Object.keys(value).sort().join() !== EVIDENCE_KEYS) return undefined;
  const { stream, sha256, size, mediaType, included } = value;
  return typeof stream === 'string' && isHash(sha256) && isCount(size) && typeof mediaType === 'string' && typeof included === 'boolean'
    ? stream
    : undefined;
}

/** A list whose members have names that ascend strictly: none comes twice. */
function isSorted(list: unknown, most: number, nameOf: (value: unknown) => string | undefined): boolean {
  if (!Array.isArray(list) || list.length > most) return false;
  let previous = '';
  for (const value of list as unknown[]) {
    const name = nameOf(value);
    if (name === undefined || name <= previous) return false;
    previous = name;
  }
  return true;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isInstant(value: unknown): boolean {
  try {
    instantOf(value as string);
    return true;
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
