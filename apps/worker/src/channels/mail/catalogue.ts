import type { NoticeKind, ReasonCode } from '@tregua/casework';

export const languages = ['en', 'uk', 'fr', 'it', 'ru'] as const;
export type Language = (typeof languages)[number];

/** One text for each form of a number that a language has (Intl.PluralRules); `{n}` is the number. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

export type CaseStateName =
  | 'REGISTERED' | 'PRELIMINARY' | 'INVESTIGATION' | 'PARTY_REPLY' | 'PANEL' | 'DELIBERATION' | 'VOTING' | 'CHAIR_RULING' | 'RULED' | 'REVIEW' | 'FINAL'
  | 'REMEDY' | 'NON_COMPLIANCE' | 'REFERRED' | 'STAYED' | 'CLOSED' | 'CLOSED_UNRESOLVED' | 'SETTLED' | 'INADMISSIBLE' | 'WITHDRAWN' | 'JOINED'; // prettier-ignore

export type ReportStateName =
  | 'DRAFT' | 'SUBMITTED' | 'RETURNED' | 'VERIFIED' | 'UNVERIFIED' | 'TRIAGE_REVIEW' | 'ADMITTED' | 'LINKED' | 'NOT_ADMITTED' | 'WITHDRAWN' | 'ABANDONED'; // prettier-ignore

/**
 * Everything that a mail can say, in one language. There is no place in it for a text of a case: what is put in is a reference, the name of a
 * state, times and links.
 */
export interface Catalogue {
  /** `{reference}`; of a digest `{day}`. */
  readonly subject: Readonly<Record<NoticeKind, string>>;
  /** The first sentence. `{reference}`. */
  readonly lead: Readonly<Record<NoticeKind, string>>;
  readonly reference: string;
  readonly state: string;
  /** `{local}` by the person's clock, `{zone}`, `{utc}`. */
  readonly due: string;
  /** `{utc}`: where no time zone is known. */
  readonly dueUtc: string;
  readonly link: string;
  readonly why: string;
  readonly machine: string;
  readonly choose: string;
  readonly digestCount: Plural;
  readonly caseStates: Readonly<Record<CaseStateName, string>>;
  readonly reportStates: Readonly<Record<ReportStateName, string>>;
  readonly reasons: Readonly<Record<ReasonCode, string>>;
}

/** Which values a text must name, by the path of its key; texts that are not here name none. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  'subject.service': ['reference'],
  'subject.duty': ['reference'],
  'subject.mark': ['reference'],
  'subject.reminder': ['reference'],
  'subject.information': ['reference'],
  'subject.digest': ['day'],
  reference: ['reference'],
  state: ['state'],
  due: ['local', 'zone', 'utc'],
  dueUtc: ['utc'],
  link: ['link'],
  why: ['reason'],
  choose: ['link'],
};

/**
 * What is wrong with a catalogue: keys that another has and it has not, values that a text must name and does not, values that are not known,
 * forms of number that the language needs, texts that are empty or hold markup. Each problem names its key.
 */
export function catalogueProblems(language: Language, catalogue: unknown, like: Catalogue): readonly string[] {
  const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const texts = textsOf(catalogue);
  const model = textsOf(like);
  const isPlural = (key: string): boolean => key.startsWith('digestCount.');
  const wanted = new Set([...[...model.keys()].filter((key) => !isPlural(key)), ...needed.map((form) => `digestCount.${form}`)]);
  return [
    ...[...wanted].filter((key) => !texts.has(key)).map((key) => `${key} is missing`),
    ...[...texts.keys()].filter((key) => !wanted.has(key)).map((key) => `${key} is not known`),
    ...[...texts]
      .filter(([key]) => wanted.has(key))
      .flatMap(([key, text]) => textProblems(key, text, isPlural(key) ? ['n'] : (PLACES[key] ?? []))),
  ];
}

function textProblems(key: string, text: unknown, places: readonly string[]): string[] {
  if (typeof text !== 'string' || text.trim() === '') return [`${key} is no text`];
  const named = [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name as string);
  return [
    ...places.filter((name) => !named.includes(name)).map((name) => `${key} does not name {${name}}`),
    ...named.filter((name) => !places.includes(name)).map((name) => `${key} names {${name}}, which is not known there`),
    ...(/[<>\r\n]|[{}]/.test(text.replaceAll(/\{[^{}]*\}/g, '')) ? [`${key} holds markup or a line's end`] : []),
  ];
}

/** Every text of a catalogue by its path. What is neither text nor group stands for itself, and is found wrong. */
function textsOf(value: unknown, path = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map([[path, value]]);
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...textsOf(inner, path === '' ? key : `${path}.${key}`)]));
}

/** Puts values in their places. @throws Error for a place that nothing is given for. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{([a-z]+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`A mail names {${name}}, and nothing is given for it.`);
    return value;
  });
}

/** The text for a number, in the form that the language has for it. */
export function plural(language: Language, forms: Plural, n: number): string {
  return fill(forms[new Intl.PluralRules(language).select(n)] ?? forms.other, { n: new Intl.NumberFormat(language).format(n) });
}
