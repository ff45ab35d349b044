import { togetherFields, togetherRules, together } from '../engine/assemble.js';
import type { Fields } from '../engine/fields.js';
import type { Guard, Rule } from '../engine/types.js';
import type { Case } from '../case/case.js';
import { investigationFields, investigationGuards, investigationRules } from './investigation.js';
import { provisionalFields, provisionalGuards, provisionalRules } from './provisional.js';
import { seatingRules } from './seating.js';
import { seatingGuards } from './seating-guards.js';

export { judgmentDue, judgmentSettle } from './deadlines.js';
export { judgmentHolds } from './holds.js';

export const judgmentGuards: { readonly [name: string]: Guard<Case> } = together(
  'guard',
  seatingGuards,
  provisionalGuards,
  investigationGuards,
);
export const judgmentRules: { readonly [command: string]: Rule<Case> } = togetherRules(seatingRules, provisionalRules, investigationRules);
export const judgmentFields: { readonly [command: string]: Fields } = togetherFields(provisionalFields, investigationFields);
