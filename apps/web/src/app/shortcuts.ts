import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

/** One key, such as `j`, or two in a row, such as `g i`; and what it does. */
export type Shortcut = readonly [keys: string, run: () => void];

const KEPT = 'tregua.shortcuts';
const NEXT_KEY_MS = 1000;
const listeners = new Set<() => void>();
const areOn = (): boolean => localStorage.getItem(KEPT) !== 'off';

/** Whether single keys act, and how to change it: who dictates to the device, or whose hand slips, can switch them off (WCAG 2.1.4). */
export function useShortcutsSwitch(): readonly [on: boolean, turn: () => void] {
  const on = useSyncExternalStore((heard) => {
    listeners.add(heard);
    return () => listeners.delete(heard);
  }, areOn);
  const turn = (): void => {
    localStorage.setItem(KEPT, on ? 'off' : 'on');
    for (const heard of listeners) heard();
  };
  return [on, turn];
}

/** Single keys that act wherever nobody writes. Those with Ctrl or the like are not for this. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const act = useEffectEvent((keys: string, event: KeyboardEvent): void => {
    const found = shortcuts.find(([wanted]) => wanted === keys);
    if (found === undefined) return;
    event.preventDefault();
    found[1]();
  });
  useEffect(() => {
    let before = { key: '', at: 0 };
    const heard = (event: KeyboardEvent): void => {
      if (!areOn() || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
      const { key, timeStamp: at } = event;
      act(key, event);
      if (before.key !== '' && at - before.at < NEXT_KEY_MS) act(`${before.key} ${key}`, event);
      before = { key, at };
    };
    document.addEventListener('keydown', heard);
    return () => document.removeEventListener('keydown', heard);
  }, []);
}

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
