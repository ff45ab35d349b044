import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { noticeReasons } from '@tregua/casework';
import { catalogues } from '../apps/worker/src/channels/mail/catalogues.js';

// One word for one thing, in every language of the pages: docs/glossary.md has the table, and here are the words that were discarded for its.
const I18N = 'apps/web/src/i18n';

interface Discarded {
  /** Finds the word in all its forms, and only where it stands for the thing. */
  readonly word: RegExp;
  readonly say: string;
}

/** Stems are sought at the beginning of a word: the languages bend its end. */
const stem = (text: string): RegExp => new RegExp(`(?<!\\p{L})(?:${text})`, 'iu');
const whole = (text: string): RegExp => new RegExp(`(?<!\\p{L})(?:${text})(?!\\p{L})`, 'iu');

const DISCARDED: Readonly<Record<string, readonly Discarded[]>> = {
  uk: [
    { word: stem('донесен|рапорт'), say: 'повідомлення (report)' },
    { word: stem('реєстратор|реєстратур'), say: 'секретар, секретаріат (registrar, registry)' },
    { word: stem('координаційн\\p{L}+ (?:центр|груп|комір)'), say: 'координаційний осередок (coordination cell)' },
    { word: whole('команд[аиі]'), say: 'група (team)' },
    { word: stem('клопотан'), say: 'пропозиція (motion), прохання (request)' },
    { word: stem('звернен|направлен'), say: 'передання (referral)' },
    { word: stem('оприлюдн'), say: 'публікація (publication)' },
    { word: stem('обговорен'), say: 'нарада (deliberation)' },
    { word: stem('термін(?!ов)|дедлайн'), say: 'строк (term, deadline)' },
    { word: stem('вирок|ухвал(?!ено)|постанов'), say: 'рішення (ruling)' },
    { word: stem('інспектор|монітор(?!инг)'), say: 'спостерігач (monitor)' },
    { word: stem('дайджест|хеш'), say: 'відбиток (fingerprint)' },
    { word: stem('нотифікац'), say: 'сповіщення (notice)' },
    { word: stem('пленарн'), say: 'пленум (plenary)' },
  ],
  fr: [
    {
      word: whole('rapports?(?! d’enquête| de l’équipe| de vérification| de la partie)'),
      say: 'signalement (report); rapport for a document of a team or party',
    },
    { word: whole('entrées?(?! en vigueur)'), say: 'inscription (entry)' },
    { word: whole('significations?|signifiée?s?'), say: 'notification (service)' },
    { word: whole('présidence'), say: 'président (chair)' },
    { word: whole('conclusions?'), say: 'constatation (finding)' },
    { word: whole('consignée?s?|consigne[rz]?'), say: 'inscrire (record)' },
    { word: whole('remèdes?'), say: 'mesure (remedy)' },
    { word: whole('moniteurs?|inspecteurs?'), say: 'observateur (monitor)' },
    { word: whole('registraires?'), say: 'greffier (registrar)' },
    { word: whole('occultée?s?|occultations?'), say: 'caviarder, caviardage (redact, redaction)' },
    { word: whole('panels?'), say: 'formation (panel)' },
    { word: whole('sursis'), say: 'suspension (stay)' },
  ],
  it: [
    { word: whole('rapport[oi](?! professionale)'), say: 'segnalazione (report); relazione for a document of a team or party' },
    { word: whole('voc[ei]|annotazion[ei]'), say: 'iscrizione (entry)' },
    { word: stem('monitor'), say: 'osservatore (monitor)' },
    { word: whole('rinvi[io]?'), say: 'deferimento (referral)' },
    { word: stem('inadempienz'), say: 'inadempimento (non-compliance)' },
    { word: whole('repliche|replica'), say: 'risposta (reply)' },
    { word: whole('presidenza'), say: 'presidente (chair)' },
    { word: whole('vaglio'), say: 'selezione (triage)' },
    { word: stem('capogrupp'), say: 'caposquadra (team lead)' },
    { word: whole('conclusion[ei]'), say: 'accertamento (finding)' },
    { word: stem('sentenz'), say: 'decisione (ruling)' },
    { word: whole('istanz[ae]'), say: 'mozione (motion), richiesta (request)' },
    { word: whole('tu[oaei]|vostr[oaie]'), say: 'Suo, Sua (your)' },
  ],
  ru: [
    { word: stem('донесен|рапорт'), say: 'сообщение (report)' },
    { word: stem('регистратор|регистратур'), say: 'секретарь, секретариат (registrar, registry)' },
    { word: stem('координационн\\p{L}+ (?:центр|групп)'), say: 'координационная ячейка (coordination cell)' },
    { word: whole('команд[аы]'), say: 'группа (team)' },
    { word: stem('ходатайств'), say: 'предложение (motion), прошение (request)' },
    { word: stem('обращени(?:й|ям)|переданн\\p{L}+ обращен'), say: 'передача (referral)' },
    { word: stem('обнародов|оглашен'), say: 'публикация (publication)' },
    { word: stem('обсужден'), say: 'совещание (deliberation)' },
    { word: stem('термин|дедлайн'), say: 'срок (term, deadline)' },
    { word: stem('извещен'), say: 'уведомление (notice)' },
    { word: stem('приговор|постановлен'), say: 'решение (ruling)' },
    { word: stem('инспектор|монитор(?!инг)'), say: 'наблюдатель (monitor)' },
    { word: stem('дайджест|хеш|хэш'), say: 'отпечаток (fingerprint)' },
    { word: whole('цепь|цепи'), say: 'цепочка (chain)' },
  ],
};

