import { caseProcess, noticeReasons, reportProcess } from '@tregua/casework';
import { catalogueProblems, fill, languages, plural, type Language } from './catalogue.js';
import { catalogues, checkCatalogues } from './catalogues.js';
import { en } from './languages/en.js';

describe('the texts of mails', () => {
  it.each(languages)('in %s say everything that English says, with every form of number', (language) => {
    expect(catalogueProblems(language, catalogues[language], en)).toEqual([]);
  });

  it('name every state and every reason of the law, and no other', () => {
    expect(Object.keys(en.caseStates).sort()).toEqual([...caseProcess.states, ...caseProcess.ends].sort());
    expect(Object.keys(en.reportStates).sort()).toEqual([...reportProcess.states, ...reportProcess.ends].sort());
    expect(Object.keys(en.reasons).sort()).toEqual(Object.keys(noticeReasons).sort());
  });

  it.each(languages.filter((language) => language !== 'en'))('in %s are not English left standing', (language) => {
    const english = new Map(Object.entries(en.reasons));
    expect(Object.entries(catalogues[language].reasons).filter(([key, text]) => english.get(key) === text)).toEqual([]);
  });

  it.each<[Language, readonly string[]]>([
    ['en', ['0 notices', '1 notice', '2 notices', '21 notices']],
    ['uk', ['0 сповіщень', '1 сповіщення', '2 сповіщення', '21 сповіщення', '25 сповіщень', '112 сповіщень']],
    ['fr', ['0 avis', '1 avis', '2 avis']],
    ['it', ['0 avvisi', '1 avviso', '2 avvisi']],
    ['ru', ['0 уведомлений', '1 уведомление', '2 уведомления', '21 уведомление', '25 уведомлений', '112 уведомлений']],
  ])('count in %s as the language does', (language, expected) => {
    for (const text of expected) expect(plural(language, catalogues[language].digestCount, Number.parseInt(text, 10))).toBe(text);
  });

  it.each<[string, object, string]>([
    ['a missing text', { lead: { ...en.lead, duty: undefined } }, 'lead.duty is no text'],
    ['a text left out', { link: undefined }, 'link is no text'],
    ['a text too many', { greeting: 'Dear {reference}' }, 'greeting is not known'],
    ['a forgotten value', { link: 'Read it after signing in.' }, 'link does not name {link}'],
    ['an unknown value', { state: 'State: {state}, because {narrative}' }, 'state names {narrative}, which is not known there'],
    ['a value that another text has', { machine: 'Sent to {recipient}' }, 'machine names {recipient}, which is not known there'],
    ['markup', { why: 'Why <b>you</b>: {reason}' }, 'why holds markup or a line’s end'.replace('’', "'")],
    [
      'a header brought in',
      { subject: { ...en.subject, test: 'Test\r\nBcc: x@example.org' } },
      "subject.test holds markup or a line's end",
    ],
    ['a brace left open', { due: 'Due {local} {zone} {utc} {' }, "due holds markup or a line's end"],
    [
      'a form of number that the language lacks',
      { digestCount: { ...en.digestCount, few: '{n} notices' } },
      'digestCount.few is not known',
    ],
    ['a form without its number', { digestCount: { one: 'one notice', other: '{n} notices' } }, 'digestCount.one does not name {n}'],
  ])('are refused with the reason for %s', (_, change, problem) => {
    expect(catalogueProblems('en', { ...en, ...change }, en)).toContain(problem);
    expect(() => checkCatalogues({ ...catalogues, en: { ...en, ...change } })).toThrow(
      // Where English itself is the model, what it lacks is found in the others.
      /The texts of mails are not in order/,
    );
  });

  it('are refused where a language lacks its own form of number', () => {
    const { few: _few, ...without } = catalogues.uk.digestCount;
    expect(catalogueProblems('uk', { ...catalogues.uk, digestCount: without }, en)).toEqual(['digestCount.few is missing']);
    expect(catalogueProblems('en', 'a text', en)).toContain('subject.service is missing');
  });

  it('do not leave a place empty', () => {
    expect(() => fill('For {reference}', {})).toThrow('{reference}');
  });
});
