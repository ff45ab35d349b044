import { text } from './life.js';
import { actorById, actorNamed } from './people.js';
import { incident, toRuled, type LifePlan } from './roads.js';

/** Panel, ballot, ruling, review. */
export const judgedLives: readonly LifePlan[] = [
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
