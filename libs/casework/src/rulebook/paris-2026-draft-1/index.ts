import { judgment } from './judgment.js';
import { bounds, thresholds } from './bounds.js';
import { calendars } from './calendars.js';
import { labels, lists } from './lists.js';
import { commitments, referrals, remedies } from './remedies.js';
import { matter, severity } from './severity.js';
import { violations } from './taxonomy.js';
import { terms } from './terms.js';
import { weapons } from './weapons.js';
import { zones } from './zones.js';
import type { Rulebook } from '../rulebook.js';

/** A draft to start from. Nothing in it is law until a commission says so. */
export const paris2026Draft1: Rulebook = {
  id: 'paris-2026-draft-1',
  processVersion: 1,
  title: 'Draft rules of the Special Commission, first version',
  lists,
  labels,
  terms,
  calendars,
  violations,
  weapons,
  zones,
  severity,
  matter,
  bounds,
  thresholds,
  remedies,
  referrals,
  commitments,
  judgment,
};
