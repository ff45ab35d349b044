import { together, togetherFields, togetherRules, withLapseFields } from '../../engine/assemble.js';
import type { Guard, Process } from '../../engine/types.js';
import { attachingFields, attachingGuards, attachingRules } from '../../case/attaching.js';
import { caseDue, caseHolds, settleCase } from '../../case/case-duty.js';
import type { Case } from '../../case/case.js';
import { groundGuards } from '../../case/grounds.js';
import { investigationFields, investigationGuards, investigationRules } from '../../case/investigation.js';
import { joiningFields, joiningGuards, joiningRules } from '../../case/joining.js';
import { openingFields, openingGuards, openingRules } from '../../case/opening.js';
import { reopeningFields, reopeningGuards, reopeningRules } from '../../case/reopening.js';
import { severityFields, severityGuards, severityRules } from '../../case/severity-and-marks.js';
import { stayFields, stayGuards, stayRules, whereStayFoundIt } from '../../case/stay.js';
import { talksFields, talksGuards, talksRules } from '../../case/talks.js';
import { withdrawalFields, withdrawalGuards, withdrawalRules } from '../../case/withdrawal.js';
import { judgmentFields, judgmentGuards, judgmentRules } from '../../judgment/index.js';
import { moveInJudgment } from '../../judgment/moved-deadlines.js';
import { recomputationFields, recomputationGuards, recomputationRules } from '../../rulebook/recomputation.js';
import { caseRows } from './case-process.js';
import { ORDERED, caseEnds, caseOutlives, caseOwnDeadline, caseOwners, caseRoad, caseStates } from './case-states.js';

/** The guards of procedure, topic by topic; the judgment brings its own. */
const procedureGuards: readonly { readonly [name: string]: Guard<Case> }[] = [
  groundGuards,
  openingGuards,
  talksGuards,
  investigationGuards,
  stayGuards,
  joiningGuards,
  withdrawalGuards,
  severityGuards,
  reopeningGuards,
  attachingGuards,
  recomputationGuards,
];

/** The process of a case, version 1. Where two topics have a say in one command, procedure folds first, then the judgment. */
export const caseProcess: Process<Case> = {
  name: 'case',
  version: 1,
  states: caseStates,
  ends: caseEnds,
  road: caseRoad,
  owners: caseOwners,
  ownDeadline: caseOwnDeadline,
  outlives: caseOutlives,
  rows: caseRows,
  guards: {
    ...together('guard', ...procedureGuards, judgmentGuards),
    remedyIsOpen: whereStayFoundIt(judgmentGuards['remedyIsOpen'], ORDERED),
  },
  rules: togetherRules(
    openingRules,
    talksRules,
    investigationRules,
    stayRules,
    joiningRules,
    withdrawalRules,
    severityRules,
    reopeningRules,
    attachingRules,
    recomputationRules<Case>(moveInJudgment),
    judgmentRules,
  ),
  fields: withLapseFields(
    caseRows,
    togetherFields(
      openingFields,
      talksFields,
      investigationFields,
      stayFields,
      joiningFields,
      withdrawalFields,
      severityFields,
      reopeningFields,
      attachingFields,
      recomputationFields,
      judgmentFields,
    ),
  ),
  holds: caseHolds,
  due: caseDue,
  settle: settleCase,
};
