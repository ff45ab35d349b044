export { EvidenceIsMissing, EvidenceIsTooLarge, EvidenceStore, type ReceivedBytes } from './evidence-store.js';
export { FileEvidenceStore } from './file-evidence-store.js';
export { PartIsDamaged, UploadSpool, type SpooledPart } from './upload-spool.js';
