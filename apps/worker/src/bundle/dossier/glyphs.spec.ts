import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Glyphs } from './glyphs.js';

const glyphs = Glyphs.of(
  readFileSync(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf')),
);

describe('what the dossier’s font can show', () => {
  it.each(['Plain text, 1–2 % “quoted” … €', 'Що? Їжак, ґанок, єдність ’ Ёлка', 'Ελληνικά, français, Ł', 'a\nb'])(
    'leaves %j as it is',
    (text) => {
      expect(glyphs.shown(text)).toBe(text);
    },
  );

  it.each([
    ['a smile \u{1F600}', 'a smile [U+1F600]'],
    ['漢字', '[U+6F22][U+5B57]'],
    ['tab\tand bell\u0007', 'tab and bell[U+0007]'],
    ['line\r\nend', 'line\nend'],
    ['private \ue000', 'private [U+E000]'],
    ['lone \ud800', 'lone [U+D800]'],
  ])('writes %j as %j', (text, shown) => {
    expect(glyphs.shown(text)).toBe(shown);
  });

  it('refuses what is no font', () => {
    expect(() => Glyphs.of(Buffer.alloc(64))).toThrow('The font has no cmap.');
  });
});
