import type { NoticeKind } from '@tregua/casework';
import type { NoticeMatter } from '../channel.js';
import { linkOf } from '../link.js';
import { fill, plural, type Catalogue, type Language } from './catalogue.js';
import { catalogues } from './catalogues.js';

export interface MailReader {
  readonly language: Language;
  /** IANA name. One that this program's data does not know shows UTC only. */
  readonly timeZone: string;
}

export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Kinds that ask for nothing at once: their mails say how to have fewer. Service on a party is a legal act and is no matter of choice. */
const CHOSEN: readonly NoticeKind[] = ['information', 'reminder', 'digest', 'mark'];

export function isChosen(purpose: string): boolean {
  return (CHOSEN as readonly string[]).includes(purpose);
}

export function choicesLink(baseUrl: string): string {
  return `${baseUrl.replace(/\/$/, '')}/me/notices`;
}

/** A notice as a letter in the reader's language: plain text, and the same lines as HTML. */
export function renderMail(matter: NoticeMatter, { language, timeZone }: MailReader, baseUrl: string): MailText {
  const words = catalogues[language];
  const purpose = purposeOf(matter);
  const values = { reference: matter.reference ?? '', day: dayOf(matter.at, language, timeZone) };
  const link = purpose === 'digest' || purpose === 'test' ? choicesLink(baseUrl) : linkOf(matter, baseUrl);
  const lines: readonly Line[] = [
    { text: fill(words.lead[purpose], values) },
    ...(matter.gathers === null ? [] : [{ text: plural(language, words.digestCount, matter.gathers) }]),
    ...(matter.reference === null ? [] : [{ text: fill(words.reference, values) }]),
    ...stateLine(words, matter),
    ...(matter.dueAt === null ? [] : [{ text: dueText(words, matter.dueAt, language, timeZone) }]),
    { text: fill(words.link, { link }), link },
    ...whyLine(words, matter),
  ];
  const small: readonly Line[] = [
    { text: words.machine },
    ...(isChosen(purpose) ? [{ text: fill(words.choose, { link: choicesLink(baseUrl) }), link: choicesLink(baseUrl) }] : []),
  ];
  const subject = fill(words.subject[purpose], values);
  return { subject, text: plainText(lines, small), html: htmlOf(language, subject, lines, small) };
}

interface Line {
  readonly text: string;
  readonly link?: string;
}

/** A purpose of a later version is news. */
function purposeOf({ purpose }: NoticeMatter): NoticeKind {
  return purpose in catalogues.en.subject ? (purpose as NoticeKind) : 'information';
}

function whyLine(words: Catalogue, { reason }: NoticeMatter): readonly Line[] {
  const known = (words.reasons as Readonly<Record<string, string>>)[reason];
  return known === undefined ? [] : [{ text: fill(words.why, { reason: known }) }];
}

function stateLine(words: Catalogue, { process, state }: NoticeMatter): readonly Line[] {
  if (state === null || process === null) return [];
  const names: Readonly<Record<string, string>> = process === 'case' ? words.caseStates : words.reportStates;
  // A state of a later version of the process shows by its own name rather than not at all.
  return [{ text: fill(words.state, { state: names[state] ?? state }) }];
}

/** By the person's clock, with its zone named, and in UTC: nobody has to guess which. */
function dueText(words: Catalogue, dueAt: number, language: Language, timeZone: string): string {
  const utc = new Date(dueAt).toISOString().slice(0, 16).replace('T', ' ');
  try {
    const local = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short', timeZone }).format(new Date(dueAt));
    return fill(words.due, { local, zone: timeZone, utc });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return fill(words.dueUtc, { utc });
  }
}

function dayOf(at: number, language: Language, timeZone: string): string {
  const long = { dateStyle: 'long' } as const;
  try {
    return new Intl.DateTimeFormat(language, { ...long, timeZone }).format(new Date(at));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return new Intl.DateTimeFormat(language, { ...long, timeZone: 'UTC' }).format(new Date(at));
  }
}

function plainText(lines: readonly Line[], small: readonly Line[]): string {
  return `${lines.map(({ text }) => text).join('\n')}\n\n-- \n${small.map(({ text }) => text).join('\n')}\n`;
}

/** No pictures, no scripts, nothing loaded from anywhere: a letter must not tell when it is read. */
function htmlOf(language: Language, subject: string, lines: readonly Line[], small: readonly Line[]): string {
  const paragraph =
    (style: string) =>
    (line: Line): string =>
      `<p style="${style}">${htmlLine(line)}</p>`;
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>`,
    '<body style="font-family:sans-serif;font-size:16px;line-height:1.5;color:#1a1a1a;background:#ffffff;max-width:40em">',
    ...lines.map(paragraph('margin:0 0 .6em')),
    '<hr style="border:0;border-top:1px solid #767676">',
    ...small.map(paragraph('margin:0 0 .6em;font-size:14px;color:#595959')),
    '</body></html>\n',
  ].join('\n');
}

function htmlLine({ text, link }: Line): string {
  const escaped = escapeHtml(text);
  if (link === undefined) return escaped;
  const shown = escapeHtml(link);
  return escaped.replace(shown, () => `<a href="${shown}">${shown}</a>`);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
