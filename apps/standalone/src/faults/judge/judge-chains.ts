import { createHash } from 'node:crypto';
import { currentRulebookId, processOf, rulebookOf } from '@tregua/casework';
import { canonicalJson, EXPORT_FORMAT, entryOf, exportLines, instantText, verifyChain, type Entry, type Json } from '@tregua/ledger';
import { commissionLaw, verifyLines } from '../../../../verifier/src/index.js';
import type { Folded } from './fold.js';
import type { EntryRow, Finding, Rows } from './records.js';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** Every chain from its first entry to its head, every text that an entry commits to, every subject as its entries make it, and the law. */
export function judgeChains(rows: Rows, folded: readonly Folded[]): { readonly verified: number; readonly findings: Finding[] } {
  const streams = byStream(rows.entries);
  const findings: Finding[] = [];
  let verified = 0;
  for (const { stream, seq, hash } of rows.heads) {
    const entries = streams.get(stream) ?? [];
    const wrong = verifyChain(stream, entries, sha256, [{ stream, seq, hash }]);
    if (entries.length > seq) wrong.push({ what: 'entriesBeyondHead', stream, seq: seq + 1, says: 'Entries stand beyond the head.' });
    if (wrong.length === 0) verified += 1;
    findings.push(...wrong.map(({ what, seq: at, says }) => broken(what, `${stream} ${at}`, says)));
  }
  const heads = new Set(rows.heads.map(({ stream }) => stream));
  for (const stream of streams.keys()) if (!heads.has(stream)) findings.push(broken('streamHasNoHead', stream, 'Entries without a head.'));
  findings.push(...judgeSealed(rows), ...judgeSubjects(rows, folded));
  if (findings.length === 0) findings.push(...judgeLaw(rows));
  return { verified, findings };
}

/** A commitment whose value is gone is a lost text: nobody can read any more what was acknowledged. */
function judgeSealed({ entries, sealed }: Rows): Finding[] {
  const kept = new Set(sealed);
  return entries.flatMap((entry) =>
    commitmentsIn(entry).flatMap((field): Finding[] => {
      const name = `${entry.stream} ${entry.seq} ${field}`;
      return kept.has(name)
        ? []
        : [{ figure: 'lost', what: 'sealedValueIsMissing', about: name, says: 'The entry commits to a value that is not kept.' }];
    }),
  );
}

function commitmentsIn({ stream, bytes }: EntryRow): string[] {
  if (!/^(?:case|report|ballot)\//.test(stream)) return [];
  const { actor, data } = readable(bytes) ?? { actor: { role: 'system' }, data: {} };
  // What the law itself enters names texts that were sealed where they were first given.
  return actor['role'] === 'system' ? [] : pointersTo(data['payload'] ?? null, '/payload');
}

/** Undefined where the bytes are no entry: the chain says so. */
function readable(bytes: Uint8Array): Pick<Entry, 'actor' | 'data'> | undefined {
  try {
    return entryOf(bytes);
  } catch {
    return undefined;
  }
}

function pointersTo(value: Json, at: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => pointersTo(item, `${at}/${index}`));
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === 'sealed') return [at];
  return Object.entries(value as { readonly [key: string]: Json }).flatMap(([key, item]) =>
    pointersTo(item, `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

/** What the tables show is what the entries come to. */
function judgeSubjects({ subjects }: Rows, folded: readonly Folded[]): Finding[] {
  const shown = new Map(subjects.map((subject) => [subject.stream, subject]));
  return folded.flatMap(({ stream, steps, broken: why }): Finding[] => {
    if (why !== undefined) return [broken('historyCannotBeFolded', stream, why)];
    const last = steps.at(-1);
    const subject = shown.get(stream);
    if (last === undefined || subject === undefined) return [broken('subjectIsMissing', stream, 'It has entries and is in no table.')];
    const isSame = subject.seq === last.entry.seq && same(subject.snapshot, last.after);
    return isSame ? [] : [broken('subjectIsAnother', stream, 'What the table shows is not what the entries come to.')];
  });
}

function same(one: object, other: object): boolean {
  return canonicalJson(one) === canonicalJson(JSON.parse(JSON.stringify(other)) as Json);
}

/** The auditor's verifier over everything at once: rights, guards, outcomes, causes, states, clocks. */
function judgeLaw({ entries, heads, subjects, now }: Rows): Finding[] {
  const inFile = heads.filter(({ stream }) => /^(?:case|report|ballot)\//.test(stream));
  const subject = inFile.find(({ stream }) => stream.startsWith('case/')) ?? inFile[0];
  if (subject === undefined) return [];
  const streams = byStream(entries);
  const header = {
    format: EXPORT_FORMAT,
    madeAt: instantText(now),
    subject: subject.stream,
    rulebook: currentRulebookId,
    processVersion: processOf('case').version,
    heads: inFile,
    notice: '',
    audience: 'auditor',
  } as const;
  const lines = exportLines({
    header,
    rulebooks: [rulebookOf(currentRulebookId)],
    entries: inFile.flatMap(({ stream }) => (streams.get(stream) ?? []).map(({ bytes }) => bytes)),
    sealed: [],
    states: inFile.flatMap(({ stream }) => {
      const shown = subjects.find((one) => one.stream === stream);
      return shown === undefined ? [] : [{ stream, state: shown.snapshot }];
    }),
  });
  const bytes = [...lines].map((line) => Buffer.from(line.slice(0, -1)));
  const { findings } = verifyLines(bytes, { digest: sha256, law: commissionLaw, heads: inFile });
  return findings
    .filter(({ weight }) => weight === 'broken' || weight === 'unlawful')
    .map(({ what, stream, seq, says }) => broken(what, `${stream} ${seq}`, says));
}

function byStream(entries: readonly EntryRow[]): Map<string, EntryRow[]> {
  const streams = new Map<string, EntryRow[]>();
  for (const entry of entries) {
    const list = streams.get(entry.stream);
    if (list === undefined) streams.set(entry.stream, [entry]);
    else list.push(entry);
  }
  for (const list of streams.values()) list.sort((one, other) => one.seq - other.seq);
  return streams;
}

function broken(what: string, about: string, says: string): Finding {
  return { figure: 'broken', what, about, says };
}
