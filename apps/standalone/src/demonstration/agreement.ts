import type { Agreement } from '@tregua/casework';

/** Stands in every text that the demonstration invents, on every page and in every export. */
export const NOTICE = 'DEMONSTRATION – not a finding of any body.';

/** Where the demonstration's clock stands when it begins: after the last event of the data set. */
export const PRESENT = Date.UTC(2021, 11, 15, 9);

/**
 * The agreement of the demonstration: the measures that were in force from 15 February 2015. The data set knows days only, so its first day
 * counts as a day of UTC. Area and line are indicative, drawn for the demonstration; nobody agreed on these coordinates. Parties are data:
 * nothing in the law knows what their codes stand for.
 */
export const demonstrationAgreement: Agreement = {
  id: 'demonstration-2015',
  title: 'Package of measures, in force from 15 February 2015 (demonstration)',
  parties: [
    { code: 'ua', name: 'Party UA' },
    { code: 'ru', name: 'Party RU' },
  ],
  inForceFrom: Date.UTC(2015, 1, 15),
  inForceUntil: null,
  version: 1,
  areas: [
    {
      version: 1,
      from: Date.UTC(2015, 1, 15),
      until: null,
      shape: [
        [
          [
            ['46.4', '34.4'],
            ['46.4', '40.4'],
            ['50.4', '40.4'],
            ['50.4', '34.4'],
          ],
        ],
      ],
    },
  ],
  lines: [
    {
      version: 1,
      from: Date.UTC(2015, 1, 15),
      until: null,
      shape: [
        [
          ['47.1', '37.85'],
          ['47.6', '37.75'],
          ['48', '37.6'],
          ['48.15', '37.75'],
          ['48.35', '37.95'],
          ['48.4', '38.3'],
          ['48.65', '38.65'],
          ['48.75', '39.2'],
          ['48.65', '39.45'],
        ],
      ],
    },
  ],
  zones: [],
  references: ['Measures to strengthen the ceasefire, 22 July 2020'],
};
