import type { Fields } from '../engine/fields.js';
import { givenString, givenStrings } from '../engine/given.js';
import type { Guard, JsonObject, Rule } from '../engine/types.js';
import type { Signature } from '../engine/facts.js';
import type { Case } from '../case/case.js';
import { callFor, draftOf } from './ballots.js';
import { barsOf } from './bars.js';
import { asList, toJson } from './json.js';
import type { QuestionTally } from './judgment.js';
import { openVerdict, type Verdict, verdictFrom } from './outcomes.js';
import { groupsIn } from './questions.js';
import { ruled, verdictIn } from './rulings.js';
import { candidatesOf } from './seats.js';
import { type CaseSituation, judging, rosterIn } from './standing.js';
import { needsGross } from './tally.js';

// The chair rules alone where no panel can: reasoned, after consulting members, and marked so (law-sources 5.3, after the Darfur agreement's model).

export const chairRulingFields: { readonly [command: string]: Fields } = {
  RuleAlone: {
    answers: {
      kind: 'list',
      of: { kind: 'group', fields: { question: { kind: 'key', max: 64 }, answer: { kind: 'code', of: ['yes', 'no', 'open'] } } },
      min: 0,
      max: 300,
      optional: true,
    },
    consulted: { kind: 'list', of: { kind: 'id' }, min: 0, max: 50, optional: true },
    reasons: { kind: 'text', max: 40_000, optional: true },
  },
};

function answersOf({ subject, payload, at, rulebook }: CaseSituation): QuestionTally[] {
  const draft = draftOf(subject, at, rulebook);
  const call = callFor(subject.judgment, draft, rulebook, 1);
  const given = new Map(groupsIn(payload, 'answers').map((group) => [givenString(group, 'question'), givenString(group, 'answer')]));
  return draft.questions.map((question) => ({
    question: question.key,
    yes: 0,
    no: 0,
    abstain: 0,
    answer: (given.get(question.key) ?? 'open') as QuestionTally['answer'],
    majority: needsGross(question, call) ? 'gross' : 'finding',
  }));
}

function verdict(situation: CaseSituation): Verdict {
  return verdictFrom(draftOf(situation.subject, situation.at, situation.rulebook), answersOf(situation), situation.rulebook);
}

/** Members who signed beside the chair: not barred, and none of them the chair. */
function hands({ subject, facts, actor, rulebook }: CaseSituation): string[] {
  const may = new Set(candidatesOf(rosterIn(facts), subject, 'panel', rulebook).map(({ member }) => member));
  const signatures = asList(facts['signatures']) as readonly Signature[];
  const signed = signatures.filter(({ member, position }) => position === 'for' && member !== actor.id && may.has(member));
  return [...new Set(signed.map(({ member }) => member))];
}

function consultedAndNeeded({ subject, payload, facts, actor, rulebook }: CaseSituation): { consulted: number; needed: number } {
  const may = candidatesOf(rosterIn(facts), subject, 'panel', rulebook)
    .map(({ member }) => member)
    .filter((member) => member !== actor.id);
  const consulted = new Set(givenStrings(payload, 'consulted').filter((member) => may.includes(member))).size;
  return { consulted, needed: Math.min(rulebook.judgment.consulted, may.length) };
}

export const chairRulingGuards: { readonly [name: string]: Guard<Case> } = {
  membersAreConsulted: {
    asks: 'facts',
    says: 'Members who may sit were consulted: as many as the rulebook asks for, or all there are.',
    holds: (situation) => {
      const { consulted, needed } = consultedAndNeeded(situation);
      return consulted >= needed;
    },
    params: consultedAndNeeded,
  },
  rulerIsNotBarred: {
    asks: 'facts',
    says: 'Whoever rules alone is not barred by the record of the case.',
    holds: ({ subject, facts, actor, rulebook }) => {
      const seat = rosterIn(facts).find(({ id }) => id === actor.id) ?? {
        id: actor.id,
        role: 'chair',
        constituency: actor.constituency ?? '',
        interests: [],
        bars: [],
        available: true,
      };
      return barsOf(seat, subject, 'panel', rulebook.judgment).length === 0;
    },
  },
  grossAttributionHasThreeHands: {
    asks: 'facts',
    says: 'A grave attribution, or a grave referral, is signed by two members beside the chair.',
    holds: (situation) => {
      const grave = answersOf(situation).some(({ answer, majority }) => answer === 'yes' && majority === 'gross');
      return !grave || hands(situation).length >= situation.rulebook.judgment.majority.handsBesideChair;
    },
    params: (situation) => ({ hands: hands(situation).length + 1 }),
  },
};

function ruling(by: 'chair' | 'lapse'): Rule<Case>['apply'] {
  return judging((judgment, recorded, subject, rulebook) => {
    const how = {
      by,
      draft: draftOf(subject, recorded.at, rulebook),
      ballots: [],
      panelSize: 1,
      round: 1,
      withoutPrejudice: by === 'lapse',
      corrects: null,
    };
    return ruled(judgment, verdictIn(recorded.data.outcome), how, recorded, subject, rulebook);
  });
}

export const chairRulingRules: { readonly [command: string]: Rule<Case> } = {
  RuleAlone: {
    outcome: (situation): JsonObject => ({ verdict: toJson(verdict(situation)), hands: hands(situation) }),
    apply: ruling('chair'),
  },
  LapseChairRuling: { apply: judging((judgment) => ({ ...judgment, chairRulingPassed: true })) },
  // Nobody ruled: insufficient evidence, without prejudice. A default, marked so, and no finding for or against anybody.
  LapseViceChairRuling: {
    outcome: ({ subject, at, rulebook }) => ({ verdict: toJson(openVerdict(draftOf(subject, at, rulebook), rulebook)) }),
    apply: ruling('lapse'),
  },
};
