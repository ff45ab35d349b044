import { Findings, type WeighedFinding } from '../../apps/verifier/src/finding.js';
import { readZip } from '../../apps/verifier/src/zip/read-zip.js';
import { sourceOfBytes } from '../../apps/verifier/src/zip/source.js';
import { CENTRAL_BYTES, dataDescriptor, LOCAL_BYTES } from '../../apps/verifier/src/zip/zip-form.js';
import type { Chance } from './chance.js';

/** Bytes of a bundle's zip that have one meaning, and what a finding about them must name. */
export interface Region {
  /** `local/crc`, `data/events.jsonl` … */
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  /** Path in the zip; none for the end record. */
  readonly path: string | undefined;
  /** All bytes of that file's headers and contents, so that a finding by offset can be compared. */
  readonly around: readonly (readonly [from: number, to: number])[];
}

type Fields = readonly (readonly [name: string, bytes: number])[];

const LOCAL: Fields = [
  ['signature', 4],
  ['version', 2],
  ['flags', 2],
  ['method', 2],
  ['time', 2],
  ['date', 2],
  ['crc', 4],
  ['packed', 4],
  ['size', 4],
  ['nameLength', 2],
  ['extraLength', 2],
];
const CENTRAL: Fields = [
  ['signature', 4],
  ['madeBy', 2],
  ['version', 2],
  ['flags', 2],
  ['method', 2],
  ['time', 2],
  ['date', 2],
  ['crc', 4],
  ['packed', 4],
  ['size', 4],
  ['nameLength', 2],
  ['extraLength', 2],
  ['commentLength', 2],
  ['disk', 2],
  ['internal', 2],
  ['external', 4],
  ['offset', 4],
];
const DESCRIPTOR: Fields = [
  ['signature', 4],
  ['crc', 4],
  ['packed', 4],
  ['size', 4],
];
const END: Fields = [
  ['signature', 4],
  ['disk', 2],
  ['startDisk', 2],
  ['countHere', 2],
  ['count', 2],
  ['directorySize', 4],
  ['directoryOffset', 4],
  ['commentLength', 2],
];

/** Every byte of the zip, each in exactly one region. */
export function regionsOf(zip: Uint8Array): Region[] {
  const files = readZip(sourceOfBytes(zip), new Findings());
  if (files === undefined) throw new Error('This zip cannot be read.');
  const regions: Region[] = [];
  const last = files.at(files.length - 1);
  let record = last.start + last.size + dataDescriptor(last).length;
  for (const file of files) {
    const { index, offset, start, size } = file;
    const path = files.pathAt(index);
    const end = start + size + dataDescriptor(file).length;
    const recordEnd = record + CENTRAL_BYTES + (start - offset - LOCAL_BYTES);
    const around = [
      [offset, end],
      [record, recordEnd],
    ] as const;
    const add = (kind: string, from: number, to: number): void => {
      if (to > from) regions.push({ kind, from, to, path, around });
    };
    addFields('local', LOCAL, offset, add);
    add('local/name', offset + LOCAL_BYTES, start);
    add(`data/${kindOf(path)}`, start, start + size);
    addFields('descriptor', DESCRIPTOR, start + size, add);
    addFields('central', CENTRAL, record, add);
    add('central/name', record + CENTRAL_BYTES, recordEnd);
    record = recordEnd;
  }
  const whole = [[record, zip.length]] as const;
  addFields('end', END, record, (kind, from, to) => regions.push({ kind, from, to, path: undefined, around: whole }));
  return regions;
}

function addFields(part: string, fields: Fields, at: number, add: (kind: string, from: number, to: number) => void): void {
  let from = at;
  for (const [name, bytes] of fields) {
    add(`${part}/${name}`, from, from + bytes);
    from += bytes;
  }
}

/** Files of one purpose are one kind, so that a bundle of a thousand streams is no thousand kinds. */
function kindOf(path: string): string {
  const inBag = path.slice(path.indexOf('/') + 1);
  if (/^data\/streams\//.test(inBag)) return `${inBag.split('/')[2]}/${inBag.slice(inBag.lastIndexOf('/') + 1)}`;
  return inBag.replace(/^data\/(rulebooks|rulings|evidence|tables)\/.*$/, '$1').replace(/\d+\.tsr$/, 'tsr');
}

export interface ByteChange {
  readonly region: Region;
  readonly offset: number;
  readonly zip: Uint8Array;
}

/** One byte changed, kind by kind in turn: rare kinds are tried as often as the contents. */
export function* byteChanges(zip: Uint8Array, count: number, chance: Chance): Generator<ByteChange> {
  const kinds = new Map<string, Region[]>();
  for (const region of regionsOf(zip)) kinds.set(region.kind, [...(kinds.get(region.kind) ?? []), region]);
  const turns = [...kinds.values()];
  for (let done = 0; done < count; done += 1) {
    const region = chance.of(turns[done % turns.length] as Region[]);
    const offset = region.from + chance.below(region.to - region.from);
    const changed = Uint8Array.from(zip);
    changed[offset] = (changed[offset] as number) ^ (1 + chance.below(255));
    yield { region, offset, zip: changed };
  }
}

/** Does a finding say where it was? By the file, or by an offset in the file's own bytes. */
export function isLocated({ region }: ByteChange, findings: readonly WeighedFinding[]): boolean {
  const { path, around } = region;
  const inBag = path?.slice(path.indexOf('/') + 1);
  return findings.some(({ weight, file, offset }) => {
    if (weight === 'note') return false;
    if (path !== undefined && file !== undefined && (file === path || file === inBag)) return true;
    return offset !== undefined && around.some(([from, to]) => offset >= from && offset < to);
  });
}
