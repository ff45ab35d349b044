import type { Calendar } from '../rulebook.js';

/** Working days at the seat of the coordination cell: Monday to Friday, less the public holidays of France. No term of this draft uses it yet. */
export const calendars: { readonly [name: string]: Calendar } = {
  'paris-2026-2027': {
    id: 'paris-2026-2027',
    weekdays: [1, 2, 3, 4, 5],
    holidays: [
      ...['2026-01-01', '2026-04-06', '2026-05-01', '2026-05-08', '2026-05-14', '2026-05-25'],
      ...['2026-07-14', '2026-08-15', '2026-11-01', '2026-11-11', '2026-12-25'],
      ...['2027-01-01', '2027-03-29', '2027-05-01', '2027-05-06', '2027-05-08', '2027-05-17'],
      ...['2027-07-14', '2027-08-15', '2027-11-01', '2027-11-11', '2027-12-25'],
    ],
  },
};
