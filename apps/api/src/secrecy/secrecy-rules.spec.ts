import type { Role } from '@tregua/casework';
import { whyNotSecrecy, type Level } from './secrecy-rules.js';

const was = (level: string, more: object = {}): Parameters<typeof whyNotSecrecy>[1] => ({
  level,
  compartment: null,
  accessStream: 'access/x',
  ruledInPublic: false,
  partiesServed: false,
  ...more,
});

describe('who may order which secrecy', () => {
  it.each<[Role, string, object, Level, string | null, readonly string[]]>([
    // role, from, standing, to, compartment, what it breaks
    ['registrar', 'COMMISSION', {}, 'RESTRICTED', null, []],
    ['custodian', 'COMMISSION', {}, 'SOURCE_PROTECTED', null, []],
    ['custodian', 'COMMISSION', {}, 'COMMISSION', 'vault', []],
    ['chair', 'RESTRICTED', {}, 'COMMISSION', null, []],
    ['vice_chair', 'COMMISSION', { compartment: 'vault' }, 'COMMISSION', null, []],
    ['chair', 'COMMISSION', { partiesServed: true }, 'PARTIES', null, []],
    ['chair', 'COMMISSION', { ruledInPublic: true }, 'PUBLIC', null, []],
    ['registrar', 'RESTRICTED', {}, 'COMMISSION', null, ['lessIsForTheChair']],
    ['custodian', 'RESTRICTED', {}, 'COMMISSION', null, ['lessIsForTheChair']],
    ['registrar', 'COMMISSION', {}, 'COMMISSION', 'vault', ['compartmentIsForItsKeepers']],
    ['custodian', 'COMMISSION', { compartment: 'vault' }, 'COMMISSION', null, ['compartmentIsForItsKeepers']],
    ['custodian', 'COMMISSION', { compartment: 'vault' }, 'COMMISSION', 'other', ['compartmentIsForItsKeepers']],
    ['chair', 'SOURCE_PROTECTED', {}, 'RESTRICTED', null, ['twoKeysOpenIt']],
    ['chair', 'COMMISSION', {}, 'PARTIES', null, ['everyPartyIsServed']],
    ['chair', 'COMMISSION', { partiesServed: true }, 'PUBLIC', null, ['rulingIsPublished']],
    ['chair', 'COMMISSION', { ruledInPublic: true }, 'PUBLIC', 'vault', ['publicIsInNoCompartment']],
    ['registrar', 'RESTRICTED', {}, 'PUBLIC', null, ['lessIsForTheChair', 'rulingIsPublished']],
  ])('%s: from %s (%j) to %s in %s breaks %j', (role, from, standing, level, compartment, broken) => {
    expect(whyNotSecrecy(role, was(from, standing), { level, compartment })).toEqual(broken);
  });
});
