import type { Process, Subject } from '../engine/types.js';
import { caseProcess } from './v1/case.js';
import { reportProcess } from './v1/report.js';

/** The process by its name. Released versions stay; a subject is decided and replayed under its own. */
export function processOf(name: 'case' | 'report'): Process<Subject> {
  // A process is only ever asked about subjects of its own kind: the door keeps them in streams of that name.
  return (name === 'case' ? caseProcess : reportProcess) as unknown as Process<Subject>;
}

export function isEnd(process: Process<Subject> | { readonly ends: readonly string[] }, state: string): boolean {
  return process.ends.includes(state);
}
