/** How often a company may be called. Windows slide; a refused call does not count against the next one. */

/** Requests a minute per company, batches among them. */
const A_MINUTE = 500;
/** Requests a second per company and app (2025 wording). */
const A_SECOND = 10;
/** Requests under way at once per company and app (2016 wording). Both are kept. */
const AT_ONCE = 10;
/** Batches a minute per company and app. */
const BATCHES_A_MINUTE = 40;

export type LimitName = 'minute' | 'second' | 'concurrent' | 'batch';

export type Limits = {
  /** Lets a request in, or says which limit it ran into. Call `leave` when one that was let in is answered. */
  readonly enter: (isBatch: boolean) => LimitName | undefined;
  readonly leave: () => void;
  readonly state: () => {
    readonly underWay: number;
    readonly lastMinute: number;
    readonly refused: Readonly<Record<LimitName, number>>;
  };
};

/** The moments of the latest calls, at most as many as the limit allows. */
function slidingWindow(most: number, span: number) {
  const moments: number[] = [];
  const trim = (now: number) => {
    let gone = 0;
    while (gone < moments.length && now - (moments[gone] ?? 0) >= span) gone += 1;
    if (gone > 0) moments.splice(0, gone);
  };
  return {
    full: (now: number): boolean => {
      trim(now);
      return moments.length >= most;
    },
    add: (now: number): void => void moments.push(now),
    count: (now: number): number => {
      trim(now);
      return moments.length;
    },
  };
}

export function createLimits(now: () => number): Limits {
  const minute = slidingWindow(A_MINUTE, 60_000);
  const second = slidingWindow(A_SECOND, 1000);
  const batches = slidingWindow(BATCHES_A_MINUTE, 60_000);
  const refused = { minute: 0, second: 0, concurrent: 0, batch: 0 };
  let underWay = 0;
  const hit = (at: number, isBatch: boolean): LimitName | undefined => {
    if (underWay >= AT_ONCE) return 'concurrent';
    if (second.full(at)) return 'second';
    if (minute.full(at)) return 'minute';
    return isBatch && batches.full(at) ? 'batch' : undefined;
  };
  return {
    enter: (isBatch) => {
      const at = now();
      const limit = hit(at, isBatch);
      if (limit !== undefined) {
        refused[limit] += 1;
        return limit;
      }
      minute.add(at);
      second.add(at);
      if (isBatch) batches.add(at);
      underWay += 1;
      return undefined;
    },
    leave: () => {
      underWay -= 1;
    },
    state: () => ({ underWay, lastMinute: minute.count(now()), refused: { ...refused } }),
  };
}
