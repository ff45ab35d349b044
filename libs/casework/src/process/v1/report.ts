import { withLapseFields } from '../../engine/assemble.js';
import type { Process } from '../../engine/types.js';
import { reportDue, reportHolds, settleReport } from '../../report/report-duty.js';
import { reportFields } from '../../report/report-fields.js';
import { reportGuards } from '../../report/report-guards.js';
import { reportRules } from '../../report/report-rules.js';
import type { Report } from '../../report/report.js';
import { reportEnds, reportOwnDeadline, reportOwners, reportRows, reportStates } from './report-process.js';

/** The process of a report, version 1. */
export const reportProcess: Process<Report> = {
  name: 'report',
  version: 1,
  states: reportStates,
  ends: reportEnds,
  owners: reportOwners,
  ownDeadline: reportOwnDeadline,
  outlives: [],
  rows: reportRows,
  guards: reportGuards,
  rules: reportRules,
  fields: withLapseFields(reportRows, reportFields),
  holds: reportHolds,
  due: reportDue,
  settle: settleReport,
};
