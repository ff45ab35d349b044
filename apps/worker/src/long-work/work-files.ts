import type { EvidenceStore } from '@tregua/evidence-store';
import type { WorkerOptions } from '../worker-options.js';

/** Where uploads wait and what was made lies, until it is fetched or its time is over. @throws Error where the worker was given no such store. */
export function workFilesOf({ workFiles }: WorkerOptions): EvidenceStore {
  if (workFiles === undefined) throw new Error('This worker has no store of work files.');
  return workFiles;
}
