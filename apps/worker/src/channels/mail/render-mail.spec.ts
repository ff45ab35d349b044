import type { NoticeMatter } from '../channel.js';
import { languages } from './catalogue.js';
import { renderMail } from './render-mail.js';

const BASE = 'https://commission.example/';
const matter: NoticeMatter = {
  kind: 'ReplySubmitted',
  purpose: 'duty',
  reason: 'rapporteur',
  process: 'case',
  subject: '0190a1b2-0000-7000-8000-000000000001',
  reference: 'TR-0123-4567',
  state: 'PARTY_REPLY',
  // In the night in which Kyiv's clocks go forward: 03:00 becomes 04:00.
  dueAt: Date.UTC(2026, 2, 29, 1, 30),
  at: Date.UTC(2026, 2, 28, 22, 30),
  gathers: null,
};

describe('a letter', () => {
  it('says what it is about, where it stands, when it is due by both clocks, where to look and why', () => {
    const { subject, text } = renderMail(matter, { language: 'en', timeZone: 'Europe/Kyiv' }, BASE);
    expect(subject).toBe('TR-0123-4567: something is yours to do');
    expect(text.replaceAll('\u202f', ' ')).toBe(`In this matter the next step is yours.
Reference: TR-0123-4567
State: reply of the parties
Due: Sunday, March 29, 2026 at 4:30 AM (Europe/Kyiv), that is 2026-03-29 01:30 UTC
Read it after signing in: https://commission.example/cases/0190a1b2-0000-7000-8000-000000000001
Why you are told: you are the rapporteur, or one of those who may become it.

-- 
A machine sent this; answers to it are not read. It holds nothing of the contents of a case.
`);
  });

  it.each([
    ['en', 'America/New_York', '9:30 PM (America/New_York)'],
    ['uk', 'Europe/Kyiv', '04:30 (Europe/Kyiv)'],
    ['fr', 'Europe/Paris', '03:30 (Europe/Paris)'],
    ['it', 'Asia/Kolkata', '07:00 (Asia/Kolkata)'],
    ['ru', 'UTC', '01:30 (UTC)'],
  ] as const)('in %s shows the time of %s', (language, timeZone, shown) => {
    const { text } = renderMail(matter, { language, timeZone }, BASE);
    expect(text.replaceAll('\u202f', ' ')).toContain(shown);
    expect(text).toContain('2026-03-29 01:30 UTC');
  });

  it('shows UTC alone where the time zone is not known', () => {
    const { text } = renderMail(matter, { language: 'en', timeZone: 'Mars/Olympus' }, BASE);
    expect(text).toContain('Due: 2026-03-29 01:30 UTC');
    expect(text).not.toContain('Mars');
  });

  it.each(languages)('says the same in HTML, which loads nothing and names its language (%s)', (language) => {
    for (const purpose of ['service', 'duty', 'mark', 'reminder', 'information', 'digest', 'test']) {
      const { html, text, subject } = renderMail(
        { ...matter, purpose, gathers: purpose === 'digest' ? 7 : null },
        { language, timeZone: 'UTC' },
        BASE,
      );
      const lines = text.split('\n').filter((line) => line !== '' && line !== '-- ');
      const plain = html
        .replaceAll(/<title>.*<\/title>/g, '')
        .replaceAll(/<[^>]+>/g, '')
        .replaceAll('&amp;', '&');
      for (const line of lines) expect(plain).toContain(line);
      expect(html).toContain(`<html lang="${language}">`);
      expect(html).not.toMatch(/<(img|script|link|iframe|object)|url\(|src=|onload/i);
      expect(subject).not.toMatch(/[{}]/);
      expect(text).not.toMatch(/[{}]/);
    }
  });

  it('tells how to have fewer, but not of what is served', () => {
    const says = (purpose: string): boolean =>
      renderMail({ ...matter, purpose }, { language: 'en', timeZone: 'UTC' }, BASE).text.includes('/me/notices');
    expect(['information', 'reminder', 'mark', 'digest'].map(says)).toEqual([true, true, true, true]);
    expect(['service', 'duty'].map(says)).toEqual([false, false]);
  });

  it('lets nothing in that looks like markup', () => {
    const { html } = renderMail({ ...matter, reference: '<script>"&' }, { language: 'en', timeZone: 'UTC' }, BASE);
    expect(html).not.toContain('<script>');
    expect(html).toContain('&lt;script&gt;&quot;&amp;');
  });

  it('goes out with what it knows where the law has gone on', () => {
    const { text, subject } = renderMail(
      { ...matter, state: 'NEW_STATE', reason: 'newReason', purpose: 'newPurpose' },
      { language: 'uk', timeZone: 'UTC' },
      BASE,
    );
    expect(text).toContain('NEW_STATE');
    expect(text).not.toContain('newReason');
    expect(subject).toBe('TR-0123-4567: є новини');
  });
});
