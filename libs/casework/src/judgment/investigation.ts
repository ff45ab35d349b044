import type { Fields } from '../engine/fields.js';
import { givenFlag, givenNumber, givenString, givenStrings, textIsGiven } from '../engine/given.js';
import type { Guard, JsonObject, Recorded, Rule } from '../engine/types.js';
import type { Case } from '../case/case.js';
import type { Assessment, Judgment } from './judgment.js';
import { groupsIn, questionList, questionsIn } from './questions.js';
import { chargedIn, judging } from './standing.js';

export const investigationFields: { readonly [command: string]: Fields } = {
  CompleteInvestigation: {
    investigationReport: { kind: 'hash', optional: true },
    evidenceList: { kind: 'hash', optional: true },
    contraryEvidence: { kind: 'text', max: 40_000, optional: true },
    /** Every item of the evidence list, with what the parties are given of it: all of it, or its gist. */
    items: {
      kind: 'list',
      of: {
        kind: 'group',
        fields: { evidence: { kind: 'id' }, whole: { kind: 'flag', optional: true }, gist: { kind: 'text', max: 8_000, optional: true } },
      },
      min: 0,
      max: 2_000,
      optional: true,
    },
    assessments: {
      kind: 'list',
      of: {
        kind: 'group',
        fields: {
          violation: { kind: 'id' },
          verified: { kind: 'flag' },
          named: { kind: 'list', of: { kind: 'key', max: 64 }, min: 0, max: 50, optional: true },
          pleaded: { kind: 'code', of: 'circumstances', optional: true },
          killed: { kind: 'integer', min: 0, max: 1_000_000, optional: true },
          injured: { kind: 'integer', min: 0, max: 1_000_000, optional: true },
          civilians: { kind: 'integer', min: 0, max: 1_000_000, optional: true },
        },
      },
      min: 0,
      max: 200,
      optional: true,
    },
    /** The investigation's own answers: what is put to the vote if nobody drafts. */
    proposals: questionList(0),
  },
};

const withoutGist = (payload: JsonObject): string[] =>
  groupsIn(payload, 'items')
    .filter((item) => !givenFlag(item, 'whole') && !textIsGiven(item, 'gist'))
    .map((item) => givenString(item, 'evidence') ?? '');

export const investigationGuards: { readonly [name: string]: Guard<Case> } = {
  reportIsFiled: {
    asks: 'payload',
    says: 'The investigation report and its evidence list are filed.',
    holds: ({ payload }) => givenString(payload, 'investigationReport') !== null && givenString(payload, 'evidenceList') !== null,
  },
  contraryEvidenceIsConsidered: {
    asks: 'payload',
    says: 'The section on contrary evidence is filled in.',
    holds: ({ payload }) => textIsGiven(payload, 'contraryEvidence'),
  },
  everyItemHasGist: {
    asks: 'payload',
    says: 'Of every item of evidence the parties get the whole or at least the gist.',
    holds: ({ payload }) => withoutGist(payload).length === 0,
    params: ({ payload }) => ({ items: withoutGist(payload) }),
  },
};

export const investigationRules: { readonly [command: string]: Rule<Case> } = {
  CompleteInvestigation: { apply: judging((judgment, recorded, subject) => investigated(judgment, recorded, subject)) },
  LapseInvestigation: { apply: judging((judgment, recorded, subject) => investigated(judgment, recorded, subject)) },
};

function investigated(judgment: Judgment, { at, actor, data }: Recorded, subject: Case): Judgment {
  const { payload } = data;
  const assessed = Object.fromEntries(
    groupsIn(payload, 'assessments')
      .filter((group) => chargedIn(subject).includes(givenString(group, 'violation') ?? ''))
      .map((group) => [givenString(group, 'violation') ?? '', assessmentOf(group, actor.id, at)]),
  );
  return {
    ...judgment,
    assessments: { ...judgment.assessments, ...assessed },
    investigation: {
      report: givenString(payload, 'investigationReport'),
      evidenceList: givenString(payload, 'evidenceList'),
      completedAt: at,
      disclosed: groupsIn(payload, 'items').map((item) => givenString(item, 'evidence') ?? ''),
      proposals: questionsIn(payload, 'proposals'),
    },
  };
}

function assessmentOf(group: JsonObject, by: string, at: number): Assessment {
  const verified = givenFlag(group, 'verified');
  return {
    verification: verified ? { verified, by, at } : { verified, by: null, at: null },
    victims: {
      killed: givenNumber(group, 'killed') ?? 0,
      injured: givenNumber(group, 'injured') ?? 0,
      civilians: givenNumber(group, 'civilians') ?? 0,
    },
    named: givenStrings(group, 'named'),
    pleaded: givenString(group, 'pleaded'),
    outcome: null,
  };
}
