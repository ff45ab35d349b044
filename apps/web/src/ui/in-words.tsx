import type { Said } from '../i18n/law-words';

/** A sentence of the law; in another language than the page's it says so. */
export function InWords({ said: { text, lang } }: { readonly said: Said }) {
  return lang === undefined ? <>{text}</> : <span lang={lang}>{text}</span>;
}
