import type { JsonObject } from '@tregua/casework';
import { actorById, actorNamed } from './people.js';
import { hashFor, Life, text, type Verdict } from './life.js';

/** Real incidents, and invented small matters, as what a report says of them. */
export interface Acts {
  /** An incident from the data set of that severity, no later than the instant. Each is given once. */
  readonly incident: (severity: 3 | 4 | 5, before: number) => JsonObject;
  /** A small matter without casualties, invented. */
  readonly small: (at: number) => JsonObject;
}

/** One life: how long it takes, where it ends, and what happens in it. It is told twice, once against each party. */
export interface LifePlan {
  readonly key: string;
  readonly title: string;
  /** Hours from its first report to the demonstration's present; at most a few hours less are taken. */
  readonly hours: number;
  readonly ends: string;
  readonly tell: (life: Life, acts: Acts) => Promise<unknown>;
}

const incident = (severity: 3 | 4 | 5) => async (life: Life, acts: Acts) =>
  await life.open({ content: acts.incident(severity, life.stage.at) });
const small = async (life: Life, acts: Acts): Promise<Life> => await life.open({ content: acts.small(life.stage.at) });

/** To RULED, on the ordinary road. */
async function toRuled(life: Life, acts: Acts, verdict: Verdict, remedy = 'R2', severity: 3 | 4 | 5 = 3, dissenters = 0): Promise<Life> {
  await incident(severity)(life, acts);
  await life.investigated();
  await life.deliberating();
  return await life.ruled(verdict, remedy, dissenters);
}

async function toRemedy(life: Life, acts: Acts, remedy = 'R2'): Promise<Life> {
  await toRuled(life, acts, 'attributed', remedy);
  await life.final();
  return await life.openRemedies();
}

