import { officeSentences, type OfficeRule } from '../http/office-sentences.js';
import { Problem, type ProblemName } from '../http/problem.js';

export function officeRefusal(type: ProblemName, code: OfficeRule): Problem {
  return new Problem(type, { errors: [{ code, detail: officeSentences[code] }] });
}
