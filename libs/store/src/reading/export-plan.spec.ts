import type { Role } from '@tregua/casework';
import type { BundleAudience } from '@tregua/ledger';
import { exportSight, isAudience } from './export-plan.js';
import type { Reader } from './reader.js';

const reader = (role: Role): Reader => ({ id: 'me', roles: [role], ...(role === 'party_agent' ? { party: 'aa' } : {}) });
const AUDIENCES = ['auditor', 'commission', 'cell', 'party:aa', 'party:bb', 'public'] as const satisfies readonly BundleAudience[];

/** w: of cases that the asker reads whole; k: of cases that the asker knows of; –: not this person. */
const TABLE: readonly (readonly [role: Role, ...marks: string[]])[] = [
  // role                  auditor commission cell party:aa party:bb public
  ['auditor', 'w', 'w', 'w', 'w', 'w', 'k'],
  ['registrar', '–', 'w', 'w', 'w', 'w', 'k'],
  ['chair', '–', 'w', 'w', 'w', 'w', 'k'],
  ['member', '–', 'w', 'w', 'w', 'w', 'k'],
  ['party_agent', '–', '–', '–', 'k', '–', 'k'],
  ['coordination_cell', '–', '–', 'k', '–', '–', 'k'],
  ['monitor', '–', '–', '–', '–', '–', 'k'],
  ['state_officer', '–', '–', '–', '–', '–', 'k'],
  ['administrator', '–', '–', '–', '–', '–', 'k'],
  ['public', '–', '–', '–', '–', '–', 'k'],
];

describe('who may ask for a bundle', () => {
  it.each(TABLE)('%s', (role, ...marks) => {
    const found = AUDIENCES.map((audience) => {
      const sight = exportSight(reader(role as Role), audience);
      return sight === undefined ? '–' : sight.asWhole ? 'w' : 'k';
    });
    expect(found).toEqual(marks);
  });

  it('never sees more than the audience does, and for a party or the cell acts under no name of a person unless it is their own', () => {
    expect(exportSight(reader('registrar'), 'party:aa')?.audience).toEqual({
      id: 'audience:party:aa',
      roles: ['party_agent'],
      party: 'aa',
    });
    expect(exportSight(reader('party_agent'), 'party:aa')?.audience).toEqual({ id: 'me', roles: ['party_agent'], party: 'aa' });
    expect(exportSight(reader('auditor'), 'public')?.audience.roles).toEqual(['public']);
  });

  it.each(['', 'Auditor', 'party:', 'party:a b', 'party:aa/..', 'everybody'])('knows no audience %j', (text) => {
    expect(isAudience(text)).toBe(false);
  });
});
