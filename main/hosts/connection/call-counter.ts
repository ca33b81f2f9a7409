import type { CallCounts, CallMeter, Clock } from '../../core/ports.ts';

/** Milliseconds after a call until the counts are stored: a burst of calls is one write. */
const SAVE_AFTER_MS = 5_000;

export type CallCounter = CallMeter & { counts(): CallCounts; flush(): void };

/** Calendar month of an instant, UTC, as QuickBooks bills it: "2026-11". */
export const monthOf = (now: number): string => new Date(now).toISOString().slice(0, 7);

/**
 * Counts the metered reads and free writes of the running month, across starts. Counts that cannot be stored (a full
 * disk) are stored with the next ones.
 */
export function createCallCounter(clock: Clock, stored: CallCounts, save: (counts: CallCounts) => void): CallCounter {
  let counts = stored;
  let timer: NodeJS.Timeout | null = null;

  const now = (): CallCounts => {
    const month = monthOf(clock.now());
    if (counts.month !== month) counts = { month, corePlus: 0, core: 0 };
    return counts;
  };

  const flush = (): void => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    try {
      save(counts);
    } catch {
      // Called by a timer: thrown here, a full disk would end the whole app for the sake of two numbers.
      timer = setTimeout(flush, SAVE_AFTER_MS).unref();
    }
  };

  return {
    counts: now,
    count: (kind) => {
      // Signing in is not billed.
      if (kind === 'token') return;
      const { month, corePlus, core } = now();
      counts = kind === 'coreplus' ? { month, corePlus: corePlus + 1, core } : { month, corePlus, core: core + 1 };
      timer ??= setTimeout(flush, SAVE_AFTER_MS).unref();
    },
    flush,
  };
}
