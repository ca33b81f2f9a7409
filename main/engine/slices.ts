import type { AppError } from '../../shared/errors.ts';
import type { Context } from './context.ts';
import { faultOf, stopsAll } from './faults.ts';

/** How long one slice of work may take (ms) before other work gets its turn: the budget is 20 ms at the 99th percentile. */
export const SLICE_MS = 6;

/** A slice holds at least so many items: committing costs as much as several of them. */
export const SLICE_LEAST = 10;

type Durability = 'durable' | 'relaxed';

export type SliceOptions<T> = {
  /** Joins the final slice's transaction: what it stores becomes durable together with the last item, never before. */
  last?: () => void;
  durability?: Durability;
  /** What becomes of an item that throws; what the item itself stored is undone. Without it, its slice is undone and thrown. */
  broken?: (item: T, error: AppError) => void;
};

/**
 * Works through items in slices, each in one transaction, and lets other work run in between. Where one item throws, its
 * slice is undone and done again item by item, so that only that item is left out (`broken`): the good path pays nothing
 * for it. A fault of the storage concerns every item and is thrown.
 */
export async function inSlices<T>(
  ctx: Context,
  items: readonly T[],
  act: (item: T) => void,
  options: SliceOptions<T> = {},
): Promise<void> {
  const { last = () => {}, durability = 'relaxed', broken } = options;
  if (items.length === 0) {
    // An empty page of news: no work that others would have to wait for.
    if (options.last) ctx.store.transaction(last, durability);
    return;
  }
  let index = 0;
  do {
    const from = index;
    let ending = false;
    try {
      ctx.store.transaction(() => {
        const end = ctx.clock.now() + SLICE_MS;
        let done = 0;
        while (index < items.length) {
          act(items[index] as T);
          index++;
          if (++done >= SLICE_LEAST && ctx.clock.now() >= end) break;
        }
        ending = index >= items.length;
        if (ending) last();
      }, durability);
    } catch (thrown) {
      if (!broken || ending || stopsAll(thrown)) throw thrown;
      const until = index;
      for (index = from; index <= until; index++) alone(ctx, items[index] as T, act, broken, durability);
      if (index >= items.length) ctx.store.transaction(last, durability);
    }
    await ctx.timers.yieldNow();
  } while (index < items.length);
}

/** One item in a transaction of its own. */
export function alone<T>(
  ctx: Context,
  item: T,
  act: (item: T) => void,
  broken: (item: T, error: AppError) => void,
  durability: Durability,
): void {
  try {
    ctx.store.transaction(() => act(item), durability);
  } catch (thrown) {
    const error = faultOf(ctx, thrown);
    ctx.store.transaction(() => broken(item, error), durability);
  }
}
