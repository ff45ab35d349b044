/**
 * Boundaries at which a process may be told to kill itself, so that a test can stop it exactly there (`npm run faults` and test/faults). The
 * process that passes it is named with each: api or worker.
 */
export const CRASH_POINTS = {
  /** The door has decided; nothing is written yet. */
  'door-before-commit': ['api', 'worker'],
  /** It is written; nobody was told. */
  'door-after-commit': ['api', 'worker'],
  /** The relay has claimed open rows of the outbox; the queue knows nothing of them. */
  'relay-after-claim': ['worker'],
  /** The queue has the jobs; the relay does not know it. */
  'relay-after-add': ['worker'],
  /** A job was taken; its transaction has not begun. */
  'processor-before-transaction': ['worker'],
  /** The work of the job is committed; the queue thinks that it runs. */
  'processor-after-transaction': ['worker'],
  /** A notice is about to leave the house. */
  'channel-before-send': ['worker'],
  /** It was accepted outside; here it is still open. */
  'channel-after-send': ['worker'],
  /** The sweep has woken; nothing lapsed yet. */
  'sweep-before-lapse': ['worker'],
  /** What was due has lapsed; the sweep does not know it. */
  'sweep-after-lapse': ['worker'],
} as const satisfies Readonly<Record<string, readonly ('api' | 'worker')[]>>;

/** The same for the way of an entry into the log. They are apart, since the fault runs of the queue do not pass them. */
export const LOG_CRASH_POINTS = {
  /** A batch has its indexes; nothing is written yet. */
  'log-before-commit': ['worker'],
  /** The batch is in the log; the signer knows nothing of it. */
  'log-after-commit': ['worker'],
  /** The signer has checked a tree; it does not yet remember it. */
  'signer-before-state': ['signer'],
  /** The signer remembers; nobody has its signature. */
  'signer-after-state': ['signer'],
  /** The signature came; it is not written down. */
  'log-after-signing': ['worker'],
  /** The checkpoint is written; no witness knows it. */
  'log-after-checkpoint': ['worker'],
  /** Witnesses have cosigned; it is not written down. */
  'log-after-witnesses': ['worker'],
  /** A witness has checked a checkpoint; it does not yet remember it. */
  'witness-before-save': ['witness'],
  /** It remembers; nobody has its cosignature. */
  'witness-after-save': ['witness'],
} as const satisfies Readonly<Record<string, readonly ('worker' | 'signer' | 'witness')[]>>;

export type CrashPoint = keyof typeof CRASH_POINTS | keyof typeof LOG_CRASH_POINTS;

const names: readonly string[] = [...Object.keys(CRASH_POINTS), ...Object.keys(LOG_CRASH_POINTS)];

/** Read once: nothing is looked up where nobody asked for a crash. */
const armed = process.env['TREGUA_CRASH_AT'];
if (armed !== undefined && armed !== '' && !names.includes(armed)) {
  throw new Error(`TREGUA_CRASH_AT names no crash point: ${armed}. There are: ${names.join(', ')}.`);
}

/** Where TREGUA_CRASH_AT names this boundary, the process ends here and now, as by `kill -9`: nothing is flushed, closed or answered. */
export function crashPoint(name: CrashPoint): void {
  if (armed !== name) return;
  process.kill(process.pid, 'SIGKILL');
  for (;;); // the signal arrives between two instructions: none of ours may run meanwhile
}
