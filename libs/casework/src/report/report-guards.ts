import { givenFlag, givenObject, givenString, givenStrings, textIsGiven } from '../engine/given.js';
import type { AgreementFact } from '../engine/facts.js';
import type { Guard, JsonObject, Situation } from '../engine/types.js';
import { dueAfter } from '../rulebook/terms.js';
import { missingDetails, placeIsNamed, startOf } from './content.js';
import type { Report } from './report.js';

type Of = Situation<Report>;

/** The content that the command brings, over what the draft already holds. */
export function contentAfter(subject: Report | undefined, payload: JsonObject): JsonObject {
  return { ...(subject?.content ?? {}), ...(givenObject(payload, 'content') ?? {}) };
}

const contentOf = ({ subject, payload }: Of): JsonObject => contentAfter(subject, payload);
const agreementOf = ({ facts }: Of): AgreementFact | null => givenObject(facts, 'agreement') as AgreementFact | null;
const earliestOf = ({ subject }: Of): number | null => startOf(subject.content).at;
const caseOf = ({ facts }: Of): JsonObject | null => givenObject(facts, 'otherCase');

export const reportGuards: { readonly [name: string]: Guard<Report> } = {
  requiredFieldsAreGiven: {
    asks: 'payload',
    says: 'Everything that its codes require is given.',
    holds: (of) => missingDetails(contentOf(of), of.rulebook).length === 0,
    params: (of) => ({ missing: missingDetails(contentOf(of), of.rulebook) }),
  },
  startIsNotAfterFiling: {
    asks: 'payload',
    says: 'The act does not begin after it is filed.',
    holds: (of) => (startOf(contentOf(of)).at ?? Infinity) <= of.at,
    params: (of) => ({ startsAt: startOf(contentOf(of)).at, filedAt: of.at }),
  },
  placeIsGiven: {
    asks: 'payload',
    says: 'A place is given: a point, an area, or a bearing from the observer.',
    holds: (of) => placeIsNamed(contentOf(of)),
  },
  verifierIsNotAuthor: {
    asks: 'subject',
    says: 'Nobody verifies or returns a report of their own.',
    holds: ({ subject, actor }) => actor.id !== subject.author,
  },
  reasonIsGiven: { asks: 'payload', says: 'A reason is given.', holds: ({ payload }) => textIsGiven(payload, 'reason') },
  returnIsLeft: {
    asks: 'subject',
    says: 'The report has not been returned as often as the rulebook allows.',
    holds: ({ subject, rulebook }) => subject.returns < rulebook.bounds.reportReturns,
    params: ({ subject, rulebook }) => ({ returns: subject.returns, most: rulebook.bounds.reportReturns }),
  },
  unlinkingIsLeft: {
    asks: 'subject',
    says: 'The report has not left a case as often as the rulebook allows.',
    holds: ({ subject, rulebook }) => subject.unlinkings < rulebook.bounds.reportUnlinkings,
    params: ({ subject, rulebook }) => ({ unlinkings: subject.unlinkings, most: rulebook.bounds.reportUnlinkings }),
  },
  reasonIsAnswered: {
    asks: 'payload',
    says: 'The reason for the return is answered.',
    holds: ({ payload }) => textIsGiven(payload, 'answer'),
  },
  actIsNamed: {
    asks: 'subject',
    says: 'An act of the list is named: "other" is coded anew first.',
    holds: ({ subject, rulebook }) =>
      subject.codes.length > 0 && subject.codes.every((code) => rulebook.violations[code]?.mustBeRecoded !== true),
    params: ({ subject }) => ({ codes: subject.codes }),
  },
  // Acts before the agreement or outside its area are inadmissible (law.md): the registrar refuses them by their ground. What lapses into a case carries
  // the doubt there, for the bench to say.
  actIsAfterEntryIntoForce: {
    asks: 'facts',
    says: 'The act was not before the entry into force of the agreement.',
    holds: (of) => (earliestOf(of) ?? Infinity) >= (agreementOf(of)?.inForceFrom ?? 0),
    params: (of) => ({ startsAt: earliestOf(of), inForceFrom: agreementOf(of)?.inForceFrom ?? null }),
  },
  actIsInsideArea: {
    asks: 'facts',
    says: 'The act does not lie wholly outside the area of the agreement.',
    holds: (of) => agreementOf(of)?.insideArea ?? true,
    params: (of) => ({ agreement: agreementOf(of)?.id ?? null }),
  },
  reviewerIsAnother: {
    asks: 'subject',
    says: 'A review of a refusal is decided by another person than the one who refused.',
    holds: ({ subject, actor }) => subject.refusals.every(({ by }) => by !== actor.id),
  },
  caseTakesReports: {
    asks: 'facts',
    says: 'The case that is named takes reports still: its draft is not fixed and it has not ended.',
    holds: (of) => caseOf(of)?.['takesReports'] === true,
    params: (of) => ({ state: caseOf(of)?.['state'] ?? null }),
  },
  groundIsListed: {
    asks: 'payload',
    says: 'A ground of the list is named.',
    holds: ({ payload, rulebook }) => (rulebook.lists['refusalGrounds'] ?? []).includes(givenString(payload, 'ground') ?? ''),
  },
  severityIsAtLeast3: {
    asks: 'subject',
    says: 'The severity is high enough for a case of its own.',
    holds: ({ subject, rulebook }) => subject.severity >= rulebook.thresholds.admitByLapseFrom,
    params: ({ subject, rulebook }) => ({ severity: subject.severity, from: rulebook.thresholds.admitByLapseFrom }),
  },
  severityIsBelow3: {
    asks: 'subject',
    says: 'The severity is below that of a case of its own: it goes into the series of its sector and week.',
    holds: ({ subject, rulebook }) => subject.severity < rulebook.thresholds.admitByLapseFrom,
    params: ({ subject, rulebook }) => ({ severity: subject.severity, below: rulebook.thresholds.admitByLapseFrom }),
  },
  isFirstAndInTimeOrFactIsNew: {
    asks: 'payload',
    says: 'It is the first request, within the term from the refusal, or it brings a new fact.',
    holds: (of) => textIsGiven(of.payload, 'newFact') || isFirstAndInTime(of),
  },
  leadAgreesIfAny: {
    asks: 'payload',
    says: 'The author says that their team lead, if there is one, agrees; the lead is told, and may undo it.',
    holds: ({ subject, payload }) => subject.team === null || givenFlag(payload, 'leadAgrees'),
  },
  caseIsNotEnded: {
    asks: 'facts',
    says: 'The case of the report has not ended.',
    holds: (of) => caseOf(of)?.['ended'] !== true,
    params: (of) => ({ state: caseOf(of)?.['state'] ?? null }),
  },
  factIsNewOrConsentWasForced: {
    asks: 'payload',
    says: 'A new fact is named, or the withdrawal was forced, or the team lead says that they had not agreed to it.',
    holds: (of) => textIsGiven(of.payload, 'newFact') || givenFlag(of.payload, 'consentWasForced') || leadDenies(of),
  },
  caseIsBeforeVoting: {
    asks: 'facts',
    says: 'The draft ruling of the case is not yet before a vote.',
    holds: (of) => caseOf(of)?.['takesReports'] === true,
    params: (of) => ({ state: caseOf(of)?.['state'] ?? null }),
  },
  codeIsListed: {
    asks: 'payload',
    says: 'The codes are of the list, and "other" is not among them.',
    holds: ({ payload, rulebook }) => {
      const codes = givenStrings(payload, 'codes');
      return (
        codes.length > 0 &&
        codes.every((code) => rulebook.violations[code] !== undefined && rulebook.violations[code].mustBeRecoded !== true)
      );
    },
  },
};

/** Only the lead knows: the author's word that the lead agreed stands until the lead takes it back. */
function leadDenies({ subject, payload, actor }: Of): boolean {
  return givenFlag(payload, 'leadDidNotAgree') && actor.role === 'team_lead' && subject.team !== null && actor.id !== subject.author;
}

function isFirstAndInTime({ subject, at, rulebook }: Of): boolean {
  const last = subject.refusals.at(-1);
  if (last === undefined || subject.reviewsAsked >= rulebook.bounds.refusalReviewsWithoutNewFacts) return false;
  return at <= dueAfter(last.at, rulebook, 'refusalReview', subject.severity);
}
