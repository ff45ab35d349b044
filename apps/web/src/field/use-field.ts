import { liveQuery } from 'dexie';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { isUnlocked, watchLock } from './passphrase';
import { lastPrepared, prepare, type Prepared } from './preparation';

/** The answer of a question to the device's store, asked again whenever the store changes. `ask` must keep its identity. Undefined: not yet. */
export function useLive<T>(ask: () => Promise<T>): T | undefined {
  const [value, setValue] = useState<{ readonly of: () => Promise<T>; readonly is: T }>();
  useEffect(() => {
    const subscription = liveQuery(ask).subscribe({ next: (is) => setValue({ of: ask, is }) });
    return () => subscription.unsubscribe();
  }, [ask]);
  return value?.of === ask ? value.is : undefined;
}

export function useUnlocked(): boolean {
  return useSyncExternalStore(watchLock, isUnlocked);
}

export function useOnline(): boolean {
  return useSyncExternalStore(
    (tell) => {
      for (const event of ['online', 'offline']) addEventListener(event, tell);
      return () => {
        for (const event of ['online', 'offline']) removeEventListener(event, tell);
      };
    },
    () => navigator.onLine,
  );
}

/** What the device remembers, made fresh where there is a line. null: it was never prepared; undefined: not known yet. */
export function usePrepared(): Prepared | null | undefined {
  const [prepared, setPrepared] = useState<Prepared | null>();
  const online = useOnline();
  useEffect(() => {
    let live = true;
    const put = (found: Prepared | undefined): void => {
      if (live) setPrepared((known) => found ?? known ?? null);
    };
    void lastPrepared().then(async (known) => {
      if (known !== undefined) put(known);
      const fresh = online ? await prepare().catch(() => undefined) : undefined;
      put(fresh ?? known);
    });
    return () => {
      live = false;
    };
  }, [online]);
  return prepared;
}

/** Holds the one right to write at something, so that two tabs do not write over each other. False while another tab has it. */
export function useHeld(name: string): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    const leaving = new AbortController();
    let leave = (): void => undefined;
    const left = new Promise<void>((done) => (leave = done));
    navigator.locks
      .request(name, { signal: leaving.signal }, async () => {
        setHeld(true);
        await left;
      })
      .catch(() => undefined); // It was left before it was its turn.
    return () => {
      setHeld(false);
      leave();
      leaving.abort();
    };
  }, [name]);
  return held;
}
