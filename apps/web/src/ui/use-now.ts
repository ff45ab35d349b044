import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

/**
 * The time by the Commission's clock, as far as this page knows it, renewed twice a minute: for showing how long is left, never for deciding.
 * A device's own clock may be wrong, and a demonstration's clock stands still between its runs.
 */
export function useNow(): number {
  const { data: aheadMs = 0 } = useQuery({ queryKey: ['clock'], queryFn: readAheadMs, staleTime: 5 * 60_000 });
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now + aheadMs;
}

/** By how much the Commission's clock is ahead of this device's; half of the way there and back is taken for the way back. */
async function readAheadMs(): Promise<number> {
  const asked = Date.now();
  const response = await fetch('/api/v1/clock');
  const { now } = (await response.json()) as { now: string };
  return Date.parse(now) - (asked + Date.now()) / 2;
}
