import type { MatterRules, SeverityRules } from '../rulebook.js';

/** law-sources.md 2.2. Severity sets terms, panels and majorities, never the finding. */
export const severity: SeverityRules = {
  modifiers: [
    { code: 'civiliansKilled', label: 'Civilians were killed', by: 1 },
    { code: 'heavyWeapon', label: 'Weapon of 100 mm and more, or a missile', by: 1 },
    { code: 'insideBufferZone', label: 'Inside the buffer zone', by: 1 },
    { code: 'ongoing', label: 'Going on when filed', by: 1 },
    { code: 'repeated', label: 'Three or more of the same code in the same sector within 72 hours', by: 1 },
    { code: 'targetedMonitors', label: 'Aimed at monitors', by: 1 },
    { code: 'singleShotsWithoutDamage', label: 'Single shots without damage', by: -1 },
    { code: 'accidentReportedAtOnce', label: 'Assessed as an accident, reported at once by its author', by: -1 },
  ],
  repetition: { count: 3, hours: 72 },
  pattern: { together: ['K4', 'K6'], severity: 4, sectors: 2, hours: 24, raisesTo: 5 },
};

/** law-sources.md 6.5: time windows overlap, distance at most the sum of the radii and 1 km, same group of codes, shared evidence. */
export const matter: MatterRules = {
  incident: { slackMetres: 1_000, gapMinutes: 60, fineMetres: 2_000, coarseMetres: 30_000 },
  duplicate: {
    slackMetres: 1_000,
    showFromScore: 60,
    weights: { timesOverlap: 30, placesOverlap: 30, sameGroup: 20, sharedEvidence: 20, sameCounts: 10, coarsePlace: -15, coarseTime: -15 },
  },
};
