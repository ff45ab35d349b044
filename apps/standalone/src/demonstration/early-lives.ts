import { Life, hashFor, text } from './life.js';
import { actorNamed } from './people.js';
import { incident, small, type LifePlan } from './roads.js';

/** Before a panel sits, and the ends that are reached without one. */
export const earlyLives: readonly LifePlan[] = [
  { key: 'registered', title: 'Just registered', hours: 6, ends: 'REGISTERED', tell: async (life, acts) => await incident(3)(life, acts) },
  {
    key: 'preliminary',
    title: 'Before the duty bench',
    hours: 6,
    ends: 'PRELIMINARY',
    tell: async (life, acts) => await (await incident(3)(life, acts)).preliminary(),
  },
  {
    key: 'preliminary-by-lapse',
    title: 'Nobody took it up: registration lapsed',
    hours: 30,
    ends: 'PRELIMINARY',
    tell: async (life, acts) => await (await incident(3)(life, acts)).lapseTo('PRELIMINARY'),
  },
  {
    key: 'investigation',
    title: 'Investigated after a provisional finding with an interim measure',
    hours: 7,
    ends: 'INVESTIGATION',
    tell: async (life, acts) => {
      await incident(4)(life, acts);
      await life.preliminary();
      await life.wait(1);
      return await life.provisional('R7');
    },
  },
  {
    key: 'investigation-by-lapse',
    title: 'Investigated without a provisional finding',
    hours: 78,
    ends: 'INVESTIGATION',
    tell: async (life, acts) => await (await (await incident(3)(life, acts)).preliminary()).lapseTo('INVESTIGATION'),
  },
  {
    key: 'party-reply',
    title: 'The parties are asked, one has answered',
    hours: 54,
    ends: 'PARTY_REPLY',
    tell: async (life, acts) => {
      await incident(3)(life, acts);
      await life.investigated();
      await life.wait(48);
      await life.completeInvestigation();
      return await life.enter('FileReply', life.agent(), { reply: text('The party denies it.'), insists: true });
    },
  },
  {
    key: 'settled',
    title: 'Settled by the parties where it happened',
    hours: 30,
    ends: 'SETTLED',
    tell: async (life, acts) => {
      await small(life, acts);
      await life.preliminary();
      await life.enter('OpenTalks', life.agent(), { note: text('Talks at the crossing.') });
      await life.wait(24);
      const confirmation = await life.monitorsReport();
      return await life.enter('SettleCase', actorNamed('registrar'), {
        terms: text('Passage is free again.'),
        document: hashFor(`settlement ${life.id}`),
        signedBy: ['ua', 'ru'],
        confirmation,
      });
    },
  },
  {
    key: 'inadmissible',
    title: 'Not a prohibited act on its face',
    hours: 18,
    ends: 'INADMISSIBLE',
    tell: async (life, acts) => {
      await small(life, acts);
      await life.preliminary();
      await life.wait(12);
      return await life.actBy('duty', 'RejectCase', { ground: 'not-prohibited', reasons: text('The delay was announced and agreed.') });
    },
  },
  {
    key: 'withdrawn',
    title: 'Withdrawn by the party that complained',
    hours: 24,
    ends: 'WITHDRAWN',
    tell: async (life, acts) => {
      await life.open({ content: acts.small(life.stage.at), complainant: life.otherParty });
      await life.preliminary();
      await life.wait(12);
      await life.enter('RequestWithdrawal', life.agent(life.otherParty), {
        ground: 'mistaken',
        reason: text('The complaint was mistaken.'),
      });
      await life.wait(6);
      return await life.actBy('duty', 'GrantWithdrawal', { pressureIsExcluded: true, reasons: text('Nobody was pressed.') });
    },
  },
  {
    key: 'joined',
    title: 'Joined to a case of the same series',
    hours: 12,
    ends: 'JOINED',
    tell: async (life, acts) => {
      const lead = new Life(life.stage, life.accused);
      await incident(3)(lead, acts);
      await lead.preliminary();
      await incident(3)(life, acts);
      await life.preliminary();
      await life.wait(4);
      return await life.enter('JoinCase', actorNamed('chair'), { lead: lead.id, ground: 'same-series', reason: text('One series.') });
    },
  },
  {
    key: 'stayed',
    title: 'Stayed: hostilities bar access',
    hours: 30,
    ends: 'STAYED',
    tell: async (life, acts) => {
      await incident(3)(life, acts);
      await life.investigated();
      await life.wait(24);
      return await life.actBy('duty', 'StayCase', { ground: 'hostilities-bar-access', hours: 240, reason: text('The road is closed.') });
    },
  },
];
