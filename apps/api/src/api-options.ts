import type { DataSource } from 'typeorm';
import type { Docket } from '@tregua/docket';
import type { QueueAddress } from '@tregua/jobs';
import type { EvidenceStore } from '@tregua/evidence-store';
import type { Keyring } from '@tregua/store';
import type { Logger } from '@tregua/platform';
import type { ReceiptKey } from './log/receipt-key.js';

/** What the API is told from outside. Nothing in the API reads the environment. */
export interface ApiSettings {
  /** Origins whose pages may change things by cookie, such as http://127.0.0.1:3000. The request's own host is not trusted for this. */
  readonly origins: readonly string[];
  /** Behind TLS: the session cookie is `__Host-tregua` and Secure. */
  readonly secure: boolean;
  /** Every page says that nothing here is a finding of any body. */
  readonly demonstration: boolean;
  /** Bearer token that reads /metrics from elsewhere than loopback. */
  readonly metricsToken?: string;
  /** Requests a minute and client. */
  readonly requestsPerMinute: number;
  /** Addresses of proxies whose X-Forwarded-For counts. */
  readonly trustedProxies?: readonly string[];
  /** How long a sign-in lasts. */
  readonly sessionHours: number;
  /** argon2id's memory in KiB. Less is for tests only. */
  readonly passwordMemoryKib?: number;
  /** Largest file taken as evidence, in bytes. */
  readonly uploadLimitBytes: number;
  /** Folder of the built pages (dist/web). Without it one plain page without script is served. */
  readonly pagesFolder?: string;
  /** The verifier's page (dist/verify.html), served beside the pages. */
  readonly verifierPage?: string;
  /** Webhooks on this very machine may be registered. For tests and demonstrations only. */
  readonly webhooksToLoopback?: boolean;
}

export interface ApiOptions {
  /** Signed in as the application's role, not as the owner of the tables. */
  readonly dataSource: DataSource;
  /** The only door that changes a case. */
  readonly docket: Docket;
  /** Opens and seals texts and names. */
  readonly keyring: Keyring;
  /** Where the bytes of evidence lie. Without one, no file is taken. */
  readonly evidence?: EvidenceStore;
  /** Where uploads wait for their work, and what was made lies until it is fetched. Without one, there is no import by upload. */
  readonly workFiles?: EvidenceStore;
  /** Folder of this machine where files lie that come in pieces, until they are whole. Without one, files come whole. */
  readonly spool?: string;
  /** The queue that administrators may look at. Without one, there is no board. */
  readonly queue?: QueueAddress;
  /** Signs receipts. Without one, answers name the place of an entry and no more. */
  readonly receiptKey?: ReceiptKey;
  readonly logger: Logger;
  readonly settings: ApiSettings;
}

export const API_OPTIONS = Symbol('API_OPTIONS');

export const defaultSettings: ApiSettings = {
  origins: [],
  secure: false,
  demonstration: false,
  requestsPerMinute: 6000,
  sessionHours: 12,
  uploadLimitBytes: 64 * 1024 * 1024,
};