const textsIn = (tree: object, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([name, value]: [string, unknown]): [string, string][] =>
    typeof value === 'object' && value !== null ? textsIn(value, `${path}${name}.`) : [[`${path}${name}`, String(value)]],
  );
const read = (file: string): object => JSON.parse(readFileSync(join(I18N, file), 'utf8')) as object;

describe.each(Object.keys(DISCARDED))('the words of %s', (language) => {
  it.each([`${language}.json`, `law/${language}.json`, `entries/${language}.json`])('say one thing by one word in %s', (file) => {
    const texts = textsIn(read(file));
    const wrong = texts.flatMap(([key, text]) =>
      (DISCARDED[language] ?? []).filter(({ word }) => word.test(text)).map(({ say }) => `${key}: "${text}" – say ${say}`),
    );
    expect(texts.length).toBeGreaterThan(150);
    expect(wrong).toEqual([]);
  });
});

it.each(['en', 'uk', 'fr', 'it', 'ru'] as const)('mails in %s name states, and why somebody is told, as the pages do', (language) => {
  const { caseStates, reportStates, reasons } = catalogues[language];
  const { state } = read(`${language}.json`) as { readonly state: Readonly<Record<string, string>> };
  const { reason } =
    language === 'en' ? { reason: noticeReasons } : (read(`law/${language}.json`) as Record<'reason', Readonly<Record<string, string>>>);
  const pairs = [
    ...Object.entries({ ...caseStates, ...reportStates }).map(([key, mail]) => [mail, state[key]]),
    ...Object.entries(reasons).map(([key, mail]) => [mail, reason[key as keyof typeof reason]]),
  ];
  expect(pairs.length).toBeGreaterThan(60);
  expect(pairs.filter(([mail, page]) => mail?.toLowerCase() !== page?.toLowerCase())).toEqual([]);
});

it('the glossary names every word that is to be said instead', () => {
  const glossary = readFileSync('docs/glossary.md', 'utf8').toLowerCase();
  const wanted = Object.values(DISCARDED).flatMap((words) => words.flatMap(({ say }) => say.split(' (')[0]?.split(', ') ?? []));
  expect(wanted.filter((word) => !glossary.includes(word.toLowerCase()))).toEqual([]);
});
