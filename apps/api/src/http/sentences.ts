import { disclosureSentences } from '@tregua/casework';
import type { DoorRefusal } from '@tregua/docket';
import { addressFaults, longWorkFaults } from '@tregua/store';
import { officeSentences } from './office-sentences.js';
import { secrecySentences } from './secrecy-sentences.js';

/**
 * Everything that a request can be refused for, by code: the codes are stable, and the pages have words for each of them in every language. A sentence
 * takes its values from `params`. What a guard of the law wants, the law says itself.
 */
export const shapeSentences = {
  isGiven: 'A value is needed here.',
  isKnown: 'No value of this name is taken here.',
  isText: 'A text of the allowed length is needed, without control characters.',
  isSecret: 'An object of the choices is needed.',
  isCode: 'A code of the list is needed.',
  isId: 'An id is needed.',
  isKey: 'A short key of letters, digits and _ . : / - is needed.',
  isHash: 'A SHA-256 in 64 lower-case hex digits is needed.',
  isInstant: 'A real instant of the calendar is needed, as RFC 3339 with its offset: 2026-01-06T12:00:00Z.',
  isInteger: 'A whole number within the bounds is needed.',
  isDecimal: 'A decimal number in a string is needed, within the bounds, with at most 6 places.',
  isFlag: 'true or false is needed.',
  isList: 'A list is needed.',
  hasRightLength: 'The list is too short or too long.',
  isGroup: 'One object is needed.',
} as const satisfies Record<string, string>;

export type ShapeRule = keyof typeof shapeSentences;

/** Rules of class-validator by its own names: what it says by itself names properties and patterns, which tells people nothing. */
export const validatorSentences = {
  isString: 'A text is needed.',
  isLength: 'A text of {{min}} to {{max}} characters is needed.',
  maxLength: 'A text of at most {{max}} characters is needed.',
  matches: 'It is not of the form that is needed here.',
  isIn: 'A value of the list is needed.',
  isInt: 'A whole number is needed.',
  min: 'A number of at least {{min}} is needed.',
  max: 'A number of at most {{max}} is needed.',
  isUuid: 'The id of something is needed.',
  isArray: 'A list is needed.',
  arrayMinSize: 'At least {{min}} must be named.',
  arrayMaxSize: 'At most {{max}} may be named.',
  arrayUnique: 'Something is named twice.',
  isDefined: 'A value is needed here.',
  isObject: 'One object is needed.',
  nestedValidation: 'One object is needed.',
} as const satisfies Record<string, string>;

/** Constraints of the table of people (law-sources.md 5.1), by their names there. */
const roleSentences = {
  auditor_holds_no_other_role: 'An auditor holds no other role.',
  administrator_holds_no_other_role: 'An administrator holds no other role.',
  registrar_is_no_member: 'The registrar does not sit or vote.',
  cell_is_no_agent_or_member: 'Nobody is both in the coordination cell and agent or member.',
  agent_is_no_member: 'An agent of a party neither sits nor keeps the register.',
  agent_has_a_party: 'An agent speaks for a party: name it.',
  member_has_a_constituency: 'A member sits for a constituency: name it.',
  state_officer_has_a_state: 'A state officer records for a state: name it.',
  monitor_has_a_team: 'A monitor and a team lead belong to a team: name it.',
  rolesGoTogether: 'These roles exclude each other, or lack what goes with them.',
} as const satisfies Record<string, string>;

