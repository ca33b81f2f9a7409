/** First wait after the host goes quiet, in ms: long enough not to spin, short enough to feel immediate. */
const FIRST_MS = 500;
/** Longest wait, in ms: a host that comes back is found within a quarter of a minute. */
const LONGEST_MS = 15_000;

/** Wait before reconnecting attempt `attempt` (1, 2, …): doubles, capped, spread by `random` (0..1) to half its size. */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempt - 1));
  return Math.round(full / 2 + (full / 2) * random);
}
