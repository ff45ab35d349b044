import type { Field, Fields } from '../engine/fields.js';
import { givenNumber, givenObject, givenString, givenStrings, isObject, textIsGiven } from '../engine/given.js';
import type { Json, JsonObject } from '../engine/types.js';
import type { FindingLevel, Question, QuestionKind, RemedyProposal } from './judgment.js';

const kinds: readonly QuestionKind[] = [
  'happened',
  'breach',
  'attributed',
  'justified',
  'accident',
  'fabricated',
  'remedy',
  'referral',
  'classification',
];

export const evidenceIds = { kind: 'list', of: { kind: 'id' }, min: 0, max: 500, optional: true } as const satisfies Field;
const codes = (max: number) => ({ kind: 'list', of: { kind: 'key', max: 16 }, min: 0, max, optional: true }) as const satisfies Field;

/** A remedy as it is proposed, ordered in the interim, or put in the place of another. */
export const remedyFields: Fields = {
  code: { kind: 'code', of: 'remedies' },
  addressee: { kind: 'key', max: 32 },
  termHours: { kind: 'integer', min: 1, max: 8_760, optional: true },
  proof: { kind: 'code', of: 'complianceProofs', optional: true },
  wording: { kind: 'text', max: 8_000, optional: true },
  proportionality: { kind: 'text', max: 8_000, optional: true },
};

/** One question of a draft. What a guard asks for is optional here, so that the refusal names the guard. */
export const questionFields: Fields = {
  key: { kind: 'key', max: 64 },
  kind: { kind: 'code', of: kinds },
  violation: { kind: 'id', optional: true },
  party: { kind: 'key', max: 32, optional: true },
  level: { kind: 'code', of: 'findingLevels', optional: true },
  bases: codes(20),
  indicators: codes(10),
  standard: { kind: 'integer', min: 0, max: 5, optional: true },
  relies: evidenceIds,
  contrary: evidenceIds,
  /** Of what is relied on: what the accused party has, at least as a gist. */
  disclosed: evidenceIds,
  remedy: { kind: 'group', fields: remedyFields, optional: true },
  referral: { kind: 'code', of: 'referrals', optional: true },
  contraryConsidered: { kind: 'text', max: 20_000, optional: true },
  proportionality: { kind: 'text', max: 8_000, optional: true },
  reasons: { kind: 'text', max: 40_000, optional: true },
};

export const questionList = (min: number): Field =>
  ({ kind: 'list', of: { kind: 'group', fields: questionFields }, min, max: 300, optional: true }) as const;

export function groupsIn(from: JsonObject, name: string): JsonObject[] {
  const value: Json | undefined = from[name];
  return Array.isArray(value) ? value.filter((item: Json): item is JsonObject => isObject(item)) : [];
}

export function questionsIn(payload: JsonObject, name = 'questions'): Question[] {
  return groupsIn(payload, name).map((group) => ({
    key: givenString(group, 'key') ?? '',
    kind: (givenString(group, 'kind') ?? 'happened') as QuestionKind,
    violation: givenString(group, 'violation'),
    party: givenString(group, 'party'),
    level: givenString(group, 'level') as FindingLevel | null,
    bases: givenStrings(group, 'bases'),
    indicators: givenStrings(group, 'indicators'),
    standard: givenNumber(group, 'standard') ?? 0,
    relies: givenStrings(group, 'relies'),
    contrary: givenStrings(group, 'contrary'),
    disclosed: givenStrings(group, 'disclosed'),
    remedy: proposalIn(givenObject(group, 'remedy')),
    referral: givenString(group, 'referral'),
    proportionalityNoted: textIsGiven(group, 'proportionality') || textIsGiven(givenObject(group, 'remedy') ?? {}, 'proportionality'),
  }));
}

export function proposalIn(group: JsonObject | null): RemedyProposal | null {
  if (group === null) return null;
  return {
    code: givenString(group, 'code') ?? '',
    addressee: givenString(group, 'addressee') ?? '',
    termHours: givenNumber(group, 'termHours'),
    proof: givenString(group, 'proof') ?? '',
  };
}
