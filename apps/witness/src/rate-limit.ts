interface Bucket {
  tokens: number;
  at: number;
}

/** Addresses that are counted at one time; beyond it, the one that was longest quiet is forgotten. */
const MOST_ADDRESSES = 10_000;

/** So many requests a second from one address, and twice as many at once. */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly perSecond: number) {}

  /** @param now milliseconds. */
  allows(address: string, now: number): boolean {
    const most = this.perSecond * 2;
    const known = this.buckets.get(address);
    const elapsed = known === undefined ? 0 : Math.max(0, now - known.at) / 1000;
    const tokens = known === undefined ? most : Math.min(most, known.tokens + elapsed * this.perSecond);
    this.buckets.delete(address);
    this.buckets.set(address, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
    const [quietest] = this.buckets.keys();
    if (this.buckets.size > MOST_ADDRESSES && quietest !== undefined) this.buckets.delete(quietest);
    return tokens >= 1;
  }
}
