import type { Clock, Random, Timers } from '../../core/ports.ts';
import { THROTTLE_PAUSE_MS } from './errors.ts';

/** QuickBooks' limits per company and app (reference, 4.1). */
export type Limits = {
  perMinute: number;
  perSecond: number;
  concurrent: number;
  batchesPerMinute: number;
};

export const QUICKBOOKS_LIMITS: Limits = { perMinute: 500, perSecond: 10, concurrent: 10, batchesPerMinute: 40 };

/**
 * Our windows are a little longer than QuickBooks': it counts calls as they arrive, and one that took longer on its way
 * than the eleventh after it falls into the same second there. Found against a server that keeps its limits to the
 * millisecond, where windows of exactly a second and a minute ran into a 429 every few dozen calls. Ten calls in 1.2 seconds
 * are the 500 a minute that may be sustained, so nothing is lost by it.
 */
const SECOND_MS = 1_200;
const MINUTE_MS = 61_000;

/** An answer slower than this is a sign of strain: fewer calls at once from then on. Usual ones take 0.1 to 2 s. */
const SLOW_MS = 15_000;

/** A place in the flow. `done` gives it back and says how the call went. */
export type Lease = { done(outcome: { throttled: boolean; retryAfterMs: number | null; tookMs: number }): void };

export type Admission = { ok: true; lease: Lease } | { ok: false; retryAfterMs: number };

export type Limiter = {
  /** Waits for a place. Refused at once while QuickBooks wants silence, with the time that is left. */
  enter(kind: 'call' | 'batch'): Promise<Admission>;
  /** Milliseconds of silence left, 0 when there is none. */
  pausedFor(): number;
  /** Calls allowed at once right now. */
  width(): number;
};

type Waiting = { kind: 'call' | 'batch'; admit: (admission: Admission) => void };

/**
 * Keeps every moving window at once: per second, per minute, batches per minute, calls in flight. The number in flight
 * goes down by half on a 429 or a very slow answer and up again by one for each full round of good ones. After a 429
 * nobody enters until the pause is over; a small random part is added, so that two installations do not come back in step.
 */
export function createLimiter(deps: { clock: Clock; timers: Timers; random: Random; limits?: Limits }): Limiter {
  const { clock, timers, random } = deps;
  const limits = deps.limits ?? QUICKBOOKS_LIMITS;
  const calls: number[] = [];
  const batches: number[] = [];
  const queue: Waiting[] = [];
  let inFlight = 0;
  let width = limits.concurrent;
  let pausedUntil = 0;
  let nextWake = Number.POSITIVE_INFINITY;
  let lastLook = Number.NEGATIVE_INFINITY;

  /**
   * A clock that was set back would make past calls look like future ones and close every window until it caught up: what
   * is remembered moves back with it.
   */
  const followClock = (now: number): void => {
    const back = lastLook - now;
    lastLook = now;
    if (!(back > 0) || back === Number.POSITIVE_INFINITY) return;
    for (const times of [calls, batches]) for (const [index, time] of times.entries()) times[index] = time - back;
    pausedUntil -= back;
    if (nextWake !== Number.POSITIVE_INFINITY) nextWake -= back;
  };

  /** When the window has room again: the moment its oldest entry that is in the way falls out. 0 for now. */
  const roomAt = (times: number[], count: number, spanMs: number): number => {
    const blocker = times[times.length - count];
    return blocker === undefined ? 0 : blocker + spanMs;
  };

  const openAt = (kind: 'call' | 'batch'): number =>
    Math.max(
      roomAt(calls, limits.perSecond, SECOND_MS),
      roomAt(calls, limits.perMinute, MINUTE_MS),
      kind === 'batch' ? roomAt(batches, limits.batchesPerMinute, MINUTE_MS) : 0,
    );

  const lease = (): Lease => {
    let open = true;
    return {
      done({ throttled, retryAfterMs, tookMs }) {
        if (!open) return;
        open = false;
        inFlight -= 1;
        if (throttled) {
          const pause = (retryAfterMs ?? THROTTLE_PAUSE_MS) + Math.floor(random.next() * 2_000);
          pausedUntil = Math.max(pausedUntil, clock.now() + pause);
        }
        width = throttled || tookMs > SLOW_MS ? Math.max(1, width / 2) : Math.min(limits.concurrent, width + 1 / width);
        pump();
      },
    };
  };

  const wakeAt = (time: number): void => {
    if (time >= nextWake) return;
    nextWake = time;
    void timers.sleep(Math.max(1, time - clock.now())).then(() => {
      // Also when the clock moved meanwhile: whoever still waits asks for a new awakening.
      nextWake = Number.POSITIVE_INFINITY;
      pump();
    });
  };

  function pump(): void {
    const now = clock.now();
    followClock(now);
    while (calls.length > 0 && (calls[0] ?? 0) <= now - MINUTE_MS) calls.shift();
    while (batches.length > 0 && (batches[0] ?? 0) <= now - MINUTE_MS) batches.shift();
    if (pausedUntil > now) {
      for (const waiting of queue.splice(0)) waiting.admit({ ok: false, retryAfterMs: pausedUntil - now });
      return;
    }
    let soonest = Number.POSITIVE_INFINITY;
    // First come, first served; only a batch that waits for its own minute lets others pass.
    for (let index = 0; index < queue.length && inFlight < Math.floor(width); ) {
      const waiting = queue[index];
      if (!waiting) break;
      const at = openAt(waiting.kind);
      if (at > now) {
        soonest = Math.min(soonest, at);
        index += 1;
        continue;
      }
      queue.splice(index, 1);
      calls.push(now);
      if (waiting.kind === 'batch') batches.push(now);
      inFlight += 1;
      waiting.admit({ ok: true, lease: lease() });
    }
    if (soonest !== Number.POSITIVE_INFINITY) wakeAt(soonest);
  }

  return {
    enter: (kind) =>
      new Promise((admit) => {
        queue.push({ kind, admit });
        pump();
      }),
    pausedFor: () => Math.max(0, pausedUntil - clock.now()),
    width: () => Math.floor(width),
  };
}
