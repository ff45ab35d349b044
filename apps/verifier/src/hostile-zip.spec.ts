import { Chance } from '../../../test/attack/chance.js';
import { bundleFilesOf, zipOfBag } from '../../../test/attack/make-bundle.js';
import { exportedScene, smallScene } from '../../../test/attack/scene.js';
import { nodeTools } from './node/node-tools.js';
import { verifyBundle, type BundleVerification } from './verify-bundle.js';
import { crc32 } from './zip/crc32.js';
import { readZip } from './zip/read-zip.js';
import { sourceOfBytes } from './zip/source.js';
import { Findings } from './finding.js';
import * as zlib from 'node:zlib';

const { zip, scene } = exportedScene(smallScene());
const folder = `tregua-${scene.exportId}`;
const verified = (bytes: Uint8Array): BundleVerification =>
  verifyBundle(sourceOfBytes(bytes), { tools: nodeTools, law: scene.law, roots: {} });
const end = zip.length - 22;
const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function changed(change: (bytes: Uint8Array, view: DataView) => void): Uint8Array {
  const copy = Uint8Array.from(zip);
  change(copy, view(copy));
  return copy;
}

/** Where the first record of the directory stands. */
const directory = view(zip).getUint32(end + 16, true);
const withFile = (path: string, bytes = Buffer.from('x')): Uint8Array =>
  zipOfBag('', new Map([...bundleFilesOf(zip)].concat([[path, bytes]])));

describe('a hostile zip', () => {
  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'zipIsMalformed'],
    ['a few bytes', Buffer.from('PK'), 'zipIsMalformed'],
    ['zeros', new Uint8Array(100_000), 'zipIsMalformed'],
    ['no files', Uint8Array.from(zip.slice(end)).fill(0, 8, 20), 'zipIsEmpty'],
    ['a file outside the folder (zip slip)', withFile('../../etc/passwd'), 'pathIsUnsafe'],
    ['an absolute path', withFile('/etc/passwd'), 'pathIsUnsafe'],
    ['a backslash', withFile(`${folder}/data/..\\x`), 'pathIsUnsafe'],
    ['a drive', withFile('C:/x'), 'pathIsUnsafe'],
    ['a file beside the bag', withFile('readme.txt'), 'fileIsOutsideTheBag'],
    ['a file that no manifest names', withFile(`${folder}/data/more.txt`), 'fileIsNotNamed'],
    ['fetch.txt', withFile(`${folder}/fetch.txt`, Buffer.from('https://example.org 1 data/x\n')), 'bagIsHoley'],
    ['a compressed file (zip bomb)', changed((_, at) => at.setUint16(directory + 10, 8, true)), 'directoryIsMalformed'],
    ['a claim of 4 GiB', changed((_, at) => at.setUint32(directory + 24, 0xfffffffe, true)), 'sizeIsTooLarge'],
    ['a claim of 65,000 files', changed((_, at) => at.setUint16(end + 10, 65_000, true)), 'zipIsMalformed'],
    ['zip64 records that are not there', changed((_, at) => at.setUint32(end + 16, 0xffffffff, true)), 'zipIsMalformed'],
    ['a directory beyond the file', changed((_, at) => at.setUint32(end + 16, 0xfffffff0, true)), 'zipIsMalformed'],
    ['files that overlap', changed((_, at) => at.setUint32(secondRecord() + 42, 0, true)), 'directoryDiffers'],
    ['a wrong checksum', changed((_, at) => at.setUint32(directory + 16, 7, true)), 'checksumDiffers'],
    ['a comment', Buffer.concat([zip, Buffer.from('hello')]), 'zipIsMalformed'],
    ['bytes in front', Buffer.concat([Buffer.from('#!/bin/sh\n'), zip]), 'zipIsMalformed'],
  ])('is named: %s', (_, bytes, what) => {
    const { verdict, findings } = verified(bytes);
    expect(verdict).toBe('broken');
    expect(findings.map((finding) => finding.what)).toContain(what);
  });

  it('is named when two files have one name', () => {
    const bytes = changed((copy) => {
      const [first, second] = [recordAt(directory), recordAt(secondRecord())];
      copy.copyWithin(second.name, first.name, first.name + Math.min(first.length, second.length));
    });
    expect(verified(bytes).verdict).toBe('broken');
  });

  it('never crashes the verifier, whatever is cut, doubled or mangled', () => {
    const chance = new Chance(5);
    for (let round = 0; round < 200; round += 1) {
      const from = chance.below(zip.length);
      const length = chance.below(4_000);
      const to = chance.below(zip.length);
      const bytes = Buffer.concat([zip.subarray(0, to), zip.subarray(from, from + length), zip.subarray(to + chance.below(length + 1))]);
      if (bytes.equals(zip)) continue;
      expect(verified(bytes).verdict).toBe('broken');
    }
  });

  it('is as long as the zip says: no more than one window is read of a large file at a time', () => {
    const reads: number[] = [];
    const whole = sourceOfBytes(zip);
    const source = { size: whole.size, read: (offset: number, length: number) => (reads.push(length), whole.read(offset, length)) };
    verifyBundle(source, { tools: nodeTools, law: scene.law, roots: {} });
    expect(Math.max(...reads)).toBeLessThanOrEqual(1024 * 1024);
  });
});

function secondRecord(): number {
  return directory + 46 + recordAt(directory).length;
}

function recordAt(at: number): { readonly name: number; readonly length: number } {
  return { name: at + 46, length: view(zip).getUint16(at + 28, true) };
}

describe('crc32', () => {
  it('is what zlib gives, piece by piece too', () => {
    const bytes = Buffer.from(zip);
    expect(crc32(bytes)).toBe(zlib.crc32(bytes));
    expect(crc32(bytes.subarray(1_001), crc32(bytes.subarray(0, 1_001)))).toBe(zlib.crc32(bytes));
  });
});

describe('the form of the zip', () => {
  it('is the one in which the system writes', () => {
    const findings = new Findings();
    expect(readZip(sourceOfBytes(zip), findings)?.length).toBeGreaterThan(10);
    expect(findings.list).toEqual([]);
  });
});
