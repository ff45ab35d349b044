import type { Fields } from '../engine/fields.js';
import type { ReportCommand } from '../process/v1/report-process.js';
import { contentFields } from './content-fields.js';

const content = { kind: 'group', fields: contentFields, optional: true } as const;
const id = { kind: 'id', optional: true } as const;
const text = { kind: 'text', max: 4_000, optional: true } as const;
const agreement = { kind: 'flag', optional: true } as const;

/** Payloads of a report's commands. What a guard asks for is optional in shape, so that its absence is named together with all else that is unmet. */
export const reportFields: { readonly [command in ReportCommand]?: Fields } = {
  CreateReport: { content },
  SubmitReport: { content },
  VerifyReport: { note: text },
  ReturnReport: { ground: { kind: 'code', of: 'returnReasons', optional: true }, reason: text },
  ReturnFromTriage: { ground: { kind: 'code', of: 'returnReasons', optional: true }, reason: text },
  ResubmitReport: { content, answer: text },
  AdmitReport: { note: text },
  LinkReport: { case: id, note: text },
  RefuseReport: { ground: { kind: 'code', of: 'refusalGrounds', optional: true }, reason: text },
  AskTriageReview: { reason: text, newFact: text },
  WithdrawReport: { reason: text, leadAgrees: agreement },
  RetractReport: { reason: text, leadAgrees: agreement },
  ReinstateReport: { newFact: text, consentWasForced: { kind: 'flag', optional: true }, leadDidNotAgree: agreement },
  UnlinkReport: { reason: text },
  AmendReport: { content, reason: text },
  RecodeReport: {
    codes: { kind: 'list', of: { kind: 'code', of: 'violations' }, min: 1, max: 8, optional: true },
    severity: { kind: 'integer', min: 1, max: 5, optional: true },
    reason: text,
  },
};