/** What is asked of single requests. */
const requestSentences = {
  isSignInName: 'Small letters, digits and . _ - are taken, 3 to 64, with a letter or digit at both ends.',
  isShortCode: 'Letters, digits and . _ - are taken, at most 64.',
  isMailAddress: 'One plain address is needed, such as name@example.org.',
  isTimeZone: 'This is no name of a time zone that is known here, such as Europe/Kyiv.',
  quietHoursHaveBoth: 'Quiet hours have a beginning and an end, or neither.',
  nameIsFree: 'Somebody has this sign-in name.',
  isHost: 'A host is needed, such as example.org, or example.org:8443 for another port.',
  noticeIsThrough: 'This notice is still on its way: it is sent again by itself until it is taken or given up.',
  webhookIsEnabled: 'This webhook is disabled: enable it first.',
  isMyRole: 'One of your own roles is needed.',
  isCursor: 'Take the cursor from the `next` of the page before.',
  isPosition: 'Take it from the id of the last event.',
  isEtag: 'If-Match takes one strong ETag, as a read of this very thing gave it.',
  isShallow: 'The body is nested deeper than {{max}} levels.',
  isKindOfStream: 'The kind of a stream is needed, such as case or report.',
  isSeq: 'A whole number from 1 is needed.',
  isTilePath: 'The path {{fault}}.',
  caseIsNamed: 'Histories over all cases are for auditors: name a case.',
  endsAfterItBegins: 'A time ends after it begins.',
  isNotTooLong: 'The time is too long to be looked at in one request: ask about a shorter one.',
  liesEastOfWest: 'The east of a box lies east of its west.',
  liesNorthOfSouth: 'The north of a box lies north of its south.',
  isMine: 'A bundle for this audience is not yours to ask for.',
  isNotTooLarge: 'These cases have {{streams}} streams together: ask for fewer.',
  isReadable: 'There is no such case for you and this audience. What is restricted asks for a grant.',
  bundleIsBuilt: 'It is not built, or no longer kept: ask for it to be built, and come again.',
  jobIsDone: 'The job has no result: it is not done.',
  jobHasNotEnded: 'The job has ended already.',
  jobIsResumable: 'This job cannot be resumed.',
  fewJobsOfMineAreOpen: 'Too many jobs of yours have not ended.',
  fewJobsWait: 'Too many jobs wait.',
  fewBytesAreUnderWay: 'As many bytes are under way as are kept for one person.',
  fewUploadsAreUnderWay: 'As many uploads are under way as are kept for one person.',
  fileIsNotTooLarge: 'A file has at most {{max}} bytes.',
  filesComeAlone: 'One file in the part "file" is taken.',
  isForm: 'The form of files cannot be read.',
  isPairs: 'Pairs of a name and base64, parted by commas, are needed.',
  isTheDigest: 'The bytes that came have another SHA-256 than was declared: nothing of them was kept. Send the file again.',
  opens: 'It was not sealed by you, for this report, to a key of ours.',
  placesAreOfMatters: 'Of a person everything goes: no places are named.',
  stateIsCode: 'Two capital letters of ISO 3166-1 are needed.',
  watchEndsAfterItBegins: 'A watch ends after it begins.',
  watchIsNotToCome: 'What has not been watched yet covers nothing.',
} as const satisfies Record<string, string>;

export const sentences = {
  ...shapeSentences,
  ...validatorSentences,
  ...secrecySentences,
  ...officeSentences,
  ...disclosureSentences,
  ...addressFaults,
  ...longWorkFaults,
  ...roleSentences,
  ...requestSentences,
};

export type RefusalCode = keyof typeof sentences;
/** Name of a guard of a process: the law has its sentence, and the pages its words. */
export type GuardCode = string & { readonly ofTheLaw: true };

/** Where something is wrong: a JSON pointer into the body, or the name of a query's value or of a header. */
export interface Place {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly header?: string;
}

/** One thing that is wrong: where, which rule, and its sentence in English. */
export interface ProblemError extends Place {
  readonly code: RefusalCode | DoorRefusal | GuardCode;
  readonly detail: string;
  readonly params?: unknown;
}

type Params = Readonly<Record<string, unknown>>;

/** A refusal by its code, with its sentence. @param params what the sentence names, and what a client may want to know. */
export function refused(code: RefusalCode, place: Place = {}, params?: Params): ProblemError {
  const detail = sentences[code].replace(/{{(\w+)}}/g, (_, name: string) => String(params?.[name]));
  return { ...place, code, detail, ...(params === undefined ? {} : { params }) };
}

/** Whether there are words for it. */
export function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(sentences, code);
}
