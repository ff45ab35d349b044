import { together, togetherFields, togetherRules, withLapseFields } from '../../engine/assemble.js';
import type { Guard, Process } from '../../engine/types.js';
import { reportDue, reportHolds, settleReport } from '../../report/report-duty.js';
import { reportFields } from '../../report/report-fields.js';
import { reportGuards } from '../../report/report-guards.js';
import { reportRules } from '../../report/report-rules.js';
import type { Report } from '../../report/report.js';
import { recomputationFields, recomputationGuards, recomputationRules } from '../../rulebook/recomputation.js';
import { reportEnds, reportOwnDeadline, reportOwners, reportRoad, reportRows, reportStates } from './report-process.js';

/** The process of a report, version 1. */
export const reportProcess: Process<Report> = {
  name: 'report',
  version: 1,
  states: reportStates,
  ends: reportEnds,
  road: reportRoad,
  owners: reportOwners,
  ownDeadline: reportOwnDeadline,
  outlives: [],
  rows: reportRows,
  guards: together<Guard<Report>>('guard', reportGuards, recomputationGuards),
  rules: togetherRules(reportRules, recomputationRules<Report>()),
  fields: withLapseFields(reportRows, togetherFields(reportFields, recomputationFields)),
  holds: reportHolds,
  due: reportDue,
  settle: settleReport,
};
