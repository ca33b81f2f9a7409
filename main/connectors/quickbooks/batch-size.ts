/** Payloads of one batch at most (reference, 4.1). */
export const BATCH_MOST = 30;

/** A batch that takes this long is on its way to the 120 s at which QuickBooks gives up on it. */
const SLOW_MS = 30_000;

/** How a batch went. */
export type BatchRun = { items: number; tookMs: number; throttled: boolean; answered: boolean };

export type BatchSize = {
  /** Items the next batch may hold. */
  most(): number;
  went(run: BatchRun): void;
};

/**
 * How many writes share a batch: half as many after one that was lost, refused for speed or very slow, one more after each
 * full one that went well. A batch that times out leaves all its items uncertain and costs a metered read for each, so the
 * same size is not tried again and again.
 */
export function createBatchSize(): BatchSize {
  let size = BATCH_MOST;
  return {
    most: () => size,
    went({ items, tookMs, throttled, answered }) {
      if (throttled || !answered || tookMs > SLOW_MS) size = Math.max(1, Math.floor(Math.min(size, items) / 2));
      else if (items >= size) size = Math.min(BATCH_MOST, size + 1);
    },
  };
}
