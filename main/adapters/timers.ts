import type { Timers } from '../core/ports.ts';

/** Longest delay one system timer takes; anything above fires at once, so longer sleeps are made of several. */
const LONGEST_MS = 2_147_483_647;

/** The system's timers. */
export function createTimers(): Timers {
  return {
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) {
          resolve();
          return;
        }
        let timer: NodeJS.Timeout | undefined;
        let left = Math.max(0, ms);
        const finish = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', finish);
          resolve();
        };
        const step = () => {
          const part = Math.min(left, LONGEST_MS);
          left -= part;
          timer = setTimeout(left > 0 ? step : finish, part);
        };
        signal?.addEventListener('abort', finish, { once: true });
        step();
      }),
    yieldNow: () => new Promise((resolve) => setImmediate(resolve)),
    every: (ms, run) => {
      const timer = setInterval(run, Math.min(Math.max(1, ms), LONGEST_MS));
      return () => clearInterval(timer);
    },
  };
}
