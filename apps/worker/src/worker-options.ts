import type { DataSource } from 'typeorm';
import type { Docket } from '@tregua/docket';
import type { EvidenceStore } from '@tregua/evidence-store';
import type { QueueAddress } from '@tregua/jobs';
import type { Logger } from '@tregua/platform';
import type { Keyring } from '@tregua/store';
import type { BundleLogSettings } from './bundle/postgres-bundle-log.js';
import type { ChannelSettings } from './channels/channel-settings.js';
import type { LogSettings } from './log/log-settings.js';

/** What the worker is told from outside. Nothing in it reads the environment but main.ts. */
export interface WorkerOptions {
  /** Signed in as the application's role. */
  readonly dataSource: DataSource;
  readonly docket: Docket;
  readonly keyring: Keyring;
  readonly logger: Logger;
  readonly queue: QueueAddress;
  /** The worker starts although the queue does not answer: deadlines fire, notices wait. */
  readonly queueMayBeDown?: boolean;
  /** Milliseconds from the end of one sweep to the beginning of the next, at most. */
  readonly sweepEveryMs: number;
  /** How mail and webhooks leave. Absent: they wait in the table. */
  readonly channels?: ChannelSettings;
  /** How the log is signed, witnessed and stamped. Absent: entries wait for it in the table. */
  readonly log?: LogSettings;
  /** Where the bytes of evidence lie. */
  readonly evidence?: EvidenceStore;
  /** Where uploads wait for their work, and what was made lies until it is fetched. Absent: no import and no export is done here. */
  readonly workFiles?: EvidenceStore;
  /** What bundles say of the log. Absent: no policy is put in, and witnesses count as independent. */
  readonly bundles?: BundleLogSettings;
}

export const WORKER_OPTIONS = Symbol('WORKER_OPTIONS');
