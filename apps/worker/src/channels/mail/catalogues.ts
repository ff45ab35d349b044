import { catalogueProblems, languages, type Catalogue, type Language } from './catalogue.js';
import { en } from './languages/en.js';
import { fr } from './languages/fr.js';
import { it } from './languages/it.js';
import { ru } from './languages/ru.js';
import { uk } from './languages/uk.js';

export const catalogues: Readonly<Record<Language, Catalogue>> = { en, uk, fr, it, ru };

/**
 * Looks at every catalogue before the first mail: a text that names what nothing is given for would fail in the middle of the night.
 *
 * @throws Error that names each fault by language and key
 */
export function checkCatalogues(all: Readonly<Record<Language, Catalogue>> = catalogues): void {
  const problems = languages.flatMap((language) =>
    catalogueProblems(language, all[language], en).map((problem) => `${language}: ${problem}`),
  );
  if (problems.length > 0) throw new Error(`The texts of mails are not in order. ${problems.join('; ')}.`);
}
