export type { Json, JsonObject } from './canonical/json.js';
export { canonicalJson, MAX_DEPTH, NotCanonicalError } from './canonical/canonical-json.js';
export { canonicalBytes, parseCanonical, parseCanonicalText } from './canonical/canonical-bytes.js';
export { fromHex, isHash, toHex } from './hex.js';
export type { Digest } from './digest.js';
export { asEntry, entryOf, eventHash, sealEntry, ZERO_HASH, type Entry, type SealedEntry } from './entry/entry.js';
export type { PlainEntry } from './entry/plain-entry.js';
export { asciiBytes, plainEnd, standsAt, stringEnd } from './canonical/scan-plain.js';
export { instantOf, instantText } from './entry/instant.js';
export { commitmentOf, valueAt, type SealedValue } from './entry/commitment.js';
export type { Finding } from './chain/finding.js';
export { ChainWalk, verifyChain, type FoundEntry, type Head } from './chain/verify-chain.js';
export {
  EXPORT_FORMAT,
  EXPORT_LIMITS,
  type ExportedState,
  type ExportHeader,
  type ExportLimits,
  type ExportParts,
} from './export/export-format.js';
export { exportLines } from './export/write-export.js';
export { readExport, UnreadableExportError, type ReadEntry, type ReadExport } from './export/read-export.js';
export { checkExport, sealOf } from './export/check-export.js';
export {
  bagFolder,
  BUNDLE_CONTENTS,
  BUNDLE_FILES,
  BUNDLE_FORMAT,
  BUNDLE_LIMITS,
  BUNDLE_TABLES,
  STREAM_FILES,
  streamFile,
  ZIP_DOS_DATE,
  ZIP_DOS_TIME,
  type BundleAudience,
  type BundleContent,
  type BundleEvidence,
  type BundleRequest,
  type BundleStatement,
  type BundleStream,
  type BundleTable,
  type DisclosedLine,
  type ProofLine,
  type StreamSight,
  type WithheldLine,
} from './bundle/layout.js';
export { decodeBagPath, encodeBagPath, pathProblem } from './bundle/bag-path.js';
export { BAG_DECLARATION, bagInfoText, manifestLine } from './bundle/bag-text.js';
export type { Paths } from './bundle/bag-paths.js';
export type { ExpectedDigest, ExpectedDigests } from './bundle/expected-digests.js';
export { NameTable } from './bundle/name-table.js';
export { planBag, type BagPlan, type BagProblem, type TagBytes, type TagPieces } from './bundle/read-bag.js';
export { LogFormatError } from './log/log-format-error.js';
export { fromBase64, hashFromBase64, toBase64 } from './log/base64.js';
export {
  consistencyProof,
  consistencySpans,
  inclusionProof,
  inclusionSpans,
  leafHash,
  nodeHash,
  rootOf,
  type Span,
} from './log/merkle-tree.js';
export {
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
  type ConsistencyClaim,
  type Count,
  type InclusionClaim,
  type SubtreeConsistencyClaim,
  type SubtreeInclusionClaim,
} from './log/verify-proof.js';
export { edgeTiles, hashesAtLevel, parseTilePath, tilePath, tilesOfLevel, TILE_WIDTH, type TileName } from './log/tile-path.js';
export { TreeFrontier, type Tile } from './log/tree-frontier.js';
export { TileTree, type ReadTile } from './log/tile-tree.js';
export { MAX_ENTRY_BYTES, readEntryBundle, writeEntryBundle } from './log/entry-bundle.js';
export { readLogEntry, streamTag, streamTagOf, writeLogEntry, type LogEntry } from './log/log-entry.js';
export {
  checkNoteText,
  NOTE_LIMITS,
  parseNote,
  parseSignatureLines,
  signatureLine,
  writeNote,
  type Note,
  type NoteSignature,
} from './log/note.js';
export {
  noteKeyId,
  parseSigningKey,
  parseVerifierKey,
  SIGNATURE_TYPES,
  verifierKeyOf,
  writeSigningKey,
  writeVerifierKey,
  type Signatures,
  type SigningKey,
  type VerifierKey,
} from './log/note-key.js';
export { weakKeyProblem } from './log/weak-key.js';
export { cosign, signNote, signText, verifyCosignature, verifyNote, type NoteVerdict, type VerifiedSignature } from './log/verify-note.js';
export { checkpointText, parseCheckpoint, readCheckpointText, type Checkpoint } from './log/checkpoint.js';
export { writeTlogProof, parseTlogProof, MAX_PROOF_HASHES, type ParsedTlogProof, type TlogProof } from './log/tlog-proof.js';
export { parsePolicy, policyIsMet, type Policy, type PolicyGroup, type PolicyLog, type PolicyWitness } from './log/policy.js';
export { judgeCheckpoint, verifyTlogProof, type CheckpointVerdict, type Cosigned, type ProofVerdict } from './log/judge-checkpoint.js';
export { MAX_ADD_CHECKPOINT_BYTES, parseAddCheckpoint, writeAddCheckpoint, type AddCheckpoint } from './log/add-checkpoint.js';
export { readReceiptText, receiptText, type Receipt } from './log/receipt.js';
export { fsck, type FsckOptions, type LogFinding, type LogReader, type LogReport } from './log/fsck.js';
