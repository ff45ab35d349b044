import { canonicalBytes, entryOf, type DisclosedLine, type Entry, type Json, type WithheldLine } from '@tregua/ledger';
import { withoutNames, type ExportedEntry, type ExportReading, type PlannedStream } from '@tregua/store';

/** An entry as this audience is shown it: for tables and dossier, which hold nothing that the lines do not. */
export interface ShownEntry {
  readonly stream: string;
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly command: string;
  readonly role: string;
  /** Pseudonymous; empty where it is withheld. */
  readonly actor: string;
  readonly payload: Json;
  readonly texts: readonly { readonly field: string; readonly value: Json }[];
}

export interface StreamLine {
  /** For the builder alone: it may hold what the audience is not shown. */
  readonly entry: Entry;
  /** Without its line feed. */
  readonly line: Uint8Array;
  readonly disclosed: readonly Uint8Array[];
  readonly shown?: ShownEntry;
}

/** The lines of one stream in order, as its plan says: exact bytes, or a withheld line in the place of what may not be read. */
export async function* linesOf(reading: ExportReading, planned: PlannedStream): AsyncGenerator<StreamLine> {
  const { stream, seq: head, shown, sight, texts } = planned;
  const only = shown === null ? undefined : new Set(shown);
  const isShown = (seq: number): boolean => sight !== 'withheld' && (only === undefined || only.has(seq));
  for await (const kept of reading.entries(stream, head, (seq) => texts && isShown(seq))) {
    const entry = entryOf(kept.bytes);
    if (!isShown(kept.seq)) yield { entry, line: withheldLine(kept, entry, null, ['']), disclosed: [] };
    else if (sight === 'exact') yield { entry, line: kept.bytes, disclosed: disclosedLines(kept), shown: shownEntry(entry, kept) };
    else yield abridged(entry, kept);
  }
}

function abridged(entry: Entry, kept: ExportedEntry): StreamLine {
  const disclosed = disclosedLines(kept);
  const less = withoutNames(entry);
  const line = less.withheld.length === 0 ? kept.bytes : withheldLine(kept, entry, less.entry, less.withheld);
  return { entry, line, disclosed, shown: shownEntry(less.entry, kept) };
}

function withheldLine({ hash, seq }: ExportedEntry, { at }: Entry, shown: Entry | null, withheld: readonly string[]): Uint8Array {
  const line: WithheldLine = { at, hash, seq, shown: shown === null ? null : { ...shown }, withheld };
  return canonicalBytes(line);
}

function disclosedLines({ seq, values }: ExportedEntry): readonly Uint8Array[] {
  return values.map(({ field, value, salt }) => canonicalBytes({ field, salt, seq, value } satisfies DisclosedLine));
}

function shownEntry({ stream, seq, at, type, command, actor, data }: Entry, { values }: ExportedEntry): ShownEntry {
  const id = actor['id'];
  return {
    stream,
    seq,
    at,
    type,
    command,
    role: typeof actor['role'] === 'string' ? actor['role'] : '',
    actor: typeof id === 'string' ? id : '',
    payload: data['payload'] ?? null,
    texts: values.map(({ field, value }) => ({ field, value })),
  };
}
