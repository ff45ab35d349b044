import { checkProcess } from '../engine/check-process.js';
import type { Process, Subject } from '../engine/types.js';
import { caseProcess } from './v1/case.js';
import { reportProcess } from './v1/report.js';

/** The tables that are in force: what could hold a case for ever is refused when it is loaded, as a rulebook is, so that nothing starts with it. */
const inForce: { readonly [name in 'case' | 'report']: Process<Subject> } = { case: checked(caseProcess), report: checked(reportProcess) };

/** The process by its name. Released versions stay; a subject is decided and replayed under its own. */
export function processOf(name: 'case' | 'report'): Process<Subject> {
  return inForce[name];
}

export function isEnd(process: Process<Subject> | { readonly ends: readonly string[] }, state: string): boolean {
  return process.ends.includes(state);
}

function checked<S extends Subject>(process: Process<S>): Process<Subject> {
  checkProcess(process);
  // A process is only ever asked about subjects of its own kind: the door keeps them in streams of that name.
  return process as unknown as Process<Subject>;
}
