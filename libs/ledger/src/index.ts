export type { Json, JsonObject } from './canonical/json.js';
export { canonicalJson, MAX_DEPTH, NotCanonicalError } from './canonical/canonical-json.js';
export { canonicalBytes, parseCanonical, parseCanonicalText } from './canonical/canonical-bytes.js';
export { fromHex, isHash, toHex } from './hex.js';
export type { Digest } from './digest.js';
export { asEntry, entryOf, eventHash, sealEntry, ZERO_HASH, type Entry, type SealedEntry } from './entry/entry.js';
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
