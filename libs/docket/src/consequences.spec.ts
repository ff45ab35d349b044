import type { Actor, Deadline, Subject } from '@tregua/casework';
import { deadlineChanges } from './deadline-changes.js';
import { servedOn } from './served.js';

const deadline = (key: string, change: Partial<Deadline> = {}): Deadline => ({
  key,
  kind: key,
  startedAt: 1,
  dueAt: 10,
  term: key,
  ...change,
});
const of = (...deadlines: Deadline[]): { [key: string]: Deadline } => Object.fromEntries(deadlines.map((one) => [one.key, one]));

describe('the change of deadlines', () => {
  it.each<[string, Deadline[], Deadline[], string[], string[]]>([
    ['one starts', [], [deadline('reply')], ['reply'], []],
    ['one ends', [deadline('reply')], [], [], ['reply']],
    ['one stays', [deadline('reply')], [deadline('reply')], [], []],
    ['one is extended', [deadline('reply')], [deadline('reply', { dueAt: 20 })], ['reply'], []],
    ['one is paused', [deadline('reply')], [deadline('reply', { pausedWithMs: 5 })], ['reply'], []],
    ['one runs again', [deadline('reply', { pausedWithMs: 5 })], [deadline('reply')], ['reply'], []],
    ['one follows another', [deadline('reply')], [deadline('panel')], ['panel'], ['reply']],
    ['one is about something else', [deadline('remedy:m1', { about: 'm1' })], [deadline('remedy:m1', { about: 'm2' })], ['remedy:m1'], []],
  ])('%s', (_, before, after, set, ended) => {
    const changes = deadlineChanges(of(...before), of(...after));
    expect(changes.set.map(({ key }) => key)).toEqual(set);
    expect(changes.ended).toEqual(ended);
  });
});

describe('on whom an entry is served', () => {
  const subject = { parties: ['aa', 'bb'] } as unknown as Subject;
  const registrar: Actor = { id: 'r', role: 'registrar' };
  const agent: Actor = { id: 'a', role: 'party_agent', party: 'aa' };
  it.each<[string, string[], Actor, string[]]>([
    ['told to the parties', ['parties', 'cell'], registrar, ['aa', 'bb']],
    ['served on the parties', ['parties served'], registrar, ['aa', 'bb']],
    ['served by deposit', ['parties by deposit'], registrar, ['aa', 'bb']],
    ['made public', ['public operative part'], registrar, ['aa', 'bb']],
    ['told to the chair', ['chair', 'members'], registrar, []],
    ['told to nobody', [], registrar, []],
    ['made by one and told to the other', ['registrar', 'other party'], agent, ['aa', 'bb']],
    ['made by one and told to the chair', ['chair'], agent, ['aa']],
    ['told to an other party of nobody', ['other party'], registrar, []],
  ])('%s', (_, tells, actor, parties) => {
    expect(servedOn(tells, actor, subject)).toEqual(parties);
  });

  it('serves nobody where there are no parties', () => {
    expect(servedOn(['parties'], registrar, {} as Subject)).toEqual([]);
  });
});
