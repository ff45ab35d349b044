import { rulebookOf, currentRulebookId } from '../rulebook/index.js';
import type { Fields } from './fields.js';
import { shapeProblems } from './shape.js';

const rulebook = rulebookOf(currentRulebookId);
const fields: Fields = {
  report: { kind: 'id' },
  hold: { kind: 'flag', optional: true },
  place: { kind: 'group', fields: { radius: { kind: 'integer', min: 0, max: 9 } }, optional: true },
};

describe('the shape of a payload', () => {
  it.each([
    ['all that is asked for', { report: 'r1' }, []],
    ['what may be left off, too', { report: 'r1', hold: true, place: { radius: 9 } }, []],
    ['a field that is missing', { hold: true }, [['/report', 'isGiven']]],
    ['a field that nobody asked for', { report: 'r1', more: 1 }, [['/more', 'isKnown']]],
    ['one that nobody asked for, in the place of one that may be left off', { report: 'r1', hould: true }, [['/hould', 'isKnown']]],
    ['one whose name every object has', { report: 'r1', toString: 'x' }, [['/toString', 'isKnown']]],
    ['one that nobody asked for, in a group', { report: 'r1', place: { radius: 1, more: 1 } }, [['/place/more', 'isKnown']]],
    ['a value of another kind', { report: 'r1', hold: 'yes' }, [['/hold', 'isFlag']]],
    ['a group that is no group', { report: 'r1', place: ['radius'] }, [['/place', 'isGroup']]],
  ])('names what is wrong with %s', (_, payload, expected) => {
    const problems = shapeProblems(payload, fields, rulebook).map(({ pointer, rule }) => [pointer, rule]);
    expect(problems).toEqual(expected);
  });
});
