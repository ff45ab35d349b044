import { canonicalBytes } from '../canonical/canonical-bytes.js';
import type { ExportParts, LineKind } from './export-format.js';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The lines of an export, each with its line feed, to be written as UTF-8. The same parts give the same bytes.
 *
 * @throws NotCanonicalError where a part holds what canonical JSON cannot carry.
 */
export function* exportLines(parts: ExportParts): Generator<string> {
  let count = 0;
  const counted = (line: string): string => {
    count += 1;
    return line;
  };
  yield counted(line('header', parts.header));
  for (const rulebook of parts.rulebooks) yield counted(line('rulebook', rulebook));
  for (const bytes of parts.entries) yield counted(entryLine(bytes));
  for (const { stream, seq, field, value, salt } of parts.sealed) yield counted(line('sealed', { stream, seq, field, value, salt }));
  for (const { stream, state } of parts.states) yield counted(line('state', { stream, state }));
  yield line('end', count);
}

/** The entry's own bytes stand in the line as they are, between `{"entry":` and `}`: nothing is written anew. */
function entryLine(bytes: Uint8Array): string {
  return `{"entry":${decoder.decode(bytes)}}\n`;
}

function line(kind: LineKind, value: unknown): string {
  return `${decoder.decode(canonicalBytes({ [kind]: value }))}\n`;
}
