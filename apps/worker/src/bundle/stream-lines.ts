import { canonicalBytes, entryOf, type DisclosedLine, type Entry, type Json, type WithheldLine } from '@tregua/ledger';
import { withoutNames, type ExportedEntry, type PlannedStream, type ValueFor } from '@tregua/store';

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
  readonly missing: readonly MissingValue[];
  readonly shown?: ShownEntry;
}

/** A sealed value that is not given, and by which entry. */
export interface MissingValue {
  readonly stream: string;
  readonly seq: number;
  readonly field: string;
  readonly status: 'redacted' | 'erased';
  readonly ground: string;
  readonly decidedBy: string;
}

/**
 * The lines of one stream in order, as its plan says: exact bytes, or a withheld line in the place of what may not be read.
 *
 * @param values the sealed values of this stream for this audience, by seq and field; of entries that are not shown, none is given.
 */
export async function* linesOf(
  entries: AsyncIterable<ExportedEntry>,
  values: AsyncIterable<ValueFor>,
  { shown, sight }: PlannedStream,
): AsyncGenerator<StreamLine> {
  const only = shown === null ? undefined : new Set(shown);
  const waiting = new WaitingValues(values);
  for await (const kept of entries) {
    const entry = entryOf(kept.bytes);
    const own = await waiting.of(kept.seq);
    if (sight === 'withheld' || only?.has(kept.seq) === false) {
      yield { entry, line: withheldLine(kept, entry, null, ['']), disclosed: [], missing: [] };
      continue;
    }
    const given = own.filter((value) => value.status === 'given');
    const less = sight === 'exact' ? { entry, withheld: [] } : withoutNames(entry);
    yield {
      entry,
      line: less.withheld.length === 0 ? kept.bytes : withheldLine(kept, entry, less.entry, less.withheld),
      disclosed: given.map(({ field, seq, value, salt }) => canonicalBytes({ field, salt, seq, value } satisfies DisclosedLine)),
      missing: own.flatMap((value) => (value.status === 'given' ? [] : [missingValue(value)])),
      shown: shownEntry(less.entry, given),
    };
  }
}

/** Values come in the order of the entries, and may be none for many of them. */
class WaitingValues {
  private readonly values: AsyncIterator<ValueFor>;
  private next: ValueFor | undefined;
  private begun = false;

  constructor(values: AsyncIterable<ValueFor>) {
    this.values = values[Symbol.asyncIterator]();
  }

  async of(seq: number): Promise<readonly ValueFor[]> {
    if (!this.begun) await this.advance();
    this.begun = true;
    const own: ValueFor[] = [];
    while (this.next !== undefined && this.next.seq <= seq) {
      if (this.next.seq === seq) own.push(this.next);
      await this.advance();
    }
    return own;
  }

  private async advance(): Promise<void> {
    const result = await this.values.next();
    this.next = result.done === true ? undefined : result.value;
  }
}

function missingValue(value: Exclude<ValueFor, { readonly status: 'given' }>): MissingValue {
  const { stream, seq, field, status, decision } = value;
  const decidedBy = decision === null ? '' : `${decision.stream} ${decision.seq}`;
  return { stream, seq, field, status, ground: value.status === 'redacted' ? value.ground : '', decidedBy };
}

function withheldLine({ hash, seq }: ExportedEntry, { at }: Entry, shown: Entry | null, withheld: readonly string[]): Uint8Array {
  const line: WithheldLine = { at, hash, seq, shown: shown === null ? null : { ...shown }, withheld };
  return canonicalBytes(line);
}

function shownEntry(
  { stream, seq, at, type, command, actor, data }: Entry,
  values: readonly { readonly field: string; readonly value: Json }[],
): ShownEntry {
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
