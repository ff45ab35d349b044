export { commissionLaw } from './commission-law.js';
export { verifyCommand } from './command.js';
export type { WeighedFinding, Weight } from './finding.js';
export type { Law } from './law/law.js';
export { linesOf, linesOfFile } from './file/lines-of-file.js';
export { BLIND_SPOTS, EXIT, exitOf, type Verdict } from './verdict.js';
export { verifyLines, type Verification, type VerifyOptions } from './verify.js';
export { chronologyOf } from './words/chronology.js';
