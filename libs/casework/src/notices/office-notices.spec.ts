import type { Recorded } from '../engine/types.js';
import { bringTo } from '../process/road.testing.js';
import type { CaseMatter } from './notice.js';
import { officeNoticesFor } from './office-notices.js';
import { caseMatterOf, hearers, mailed } from './tellings.testing.js';

const { world, id } = bringTo('INVESTIGATION');
const AT = 1_800_000_000_000;
const idOf = (role: string): string => hearers.find(({ roles }) => roles.includes(role as never))?.id as string;

/** An entry of office/<case>, as the store reads it. */
const entered = (type: string, payload: Recorded['data']['payload'], by = idOf('registrar')): Recorded => ({
  command: type,
  type,
  at: AT,
  actor: { id: by, role: 'registrar' },
  rulebook: '',
  data: { as: 'registrar', payload, facts: {}, outcome: {} },
});
const told = (entry: Recorded, change: Partial<CaseMatter> = {}): string[] =>
  officeNoticesFor({ entry, matter: caseMatterOf(world.case(id), change), people: hearers, preferences: mailed, at: AT }).map(
    ({ recipient, channel, reason, kind, about }) => `${recipient} ${channel} ${reason} ${kind} ${about?.id === id}`,
  );

describe('who is told of what the office enters', () => {
  const [rapporteur, chair] = [idOf('rapporteur'), idOf('chair')];

  it('tells whom a case was assigned to, by every channel that a duty takes', () => {
    const lines = ['app', 'mail'].map((channel) => `${rapporteur} ${channel} assignedToYou duty true`);
    expect(told(entered('CaseAssigned', { person: rapporteur, insteadOf: null }))).toEqual(lines);
  });

  it('tells whoever is in the chair that a party asks for more time', () => {
    const lines = ['app', 'mail'].map((channel) => `${chair} ${channel} moreTimeIsAsked duty true`);
    expect(told(entered('MoreTimeAsked', { party: 'bb' }, idOf('party_agent')))).toEqual(lines);
  });

  it('tells nobody of what they did themselves, nobody who may not know of the case, and nobody of anything else', () => {
    expect(told(entered('CaseAssigned', { person: rapporteur, insteadOf: null }, rapporteur))).toEqual([]);
    expect(told(entered('CaseAssigned', { person: rapporteur, insteadOf: null }), { level: 'RESTRICTED' })).toEqual([]);
    expect(told(entered('MoreTimeAsked', { party: 'bb' }), { compartment: 'north' })).toEqual([]);
    expect(told(entered('CaseFreed', { person: null, insteadOf: rapporteur }))).toEqual([]);
  });
});
