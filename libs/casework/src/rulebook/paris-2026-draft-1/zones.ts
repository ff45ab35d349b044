import type { ZoneRules } from '../rulebook.js';

/** GCSP, "Ceasefire Toolkit", March 2025: 7.5 km a side free of troops, 100 mm and more back 50 km, rocket artillery 75 km, long range 150 km. */
export const zones: ZoneRules = {
  bufferMetres: 7_500,
  securityMetres: 15_000,
  withdrawalLines: [
    {
      code: 'artillery-100',
      label: 'Artillery and mortars of 100 mm and more, tanks',
      weapons: ['mortar-120', 'tube-100-155', 'tube-above-155', 'tank'],
      metres: 50_000,
    },
    { code: 'rocket-artillery', label: 'Multiple launch rocket systems', weapons: ['rocket-artillery'], metres: 75_000 },
    {
      code: 'long-range',
      label: 'Long-range systems',
      weapons: ['ballistic-missile', 'cruise-missile', 'surface-to-air-on-ground'],
      metres: 150_000,
    },
  ],
};
