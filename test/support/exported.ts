import { evolve, processOf, type Recorded, type Rulebook, type Subject } from '@tregua/casework';
import { entryOf, EXPORT_FORMAT, exportLines, instantText, sealEntry, ZERO_HASH, type Entry, type Head } from '@tregua/ledger';
import type { TestDatabase } from './database.js';
import { bytesOf, sha256 } from '../tamper/history.js';

/** What a database holds of one case, as an export for somebody who may read it whole; no value is disclosed. */
export interface ExportedCase {
  readonly lines: Iterable<Uint8Array>;
  readonly heads: readonly Head[];
}

/** Streams of a case with the entries of each, in order. */
export type StreamsOfCase = Map<string, Entry[]>;

/** The case, its ballots, motions and reports, and the calendars that were corrected for it. */
export async function streamsOfCase(database: TestDatabase, caseId: string): Promise<StreamsOfCase> {
  const rows = await database.ask<{ stream: string; bytes: Uint8Array }>(
    `select e.stream, e.bytes from tregua.entries e
      where e.stream = 'case/' || $1 or e.stream like 'ballot/' || $1 || '/%' or e.stream like 'calendar/%'
         or e.stream in (select stream from tregua.reports where case_id = $1::uuid)
         or e.stream in (select stream from tregua.motions where target = $1::uuid)
      order by e.stream collate "C", e.seq`,
    [caseId],
  );
  const streams: StreamsOfCase = new Map();
  for (const { stream, bytes } of rows) streams.set(stream, [...(streams.get(stream) ?? []), entryOf(bytes)]);
  return streams;
}

/**
 * Writes the export anew out of entries, chained again from the first: what somebody could write who holds the whole database. Unchanged entries give the same
 * bytes. The states are those to which the entries lead.
 */
export function exportOf(streams: StreamsOfCase, caseId: string, madeAt: number, rulebook: Rulebook): ExportedCase {
  const [heads, entries, states]: [Head[], Uint8Array[], { stream: string; state: object }[]] = [[], [], []];
  for (const [stream, list] of streams) {
    let prev = ZERO_HASH;
    let subject: Subject | undefined;
    list.forEach((entry, index) => {
      const { bytes, hash } = sealEntry({ ...entry, seq: index + 1, prev }, sha256);
      entries.push(bytes);
      prev = hash;
      if (/^(?:case|report)\//.test(stream))
        subject = evolve(processOf(stream.startsWith('case/') ? 'case' : 'report'), subject, recordedOf(entry), rulebook);
    });
    heads.push({ stream, seq: list.length, hash: prev });
    if (subject !== undefined) states.push({ stream, state: subject });
  }
  const header = {
    format: EXPORT_FORMAT,
    madeAt: instantText(madeAt),
    subject: `case/${caseId}`,
    rulebook: rulebook.id,
    processVersion: processOf('case').version,
    heads,
    notice: '',
    audience: 'auditor',
  } as const;
  const lines = [...exportLines({ header, rulebooks: [rulebook], entries, sealed: [], states })];
  return { lines: bytesOf(lines.map((line) => line.slice(0, -1))), heads };
}

function recordedOf({ command, type, at, actor, rulebook, data }: Entry): Recorded {
  return { command, type, at: Date.parse(at), actor, rulebook, data } as unknown as Recorded;
}