const early: readonly LifePlan[] = [
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

const judged: readonly LifePlan[] = [
  {
    key: 'panel',
    title: 'A panel is drawn, its declarations come in, one member is challenged',
    hours: 78,
    ends: 'PANEL',
    tell: async (life, acts) => {
      await incident(3)(life, acts);
      await life.investigated();
      await life.wait(48);
      await life.completeInvestigation();
      await life.wait(24);
      await life.reply();
      const [challenged, declaring] = (await life.now()).judgment.panel.seats;
      await life.enter('ChallengeMember', life.agent(), {
        member: challenged?.member ?? '',
        ground: 'prejudgement',
        reasons: text('An interview of last year.'),
      });
      return await life.enter('DeclareInterests', actorById(declaring?.member ?? ''), { disclosed: ['professional-contact'] });
    },
  },
  {
    key: 'deliberation',
    title: 'The panel deliberates; a member stood aside after a challenge',
    hours: 81,
    ends: 'DELIBERATION',
    tell: async (life, acts) => {
      await incident(5)(life, acts);
      await life.investigated();
      await life.wait(48);
      await life.completeInvestigation();
      await life.wait(24);
      await life.reply();
      const [challenged] = (await life.now()).judgment.panel.seats;
      await life.enter('ChallengeMember', life.agent(), {
        member: challenged?.member ?? '',
        ground: 'acted-before',
        reasons: text('Acted before.'),
      });
      await life.wait(3);
      await life.enter('UpholdChallenge', actorNamed('chair'), { about: 'c1', reasons: text('The ground is there.') });
      await life.declare();
      return await life.constitute();
    },
  },
  {
    key: 'voting',
    title: 'The ballot is open, two have voted',
    hours: 98,
    ends: 'VOTING',
    tell: async (life, acts) => {
      await incident(3)(life, acts);
      await life.investigated();
      await life.deliberating();
      await life.wait(12);
      await life.draft('attributed');
      await life.wait(2);
      return await life.vote('attributed', { only: 2 });
    },
  },
  {
    key: 'chair-ruling',
    title: 'Two calls without a quorum: the chair is to rule',
    hours: 168,
    ends: 'CHAIR_RULING',
    tell: async (life, acts) => {
      await incident(3)(life, acts);
      await life.investigated();
      await life.deliberating();
      await life.wait(12);
      await life.draft('attributed');
      await life.vote('attributed', { only: 1 });
      return await life.lapseTo('CHAIR_RULING');
    },
  },
  {
    key: 'ruled-by-chair',
    title: 'Ruled by the chair alone, after consulting members',
    hours: 168,
    ends: 'RULED',
    tell: async (life, acts) => {
      await incident(3)(life, acts);
      await life.investigated();
      await life.deliberating();
      await life.draft('unattributed');
      await life.lapseTo('CHAIR_RULING');
      await life.wait(12);
      const { judgment } = await life.now();
      const members = ['member-us-4', 'member-ukraine-4', 'member-coalition-4', 'member-neutral-4', 'member-us-3', 'member-neutral-3'];
      await life.enter('RuleAlone', actorNamed('chair'), {
        answers: (judgment.draft?.questions ?? []).map(({ key, kind }) => ({
          question: key,
          answer: kind === 'attributed' ? 'open' : 'yes',
        })),
        consulted: members.map((key) => actorNamed(key).id),
        reasons: text('It happened; who did it stays open.'),
      });
      return await life.serve();
    },
  },
  {
    key: 'ruled-with-dissent',
    title: 'Ruled with a dissent, served, not yet published',
    hours: 108,
    ends: 'RULED',
    tell: async (life, acts) => {
      await toRuled(life, acts, 'attributed', 'R1', 3, 1);
      await life.serve();
      const dissenter = (await life.now()).judgment.panel.seats.find(({ status }) => status === 'declared');
      return await life.enter('FileSeparateOpinion', actorById(dissenter?.member ?? ''), {
        kind: 'dissenting',
        opinion: text('The track alone does not carry the attribution.'),
      });
    },
  },
  {
    key: 'ruled-gravely',
    title: 'Ruled at severity 5 by seven members, published, referred for a warning',
    hours: 132,
    ends: 'RULED',
    tell: async (life, acts) => {
      await toRuled(life, acts, 'attributed', 'R1', 5);
      await life.published();
      return await life.enter('FileReferral', actorNamed('chair'), {
        code: 'E1',
        addressee: 'guarantors',
        respondent: life.accused,
        states: ['FR', 'GB'],
        proportionality: text('A warning, no more.'),
        reasons: text('As the ruling says.'),
      });
    },
  },
  {
    key: 'review',
    title: 'A party asked for review: members who did not vote before',
    hours: 144,
    ends: 'REVIEW',
    tell: async (life, acts) => {
      await toRuled(life, acts, 'attributed');
      await life.published();
      await life.wait(12);
      await life.enter('RequestReview', life.agent(), { ground: 'manifest-error', reasons: text('The track was misread.') });
      return await life.declare();
    },
  },
  {
    key: 'final',
    title: 'Upheld on review, final',
    hours: 277,
    ends: 'FINAL',
    tell: async (life, acts) => {
      await toRuled(life, acts, 'attributed', 'R5');
      await life.serve();
      await life.wait(6);
      await life.enter('RequestReview', life.agent(), { ground: 'disproportionate-remedy', reasons: text('Too much.') });
      await life.declare();
      await life.wait(163);
      return await life.actBy('review', 'UpholdRuling', { reasons: text('The ruling stands.') });
    },
  },
];

const ordered: readonly LifePlan[] = [
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

async function unresolved(life: Life, acts: Acts): Promise<Life> {
  await toRemedy(life, acts);
  await life.lapseTo('NON_COMPLIANCE');
  await life.wait(6);
  await life.enter('ReferNonCompliance', actorNamed('chair'), { reasons: text('Nothing was shown.') });
  await life.wait(24);
  await life.enter('RecordNoMeasure', actorNamed('cell'), {
    authority: 'government',
    authorityName: text('A competent authority.'),
    decidedAt: life.stage.at - 3_600_000,
    reference: text('Decision 1.'),
  });
  return await life.enter('CloseUnresolved', actorNamed('registrar'));
}

async function closedWithoutRemedy(life: Life, acts: Acts, verdict: Verdict): Promise<Life> {
  await toRuled(life, acts, verdict);
  await life.final();
  return await life.enter('CloseWithoutRemedy', actorNamed('registrar'));
}

/** All of them; together they stand in every state. */
export const lives: readonly LifePlan[] = [...early, ...judged, ...ordered];

/** Both sides of each, so that either party has the same count of every outcome. */
export const sides = ['ua', 'ru'] as const;
