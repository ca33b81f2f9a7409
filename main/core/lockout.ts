/** How often wrong passwords may be tried, per name and per address. */
export type Attempts = { failures: number; lastAt: number };

/** Wrong passwords in a row that cost nothing but the try: people mistype. An address may stand for a whole office. */
export const FREE_TRIES = { name: 5, address: 20 } as const;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 60 * 60_000;
/** After this long without a wrong one the count begins anew. */
const FORGOTTEN_MS = 24 * 60 * 60_000;

/** How long signing in stays closed from `now` on, in ms: doubling with every wrong one after the free tries. */
export function waitOf(tries: Attempts | undefined, free: number, now: number): number {
  if (tries === undefined || tries.failures < free) return 0;
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(20, tries.failures - free));
  return Math.max(0, tries.lastAt + wait - now);
}

/** The count after one more wrong password. */
export function failedOnce(tries: Attempts | undefined, now: number): Attempts {
  const before = tries === undefined || now - tries.lastAt > FORGOTTEN_MS ? 0 : tries.failures;
  return { failures: before + 1, lastAt: now };
}

/** Whether a count says nothing any more and can be forgotten. */
export const isForgotten = (tries: Attempts, now: number): boolean => now - tries.lastAt > FORGOTTEN_MS;

/** A wait as a person reads it: "40 seconds", "8 minutes", "1 hour". Rounded up, so that it is over when it says so. */
export function waitWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return '1 hour';
}
