export { EvidenceIsMissing, EvidenceIsTooLarge, EvidenceStore, type ReceivedBytes } from './evidence-store.js';
export { FileEvidenceStore } from './file-evidence-store.js';
