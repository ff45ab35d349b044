import { hashFor, text } from './life.js';
import { actorNamed } from './people.js';
import { closedWithoutRemedy, incident, toRemedy, unresolved, type LifePlan } from './roads.js';

/** What becomes of a ruling: remedies, referrals, ends, and a way back. */
export const orderedLives: readonly LifePlan[] = [
  {
    key: 'remedy',
    title: 'A remedy runs, its addressee says that it was done',
    hours: 300,
    ends: 'REMEDY',
    tell: async (life, acts) => {
      await toRemedy(life, acts);
      await life.wait(24);
      return await life.claim();
    },
  },
  {
    key: 'non-compliance',
    title: 'A remedy was not carried out in its time',
    hours: 444,
    ends: 'NON_COMPLIANCE',
    tell: async (life, acts) => await (await toRemedy(life, acts)).lapseTo('NON_COMPLIANCE'),
  },
  {
    key: 'referred',
    title: 'Not complied with, referred; a case of its own was born of it',
    hours: 456,
    ends: 'REFERRED',
    tell: async (life, acts) => {
      await toRemedy(life, acts);
      await life.lapseTo('NON_COMPLIANCE');
      await life.wait(12);
      return await life.enter('ReferNonCompliance', actorNamed('chair'), { reasons: text('Nothing was shown.') });
    },
  },
  {
    key: 'closed-complied',
    title: 'Complied with, verified by monitors, closed',
    hours: 312,
    ends: 'CLOSED',
    tell: async (life, acts) => {
      await toRemedy(life, acts);
      await life.wait(24);
      await life.claim();
      await life.wait(12);
      await life.confirm();
      return await life.enter('CloseCase', actorNamed('registrar'));
    },
  },
  {
    key: 'closed-late',
    title: 'Unresolved, then complied with late after all',
    hours: 498,
    ends: 'CLOSED',
    tell: async (life, acts) => {
      await unresolved(life, acts);
      await life.wait(24);
      const report = await life.monitorsReport();
      return await life.enter('RecordLateCompliance', actorNamed('registrar'), { remedies: ['m1'], report, note: text('Late, but done.') });
    },
  },
  {
    key: 'closed-unresolved',
    title: 'Decided outside: no measure. It stays listed as not complied with',
    hours: 474,
    ends: 'CLOSED_UNRESOLVED',
    tell: async (life, acts) => await unresolved(life, acts),
  },
  {
    key: 'no-violation',
    title: 'It did not happen as reported: no violation',
    hours: 276,
    ends: 'CLOSED',
    tell: async (life, acts) => await closedWithoutRemedy(life, acts, 'noViolation'),
  },
  {
    key: 'justified',
    title: 'A circumstance precluding wrongfulness was accepted',
    hours: 276,
    ends: 'CLOSED',
    tell: async (life, acts) => await closedWithoutRemedy(life, acts, 'justified'),
  },
  {
    key: 'by-lapses-alone',
    title: 'Nobody ever acted: every step is a lapse, to an end without prejudice',
    hours: 834,
    ends: 'CLOSED',
    tell: async (life, acts) => await (await incident(3)(life, acts)).lapseTo('CLOSED'),
  },
  {
    key: 'reopened',
    title: 'Closed for want of evidence, reopened on a new fact',
    hours: 348,
    ends: 'INVESTIGATION',
    tell: async (life, acts) => {
      await closedWithoutRemedy(life, acts, 'insufficient');
      await life.wait(48);
      await life.enter('RequestReopening', life.agent(life.otherParty), {
        ground: 'decisive-new-fact',
        fact: hashFor(`fact ${life.id}`),
        discoveredAt: life.stage.at - 3_600_000,
        reason: text('A sensor log that nobody had.'),
      });
      await life.wait(24);
      return await life.actBy('panel', 'GrantReopening', { reasons: text('The fact is decisive, and was unknown.') });
    },
  },
];
