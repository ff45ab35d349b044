import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** The longest words that a chip can have to hold in a language: of states, and of a deadline that is long over. */
export function longestWords(language: string): readonly string[] {
  const { state, deadline } = JSON.parse(readFileSync(`apps/web/src/i18n/${language}.json`, 'utf8')) as {
    readonly state: Readonly<Record<string, string>>;
    readonly deadline: Readonly<Record<string, string>>;
  };
  const span = ['d_other', 'h_other'].map((unit) => (deadline[unit] ?? '').replace('{{count}}', '88')).join(' ');
  const words = [...Object.values(state), ...['over', 'left'].map((kind) => (deadline[kind] ?? '').replace('{{span}}', span))];
  return words.sort((one, other) => other.length - one.length).slice(0, 3);
}

/**
 * Chips whose text is cut off, and whether the page scrolls sideways: as it is, and with each of the words in every chip. The page is to be loaded
 * anew afterwards.
 */
export async function cutChips(page: Page, words: readonly string[]): Promise<string[]> {
  const found = await page.evaluate((given) => {
    const labels = [...document.querySelectorAll<HTMLElement>('.mantine-Badge-root:not([aria-hidden]) .mantine-Badge-label')].filter(
      (one) => one.checkVisibility(),
    );
    const faults = (): string[] => {
      const root = document.documentElement;
      const wide = root.scrollWidth > root.clientWidth ? [`is ${root.scrollWidth} wide, not ${root.clientWidth}`] : [];
      const cut = labels
        .flatMap((label) => [label, label.parentElement as HTMLElement])
        .filter((box) => box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight + 1)
        .map((box) => `cuts "${box.textContent}": ${box.scrollWidth} x ${box.scrollHeight} in ${box.clientWidth} x ${box.clientHeight}`);
      return [...wide, ...new Set(cut)];
    };
    const asItIs = faults();
    const withEach = given.flatMap((word) => {
      for (const label of labels) (label.firstChild as ChildNode).nodeValue = word;
      return faults();
    });
    return { chips: labels.length, faults: [...new Set([...asItIs, ...withEach])] };
  }, words);
  const { pathname, search } = new URL(page.url());
  return [
    ...(found.chips === 0 ? [`${pathname}${search} has no chip`] : []),
    ...found.faults.map((fault) => `${pathname}${search} ${fault}`),
  ];
}
