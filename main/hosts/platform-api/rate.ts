/** What a key may ask: so many at once, and so many a second from then on. A first sync of a large book fits. */
export type Rate = { burst: number; perSecond: number };
export const USUAL_RATE: Rate = { burst: 1_000, perSecond: 200 };

/**
 * Counts calls by key. Answers 0 when the call may go on, else the milliseconds until one may.
 *
 * @param now milliseconds
 */
export function createRateLimit(rate: Rate, now: () => number): (key: string) => number {
  const buckets = new Map<string, { left: number; at: number }>();
  return (key) => {
    const at = now();
    const before = buckets.get(key) ?? { left: rate.burst, at };
    // A clock that was set back gives nothing and takes nothing.
    const left = Math.min(rate.burst, before.left + (Math.max(0, at - before.at) / 1000) * rate.perSecond);
    const allowed = left >= 1;
    buckets.set(key, { left: allowed ? left - 1 : left, at });
    return allowed ? 0 : Math.max(1, Math.ceil(((1 - left) / rate.perSecond) * 1000));
  };
}
