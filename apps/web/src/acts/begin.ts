import type { CaseMatter } from './case-matter';
import { textIn, type FieldValue } from './field';

type Body = Readonly<Record<string, FieldValue>>;

/** Which question a bench nearly always answers of an act. The person may add, change and remove. */
const FIRST_QUESTIONS = ['happened', 'breach', 'attributed'] as const;

/** What a form begins with: known data that nobody should type again. It is only a proposal, and every value can be changed. */
export function beginOf(command: string, matter: CaseMatter | undefined): Body {
  if (matter === undefined) return {};
  const { violations = [], judgment = {} } = matter;
  switch (command) {
    case 'CompleteInvestigation':
      return { assessments: violations.map(({ key, verified }) => ({ violation: key, verified })) };
    case 'IssueProvisionalFinding':
    case 'IssueLateProvisionalFinding':
      return { findings: violations.map(({ key }) => ({ violation: key })) };
    case 'FixDraft': {
      const proposed = judgment.investigation?.proposals ?? [];
      const questions = proposed.length > 0 ? proposed.map(asField) : violations.flatMap(({ key }) => firstQuestions(key));
      return { questions };
    }
    case 'CastBallot':
      return {
        ...(judgment.call == null ? {} : { call: judgment.call.number }),
        ...(judgment.draft?.hash == null ? {} : { draft: judgment.draft.hash }),
        ...(judgment.draft?.evidenceList == null ? {} : { evidenceList: judgment.draft.evidenceList }),
        choices: { votes: (judgment.draft?.questions ?? []).map(({ key }) => ({ question: key })) },
      };
    case 'RuleAlone':
      return { answers: (judgment.draft?.questions ?? judgment.investigation?.proposals ?? []).map(({ key }) => ({ question: key })) };
    case 'ServeRuling':
      return { served: (matter.parties ?? []).map((party) => ({ party })) };
    case 'RearrangeRemedies':
      return { answers: (judgment.remedies ?? []).filter(({ status }) => status === 'lapsed').map(({ id }) => ({ remedy: id })) };
    default:
      return {};
  }
}

const firstQuestions = (violation: string): Body[] => FIRST_QUESTIONS.map((kind) => ({ kind, violation }));

/** A part of a case as the body of a form: without what is empty. */
function asField(part: object): FieldValue {
  return JSON.parse(JSON.stringify(part, (_, value: unknown) => (value === null ? undefined : value))) as FieldValue;
}

/** Lists of questions whose short key is made here: people name a question by what it asks, not by a key. */
const KEYED = ['questions', 'proposals'] as const;

/** The body with a key for each question that has none; keys are unique within the list. */
export function withKeys(body: Body): Body {
  const keyed = KEYED.filter((name) => Array.isArray(body[name])).map((name) => [name, keyedList(body[name] as readonly FieldValue[])]);
  return { ...body, ...(Object.fromEntries(keyed) as Body) };
}

function keyedList(questions: readonly FieldValue[]): readonly FieldValue[] {
  const used = new Set<string>();
  return questions.map((question) => {
    const given = question as Body;
    const remedy = given['remedy'] as Body | undefined;
    const parts = [given['violation'], given['kind'], given['party'] ?? remedy?.['addressee'], given['level'] ?? remedy?.['code']];
    const wanted = (textIn(given['key']) || parts.filter((part) => typeof part === 'string').join('.')).slice(0, 56) || 'question';
    let key = wanted;
    for (let count = 2; used.has(key); count += 1) key = `${wanted}.${count}`;
    used.add(key);
    return { ...given, key };
  });
}
