import type { Head } from '../chain/verify-chain.js';

/** Stands in `bundle.json`; another number is another format. */
export const BUNDLE_FORMAT = 'tregua-bundle/1';

/** Names of the files under `data/`, as `docs/export-format.md` explains them. Folders end in a slash. */
export const BUNDLE_FILES = {
  statement: 'bundle.json',
  verify: 'VERIFY.md',
  dossier: 'dossier.pdf',
  custody: 'custody.csv',
  streams: 'streams/',
  rulebooks: 'rulebooks/',
  rulings: 'rulings/',
  evidence: 'evidence/',
  tables: 'tables/',
  checkpoint: 'log/checkpoint',
  policy: 'log/policy',
  timestamps: 'log/timestamps/',
} as const;

/** Names of the files of one stream, inside its folder. */
export const STREAM_FILES = {
  /** One line an entry: its exact canonical bytes, or a withheld line. */
  events: 'events.jsonl',
  /** Canonical `{field, salt, seq, value}`: values that are disclosed to this audience. */
  disclosed: 'disclosed.jsonl',
  /** Canonical `{index, proof, seq}`: where the entry stands in the log, and the way to the root. */
  proofs: 'proofs.jsonl',
  /** Canonical JSON of the subject, as the entries give it at the head. Cases and reports that are shown whole. */
  state: 'state.json',
} as const;

/** Tables for people; nothing is verified by them. */
export const BUNDLE_TABLES = ['chronology', 'deadlines', 'evidence', 'findings', 'remedies', 'votes', 'withheld'] as const;
export type BundleTable = (typeof BUNDLE_TABLES)[number];

/** What is larger is refused before it is read. Sizes in bytes. */
export const BUNDLE_LIMITS = {
  /** Files of the bag, tag files included. */
  files: 1_000_000,
  /** UTF-8 bytes of a path from the root of the zip. */
  pathBytes: 512,
  /** An entry has at most 1 MiB; a withheld line or a disclosed value is no larger. */
  lineBytes: 2 * 1024 * 1024,
  linesPerStream: 2_000_000,
  streams: 200_000,
  cases: 10_000,
  statementBytes: 128 * 1024 * 1024,
  stateBytes: 64 * 1024 * 1024,
  tagFileBytes: 128 * 1024 * 1024,
  checkpointBytes: 1024 * 1024,
  rulebookBytes: 8 * 1024 * 1024,
  evidenceBytes: 16 * 1024 * 1024 * 1024,
  totalBytes: 64 * 1024 * 1024 * 1024,
} as const;

/** Every local and central time in the zip: 1980-01-01 00:00:00 as MS-DOS writes it, the earliest that it can. */
export const ZIP_DOS_DATE = 0x0021;
export const ZIP_DOS_TIME = 0;

/**
 * For whom a bundle is made. `auditor` and `commission` read entries in their exact bytes; the others get what is served on them or shown to
 * them, and a withheld line for each other entry. A party is `party:<code>`, its code from data.
 */
export type BundleAudience = 'auditor' | 'commission' | 'cell' | 'public' | `party:${string}`;

/** How the lines of a stream stand: all exact, some withheld in part or whole, or none of them shown. */
export type StreamSight = 'exact' | 'abridged' | 'withheld';

/** One stream of the bundle. */
export interface BundleStream extends Head {
  /** Path of its events below `data/`: `streams/<stream>/events.jsonl`. */
  readonly file: string;
  /** 32 bytes in hexadecimal that give the stream's tag in the log; null as long as the stream is in no log. */
  readonly nonce: string | null;
  /** Rulebook of the last entry; null in streams to which none applies. */
  readonly rulebook: string | null;
  /** Version of the process that decides a case or a report; null for others. */
  readonly process: number | null;
  /**
   * SHA-256 of the canonical state as the system itself held it at the head when the export was asked for; null where the state is not shown
   * whole (a digest of votes without salt would tell them).
   */
  readonly state: string | null;
  readonly sight: StreamSight;
}

/** The entry by which the bundle was asked for: one in the access stream of each case. */
export interface BundleRequest extends Head {
  /** The commitment to the reason, as the entry holds it at `/payload/reason`. */
  readonly reason: string;
}

/** An item of evidence whose stream is in the bundle. */
export interface BundleEvidence {
  /** `evidence/<uuid>` */
  readonly stream: string;
  /** Of the original's bytes, in hexadecimal. */
  readonly sha256: string;
  readonly size: number;
  readonly mediaType: string;
  /** The original lies at `evidence/<sha256>`; otherwise only its digest is given. */
  readonly included: boolean;
}

/** `bundle.json`, in canonical JSON with no line feed at its end. Nothing in it is trusted: all of it is compared. */
export interface BundleStatement {
  readonly v: 1;
  readonly format: typeof BUNDLE_FORMAT;
  /** Id of the export, a UUID; the bag's folder is `tregua-<export>`. */
  readonly export: string;
  /** ISO 8601 in UTC with milliseconds: the instant of the export's own entries. */
  readonly at: string;
  readonly audience: BundleAudience;
  /** Something may be withheld from this audience. */
  readonly redacted: boolean;
  readonly scope: { readonly cases: readonly string[] };
  /** `bundle` with dossier, tables and originals; `records` without. */
  readonly content: BundleContent;
  /** What every page says of this material, e.g. that it is a demonstration; or empty. */
  readonly notice: string;
  /** How independent the cosignatures are, in words; empty without a log. */
  readonly cosigned: string;
  readonly requests: readonly BundleRequest[];
  /** Sorted by stream, as code units compare. */
  readonly streams: readonly BundleStream[];
  readonly evidence: readonly BundleEvidence[];
  /** The log that the proofs lead to, and the size of its tree; null where the entries are in no log yet. */
  readonly log: { readonly origin: string; readonly size: number } | null;
}

export type BundleContent = 'bundle' | 'records';
export const BUNDLE_CONTENTS = ['bundle', 'records'] as const satisfies readonly BundleContent[];

/**
 * A line of `events.jsonl` in the place of an entry that this audience may not read in its exact bytes. `hash` is the whole entry's; the next
 * entry's `prev` is the same.
 */
export interface WithheldLine {
  readonly at: string;
  readonly hash: string;
  readonly seq: number;
  /** What is shown of the entry, with the keys of an entry; null: nothing. It is the operator's word: no hash covers it. */
  readonly shown: { readonly [key: string]: unknown } | null;
  /** JSON pointers into the entry of what is left out; `[""]` where nothing is shown. */
  readonly withheld: readonly string[];
}

/** A line of `disclosed.jsonl`; with the stream it is a `SealedValue`. */
export interface DisclosedLine {
  readonly field: string;
  readonly salt: string;
  readonly seq: number;
  readonly value: unknown;
}

/** A line of `proofs.jsonl`: base64 of 32-byte hashes from the leaf upwards, as RFC 6962 orders an inclusion proof, in the tree of `log.size`. */
export interface ProofLine {
  readonly index: number;
  readonly proof: readonly string[];
  readonly seq: number;
}

/** Folder of the bag: the only thing at the root of the zip. */
export function bagFolder(exportId: string): string {
  return `tregua-${exportId}`;
}

/** Path of one of a stream's files below `data/`. */
export function streamFile(stream: string, name: keyof typeof STREAM_FILES): string {
  return `${BUNDLE_FILES.streams}${stream}/${STREAM_FILES[name]}`;
}
