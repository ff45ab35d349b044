import { BUNDLE_LIMITS, pathProblem } from '@tregua/ledger';
import type { Findings } from '../finding.js';
import { Window, type Source } from './source.js';
import {
  CENTRAL_BYTES,
  centralRecord,
  dataDescriptor,
  descriptorBytes,
  END64_BYTES,
  END_BYTES,
  endRecords,
  LOCAL_BYTES,
  localHeader,
  LOCATOR_BYTES,
  MOST_32,
} from './zip-form.js';
import { ZipFiles, type ZipFile } from './zip-files.js';

interface Directory {
  readonly count: number;
  readonly offset: number;
  readonly size: number;
  /** Where the records behind the directory begin. */
  readonly end: number;
  /** Where the count is written. */
  readonly countAt: number;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Reads the directory of a bundle's zip. A bundle is written in exactly one way (stored, sorted, fixed times, back to back), so each byte outside the
 * contents follows from the names, sizes and checksums: headers are made again and compared, and whatever differs is named with its offset. What a general
 * reader of zips would tolerate (gaps, overlaps, comments, compression, names that climb out of the folder) is a finding here, and nothing is unpacked.
 *
 * @returns undefined where there is no directory that could be followed.
 */
export function readZip(source: Source, findings: Findings): ZipFiles | undefined {
  const window = new Window(source);
  const directory = findDirectory(window, findings);
  if (directory === undefined) return undefined;
  const files = new ZipFiles(source, directory.count);
  let at = directory.offset;
  let cursor = 0;
  let previous = '';
  let inOrder = true;
  let previousAt = at;
  while (files.length < directory.count) {
    const read = readRecord(window, at, directory.end);
    if (typeof read === 'string') {
      findings.broken('directoryIsMalformed', { offset: at }, `The zip's directory cannot be read from here on: ${read}`);
      if (previous !== '') {
        const says = `Unless the record before, which begins here, says wrongly how long it is: by it the next one begins at ${at}.`;
        findings.broken('directoryIsMalformed', { file: previous, offset: previousAt }, says);
      }
      return undefined;
    }
    const file = { name: read.name, size: read.size, crc32: read.crc32, offset: cursor };
    compare(window, at, centralRecord(file), read.length, { what: 'directoryDiffers', file: read.path }, findings);
    checkName(read.path, previous, at, findings);
    const offset = cursor;
    previousAt = at;
    at += read.length;
    cursor += LOCAL_BYTES + read.name.length + file.size + descriptorBytes(file);
    if (cursor > directory.offset) {
      const says = `The directory claims ${file.size} bytes for this file; the files before the directory end at ${directory.offset}.`;
      findings.broken('sizeIsTooLarge', { file: read.path, offset: previousAt }, says);
      return undefined;
    }
    inOrder &&= read.path > previous;
    previous = read.path;
    files.add(read.name, previousAt, offset, inOrder);
  }
  if (files.length === 0) {
    findings.broken('zipIsEmpty', { offset: directory.countAt }, 'The zip is said to hold no file.');
    return undefined;
  }
  if (at !== directory.end) {
    findings.broken('directoryDiffers', { offset: at }, 'Bytes stand between the directory and its end.');
    findings.broken('endDiffers', { offset: directory.countAt }, `Unless this count of ${directory.count} files is wrong.`);
  }
  if (cursor !== directory.offset)
    findings.broken('zipHasAGap', { offset: cursor }, `The last file ends at ${cursor}, the directory begins at ${directory.offset}.`);
  const size = directory.end - directory.offset;
  const end = endRecords(directory.count, { offset: directory.offset, size });
  compare(window, directory.end, end, source.size - directory.end, { what: 'endDiffers' }, findings);
  return files;
}

/** The bytes around one file's contents; the contents themselves are checked where they are read. */
export function checkAround(source: Source, files: ZipFiles, path: string, file: ZipFile, findings: Findings): void {
  if (files.isPlainlyAround(source, file)) return;
  const place = { what: 'headerDiffers', file: path };
  const header = localHeader({ name: encoder.encode(path) });
  compare(source, file.offset, header, header.length, place, findings);
  const descriptor = dataDescriptor(file);
  compare(source, file.start + file.size, descriptor, descriptor.length, place, findings);
}

function findDirectory(source: Source, findings: Findings): Directory | undefined {
  const none = (offset: number, says: string): undefined => {
    findings.broken('zipIsMalformed', { offset }, says);
  };
  if (source.size < END_BYTES) return none(0, 'The file is too small to be a zip.');
  if (source.size > BUNDLE_LIMITS.totalBytes) return none(0, `The file is larger than ${BUNDLE_LIMITS.totalBytes} bytes.`);
  const end = source.size - END_BYTES;
  const view = viewOf(source.read(end, END_BYTES));
  if (view.getUint32(0, true) !== 0x06054b50) return none(end, 'The file does not end in the end record of a zip (without comment).');
  let count = view.getUint16(10, true);
  let size = view.getUint32(12, true);
  let offset = view.getUint32(16, true);
  let from = end;
  let countAt = end + 10;
  if (count === 0xffff || size === MOST_32 || offset === MOST_32) {
    from = end - LOCATOR_BYTES - END64_BYTES;
    if (from < 0) return none(end, 'The end record speaks of zip64 records, for which there is no room.');
    const large = viewOf(source.read(from, END64_BYTES));
    if (large.getUint32(0, true) !== 0x06064b50) return none(from, 'The end record speaks of zip64 records, and they are not here.');
    [count, size, offset] = [eightOf(large, 32), eightOf(large, 40), eightOf(large, 48)];
    countAt = from + 32;
  }
  if (count > BUNDLE_LIMITS.files) return none(end, `The zip claims ${count} files; a bundle has at most ${BUNDLE_LIMITS.files}.`);
  if (offset + size !== from) return none(end, `The directory is said to lie at ${offset} with ${size} bytes; it has to end at ${from}.`);
  if (count * CENTRAL_BYTES > size) return none(end, `The zip claims ${count} files in a directory of ${size} bytes.`);
  return { count, offset, size, end: from, countAt };
}

interface CentralRecord {
  readonly path: string;
  readonly name: Uint8Array;
  readonly size: number;
  readonly crc32: number;
  readonly length: number;
}

function readRecord(source: Source, at: number, end: number): CentralRecord | string {
  if (at + CENTRAL_BYTES > end) return 'it is cut off.';
  const view = viewOf(source.read(at, CENTRAL_BYTES));
  if (view.getUint32(0, true) !== 0x02014b50) return 'no record begins here.';
  const [nameBytes, extraBytes, commentBytes] = [view.getUint16(28, true), view.getUint16(30, true), view.getUint16(32, true)];
  const crc32 = view.getUint32(16, true);
  let size = view.getUint32(24, true);
  const length = CENTRAL_BYTES + nameBytes + extraBytes + commentBytes;
  if (nameBytes === 0 || nameBytes > BUNDLE_LIMITS.pathBytes) return `a name of ${nameBytes} bytes.`;
  if (at + length > end) return 'it is cut off.';
  if (view.getUint16(10, true) !== 0) return 'the file is compressed; all files of a bundle are stored, and nothing else is unpacked.';
  const rest = source.read(at + CENTRAL_BYTES, length - CENTRAL_BYTES);
  const name = rest.subarray(0, nameBytes);
  if (size === MOST_32) {
    if (extraBytes !== 28) return 'the fields of zip64 are missing.';
    size = eightOf(viewOf(rest.subarray(nameBytes)), 4);
  }
  if (size > BUNDLE_LIMITS.evidenceBytes) return `a file of ${size} bytes.`;
  try {
    return { path: decoder.decode(name), name, size, crc32, length };
  } catch {
    return 'the name is no UTF-8.';
  }
}

function checkName(path: string, previous: string, offset: number, findings: Findings): void {
  const problem = pathProblem(path);
  if (problem !== undefined) findings.broken('pathIsUnsafe', { file: path, offset }, `This file must not be unpacked: ${problem}.`);
  if (path === previous) findings.broken('fileComesTwice', { file: path, offset }, 'Two files of the zip have one name.');
  else if (path < previous)
    findings.broken('filesAreOutOfOrder', { file: path, offset }, `This file stands behind ${previous}; files are sorted by name.`);
}

/** Names the first byte that is another than it must be. */
function compare(
  source: Source,
  at: number,
  expected: Uint8Array,
  length: number,
  { what, file }: { readonly what: string; readonly file?: string },
  findings: Findings,
): void {
  const found = source.read(at, Math.min(length, source.size - at));
  const shorter = Math.min(found.length, expected.length);
  let index = 0;
  while (index < shorter && found[index] === expected[index]) index += 1;
  if (index === expected.length && found.length === expected.length) return;
  const place = { ...(file === undefined ? {} : { file }), offset: at + index };
  const says = `A bundle is written in one way only, and this byte is another: ${byteAt(found, index)} instead of ${byteAt(expected, index)}.`;
  findings.broken(what, place, says);
}

function byteAt(bytes: Uint8Array, index: number): string {
  const byte = bytes[index];
  return byte === undefined ? 'nothing' : `0x${byte.toString(16).padStart(2, '0')}`;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Beyond 2^53 the number is not exact, and beyond every limit. */
function eightOf(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * 0x100000000 + view.getUint32(at, true);
}
