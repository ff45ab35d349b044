export { erasureGrounds, redactionGrounds, type ErasureGround, type Ground, type RedactionGround } from './grounds.js';
export {
  disclosureRights,
  disclosureSentences,
  reliesOn,
  retentionEndsAt,
  whyNotDisclose,
  whyNotErase,
  type DisclosureMatter,
  type DisclosureRule,
  type ErasureMatter,
  type UnmetRule,
  type ValueAudience,
} from './rules.js';
