import { Erasure1767701010100 } from './erasure.migration.js';
import { Explorer1767701010200 } from './explorer.migration.js';
import { Exports1767701000100 } from './exports.migration.js';
import { Contributions1767700970200 } from './contributions.migration.js';
import { Imports1767700800300 } from './imports.migration.js';
import { Ledger1767700800100 } from './ledger.migration.js';
import { Log1767700990100 } from './log.migration.js';
import { LongJobs1767700970100 } from './long-jobs.migration.js';
import { Matters1767700800110 } from './matters.migration.js';
import { Notices1767700800500 } from './notices.migration.js';
import { Office1767701050100 } from './office.migration.js';
import { People1767700800200 } from './people.migration.js';
import { Queues1767700800450 } from './queues.migration.js';
import { Secrecy1767700800400 } from './secrecy.migration.js';
import { Upkeep1767700980100 } from './upkeep.migration.js';
import { Uploads1767701040100 } from './uploads.migration.js';
import { Webhooks1767700800600 } from './webhooks.migration.js';

/** Every migration by name, in order: nothing is found by a pattern. */
export const migrations = [
  Ledger1767700800100,
  Matters1767700800110,
  People1767700800200,
  Imports1767700800300,
  Secrecy1767700800400,
  Queues1767700800450,
  Notices1767700800500,
  Webhooks1767700800600,
  Log1767700990100,
  LongJobs1767700970100,
  Contributions1767700970200,
  Exports1767701000100,
  Upkeep1767700980100,
  Erasure1767701010100,
  Explorer1767701010200,
  Uploads1767701040100,
  Office1767701050100,
];
