import { together, togetherFields, togetherRules } from '../engine/assemble.js';
import type { Fields } from '../engine/fields.js';
import type { Guard, Rule } from '../engine/types.js';
import type { Case } from '../case/case.js';
import { ballotFields, ballotGuards, ballotRules } from './ballots.js';
import { chairRulingFields, chairRulingGuards, chairRulingRules } from './chair-ruling.js';
import { complianceFields, complianceGuards, complianceRules } from './compliance.js';
import { seatingFields } from './fields.js';
import { investigationFields, investigationGuards, investigationRules } from './investigation.js';
import { provisionalFields, provisionalGuards, provisionalRules } from './provisional.js';
import { referralFields, referralGuards, referralRules } from './referrals.js';
import { reopeningOfJudgment } from './reopening.js';
import { reviewFields, reviewGuards, reviewRules } from './review.js';
import { seatingRules } from './seating.js';
import { seatingGuards } from './seating-guards.js';
import { serviceFields, serviceGuards, serviceRules } from './service.js';
import { voidFields, voidGuards, voidRules } from './voids.js';

export { judgmentDue, judgmentSettle } from './deadlines.js';
export { judgmentHolds } from './holds.js';

/** Guards of the rows that concern judging. */
export const judgmentGuards: { readonly [name: string]: Guard<Case> } = together(
  'guard',
  seatingGuards,
  provisionalGuards,
  investigationGuards,
  ballotGuards,
  chairRulingGuards,
  serviceGuards,
  reviewGuards,
  voidGuards,
  complianceGuards,
  referralGuards,
);

/** What each command does to the judgment, its outcome and what follows. Folds come after the case's own of the same command. */
export const judgmentRules: { readonly [command: string]: Rule<Case> } = togetherRules(
  seatingRules,
  provisionalRules,
  investigationRules,
  ballotRules,
  chairRulingRules,
  serviceRules,
  reviewRules,
  voidRules,
  complianceRules,
  referralRules,
  reopeningOfJudgment,
);

/** Shapes of the payloads. */
export const judgmentFields: { readonly [command: string]: Fields } = togetherFields(
  seatingFields,
  provisionalFields,
  investigationFields,
  ballotFields,
  chairRulingFields,
  serviceFields,
  reviewFields,
  voidFields,
  complianceFields,
  referralFields,
);
