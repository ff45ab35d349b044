export { EvidenceIsMissing, EvidenceIsTooLarge, EvidenceStore, type ReceivedBytes } from './evidence-store.js';
export { FileEvidenceStore } from './file-evidence-store.js';
export { EVIDENCE_SETTING, readEvidenceUrl, type EvidenceAddress, type FileAddress, type S3Address } from './evidence-address.js';
export { makeEvidenceBucket, openEvidenceStores, type EvidenceStores } from './open-evidence-stores.js';
export { PartIsDamaged, UploadSpool, type SpooledPart } from './upload-spool.js';
