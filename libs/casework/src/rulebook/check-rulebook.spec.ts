import type { Field } from '../engine/fields.js';
import { processOf } from '../process/process-of.js';
import { checkRulebook } from './check-rulebook.js';
import { currentRulebookId, rulebookIds, rulebookOf } from './index.js';
import type { Rulebook, Span } from './rulebook.js';

const draft = rulebookOf(currentRulebookId);
const days = (amount: number): Span => ({ unit: 'day', amount });
const withTerm = (name: string, span: Span): Rulebook => ({
  ...draft,
  terms: { ...draft.terms, [name]: { name, spans: [span, span, span, span, span] } },
});
const without = (term: string): Rulebook => {
  const { [term]: _gone, ...terms } = draft.terms;
  return { ...draft, terms };
};
const k1 = draft.violations['K1'];
const r1 = draft.remedies['R1'];
if (k1 === undefined || r1 === undefined) throw new Error('The draft has no K1 or no R1.');

const withJudgment = (part: Partial<Rulebook['judgment']>): Rulebook => ({ ...draft, judgment: { ...draft.judgment, ...part } });
const withLadder = (rung: { size: number; share: number }): Rulebook =>
  withJudgment({ panel: { ...draft.judgment.panel, ladder: [rung] } });

/** Names of the rulebook's lists that a field, or anything inside it, asks for. */
function listsIn(field: Field): string[] {
  if (field.kind === 'code') return typeof field.of === 'string' ? [field.of] : [];
  if (field.kind === 'list') return listsIn(field.of);
  const fields = field.kind === 'group' ? field.fields : field.kind === 'secret' ? field.of : {};
  return Object.values(fields).flatMap(listsIn);
}

describe('the rulebook', () => {
  it('holds every list that a payload names', () => {
    const named = (['case', 'report'] as const).flatMap((name) =>
      Object.values(processOf(name).fields).flatMap((fields) => Object.values(fields).flatMap(listsIn)),
    );
    expect(named.length).toBeGreaterThan(50);
    expect([...new Set(named)].filter((list) => draft.lists[list] === undefined)).toEqual([]);
  });

  it('is in order', () => {
    expect(checkRulebook(draft)).toEqual([]);
  });

  it('is found by its id, and no other is', () => {
    expect(rulebookIds).toContain(currentRulebookId);
    expect(() => rulebookOf('paris-1900')).toThrow('no rulebook paris-1900');
  });

  it('holds the whole taxonomy, all remedies and all referrals', () => {
    expect(Object.keys(draft.violations)).toHaveLength(10 + 7 + 2 + 7 + 6 + 3 + 4 + 1);
    expect(Object.keys(draft.remedies)).toEqual(['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9']);
    expect(Object.keys(draft.referrals)).toEqual(['E1', 'E2', 'E3', 'E4', 'E5']);
  });

  it.each<[string, Rulebook, string]>([
    ['publication before service and embargo are over', withTerm('publication', days(1)), 'service + embargo must be <= publication'],
    ['publication after the window', withTerm('publication', days(8)), 'publication must be <= service + reviewWindow'],
    ['publication after finality', withTerm('publicationFromFinal', days(1)), 'publicationFromFinal must be < finality'],
    ['declarations that outlast the panel', withTerm('declaration', days(2)), 'declaration must be < panel'],
    ['a window as long as the review', withTerm('reviewWindow', days(14)), 'reviewWindow must be < review'],
    ['a term that is not there', without('embargo'), 'There is no term embargo.'],
    ['a negative term', withTerm('panel', days(-1)), 'no whole number of units'],
    [
      'working days for a short term',
      withTerm('panel', { unit: 'workingDay', amount: 3, calendar: 'paris-2026-2027' }),
      'only from 5 days on',
    ],
    ['a calendar that is not there', withTerm('review', { unit: 'workingDay', amount: 10, calendar: 'moon' }), 'names no calendar: moon'],
    [
      'a severer case that waits longer',
      { ...draft, terms: { ...draft.terms, reply: { name: 'reply', spans: [days(1), days(1), days(1), days(1), days(2)] } } },
      'longer at severity 5 than below',
    ],
    ['a severity out of range', { ...draft, violations: { K1: { ...k1, severity: 6 as 5 } } }, 'no severity of 1 to 5'],
    [
      'an unknown detail',
      { ...draft, violations: { ...draft.violations, K1: { ...k1, requires: [['horoscope']] } } },
      'unknown detail horoscope',
    ],
    [
      'a weapon below itself',
      { ...draft, weapons: { ...draft.weapons, tank: { code: 'tank', label: 'Tank', parent: 'tank' } } },
      'Weapon tank stands below itself.',
    ],
    ['a code without a label', { ...draft, lists: { ...draft.lists, stayGrounds: ['whim'] } }, 'whim has no label'],
    ['a remedy without proof', { ...draft, remedies: { R1: { ...r1, proof: null } } }, 'nothing shows that it was carried out'],
    ['a panel that can be tied', withLadder({ size: 4, share: 2 }), 'A panel of 4 can be tied'],
    ['a quorum that is no majority', withLadder({ size: 9, share: 4 }), 'The quorum of a panel of 9 is no majority of it.'],
    ['a commitment to nothing', { ...draft, referrals: {} }, 'names no measure: E1.'],
    ['a counter without bound', { ...draft, bounds: { ...draft.bounds, stays: Infinity } }, 'bounds.stays must be a whole number'],
    ['a float, which cannot be sealed', { ...draft, zones: { ...draft.zones, bufferMetres: 7.5 } }, '/zones/bufferMetres: 7.5'],
  ])('is refused with %s', (_name, rulebook, problem) => {
    expect(checkRulebook(rulebook).join('\n')).toContain(problem);
  });
});
