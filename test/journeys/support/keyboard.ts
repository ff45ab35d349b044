import type { Locator, Page } from 'playwright-core';

/** What the page says of the element that has the focus. */
interface Stop {
  /** How it is called and where it stands, for whoever reads a failure. */
  readonly what: string;
  readonly faults: readonly string[];
}

/**
 * Somebody without a mouse. At each stop of the Tab key the focus must be seen, and must not be hidden (WCAG 2.4.7, 2.4.11): an element that has it looks
 * other than it does without, its middle or a corner is on top, and what fits on the page is not under its head.
 */
export class Hands {
  /** Where the focus could not be seen, or was hidden. Nothing, at the end. */
  readonly faults: string[] = [];
  stops = 0;

  constructor(readonly page: Page) {}

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  write(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  /**
   * Presses Tab (or Shift+Tab) until the element has the focus.
   *
   * @throws Error that names the stops, when it is not reached within `most` of them
   */
  async to(target: Locator, { back = false, most = 120 } = {}): Promise<void> {
    const passed: string[] = [];
    await target.waitFor();
    for (let stop = 0; stop < most; stop++) {
      await this.page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
      passed.push(await this.look());
      if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) return;
    }
    throw new Error(`${String(target)} was not reached by the keyboard on ${this.page.url()}:\n${passed.join('\n')}`);
  }

  /** Looks at what has the focus now. @returns how it is called */
  async look(): Promise<string> {
    const { what, faults } = await this.page.evaluate(stopHere);
    this.stops += 1;
    this.faults.push(...faults.map((fault) => `${new URL(this.page.url()).pathname} ${what}: ${fault}`));
    return what;
  }
}

/** Runs in the page. It keeps how the last stop looked, to compare it with how the same element looks now that it has the focus no more. */
function stopHere(): Stop {
  const kept = globalThis as never as { lastStop?: { element: Element; looks: string; what: string } };
  for (const motion of document.getAnimations()) if (motion instanceof CSSTransition) motion.finish();
  const element = document.activeElement;
  const faults: string[] = [];
  const looksOf = (one: Element): string =>
    [one, one.parentElement, one.parentElement?.parentElement, one.nextElementSibling]
      .filter((near): near is Element => near !== null && near !== undefined)
      .map((near) => {
        const style = getComputedStyle(near);
        return [
          style.outlineStyle,
          style.outlineWidth,
          style.outlineColor,
          style.boxShadow,
          style.borderColor,
          style.left,
          style.color,
        ].join(' ');
      })
      .join('; ');
  const last = kept.lastStop;
  delete kept.lastStop;
  if (last !== undefined && last.element !== element && last.element.isConnected && looksOf(last.element) === last.looks) {
    faults.push(`the stop before, ${last.what}, looks the same with the focus and without`);
  }
  if (element === null || element === document.body) return { what: 'the page itself', faults };
  const name = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? '';
  const what = `${element.tagName.toLowerCase()} "${name}"`;
  kept.lastStop = { element, looks: looksOf(element), what };
  const box = element.getBoundingClientRect();
  const shown = {
    left: Math.max(box.left, 0) + 1,
    right: Math.min(box.right, innerWidth) - 1,
    top: Math.max(box.top, 0) + 1,
    bottom: Math.min(box.bottom, innerHeight) - 1,
  };
  const points = [
    [(shown.left + shown.right) / 2, (shown.top + shown.bottom) / 2],
    ...[shown.left, shown.right].flatMap((x) => [shown.top, shown.bottom].map((y) => [x, y])),
  ] as [number, number][];
  const isOnTop = ([x, y]: [number, number]): boolean => {
    const there = document.elementFromPoint(x, y);
    return there !== null && (element.contains(there) || there.contains(element) || there.closest('label')?.contains(element) === true);
  };
  if (!points.some(isOnTop)) faults.push('nothing of it is seen');
  const head = document.querySelector('header')?.getBoundingClientRect();
  const main = document.querySelector('main');
  if (
    main?.contains(element) === true &&
    main !== element &&
    head !== undefined &&
    box.height < innerHeight / 2 &&
    box.top < head.bottom - 1
  ) {
    faults.push(`it begins at ${Math.round(box.top)}, under the head of the page, which ends at ${Math.round(head.bottom)}`);
  }
  return { what, faults };
}
