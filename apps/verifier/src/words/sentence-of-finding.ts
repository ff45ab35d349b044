import type { WeighedFinding } from '../finding.js';

/** A finding as a line: how bad, what, where, and a sentence. */
export function sentenceOf({ weight, what, stream, seq, field, line, file, offset, says }: WeighedFinding): string {
  const inFile = [file, line === undefined ? '' : `line ${line}`, offset === undefined ? '' : `byte ${offset}`].filter(
    (part) => part !== undefined && part !== '',
  );
  const where = [stream, seq > 0 ? `entry ${seq}` : '', field ?? '', inFile.length === 0 ? '' : `(${inFile.join(', ')})`]
    .filter((part) => part !== '')
    .join(' ');
  return `${weight.toUpperCase()} ${what}${where === '' ? '' : ` at ${where}`}: ${says}`;
}
