export { commissionLaw } from './commission-law.js';
export { Docket } from './docket.js';
export type { BenchSeat, Law } from './law.js';
export {
  DocketStore,
  StoreIsBusy,
  type ChangedSubject,
  type Changes,
  type DocketTransaction,
  type DueStream,
  type MotionRow,
  type NewEntry,
  type NewSealedValue,
  type Opening,
  type OutboxRow,
  type ServedEntry,
  type StoredEntry,
  type StoredHead,
} from './ports.js';
export type {
  Answer,
  DoorRefusal,
  Entered,
  EnteredPlace,
  EnterRequest,
  IdempotencyKey,
  LapsedSummary,
  MayStillKnow,
  ProcessName,
  ProposeRequest,
  SignRequest,
} from './requests.js';
export { sealValue, sha256 } from './sealing.js';
