import { appError, fail } from '../../shared/errors.ts';
import { type BudgetState, budgetState, nextMonth, paced } from '../core/budget.ts';
import type { StopSignal } from '../core/ports.ts';
import { isDue } from '../core/retry.ts';
import { type Context, companyOf, connectorOf, iso, pausedEntities, pauseOf, readUse, settingsOf } from './context.ts';
import { hostFailed, hostFailedIn, hostWait, hostWorks, storageHolds } from './host-fault.ts';
import { observeSide } from './observe.ts';
import { recoverOutbox } from './probe.ts';
import { type RunKind, type RunResult, syncRun } from './sync-run.ts';

/** A hint is followed by others; they are one sync (ms). */
const HINT_MS = 200;
/** The sandbox company costs nothing to ask. */
const SANDBOX_POLL_SECONDS = 10;
/** Every record is compared in full once a day, whatever the feeds said. */
const FULL_EVERY_MS = 86_400_000;
/** After a run that wrote, the next look comes this soon (ms). */
const FOLLOW_UP_MS = 2_000;
/** Something that waits without a known time is looked at again after this long (ms). */
const IDLE_CHECK_MS = 60_000;
/** No timer sleeps longer: they overflow after 24 days, and the timetable may have changed. */
const LONGEST_SLEEP_MS = 86_400_000;

export type Scheduler = {
  start(): void;
  /** Ends the loop; resolves when the step under way is stored. */
  stop(): Promise<void>;
  /** Something may have changed: sync soon. A hint of the platform alone spares QuickBooks where it can. */
  hint(of?: 'platform' | 'both'): void;
  /** Syncs now, or right after what is running; resolves with that run. */
  request(kind: RunKind, runId?: string): Promise<RunResult>;
  /** Runs work that must not meet a sync run: previews, applying. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  setWatching(watching: boolean): void;
  /** Settings changed: the timetable is made anew. */
  replan(): void;
  nextSyncAt(): number | null;
};

/** A signal that ends sleeps; the engine knows no platform's AbortController. */
type Stopper = StopSignal & { stop(): void };

function createStopper(): Stopper {
  const listeners = new Set<() => void>();
  let aborted = false;
  return {
    get aborted() {
      return aborted;
    },
    addEventListener: (_type, listener) => {
      listeners.add(listener);
    },
    removeEventListener: (_type, listener) => {
      listeners.delete(listener);
    },
    stop() {
      if (aborted) return;
      aborted = true;
      for (const listener of [...listeners]) listener();
    },
  };
}

type Waiter = { resolve(result: RunResult): void; reject(error: unknown): void };

/**
 * The one loop that reads and writes. Work never overlaps: whatever asks for a run while one is under way gets the next
 * one, so that it is sure to see what happened before it asked.
 */
export function createScheduler(ctx: Context): Scheduler {
  let started = false;
  let watching = false;
  let tail: Promise<unknown> = Promise.resolve();
  let queued: { kind: RunKind; runId: string; light: boolean; waiters: Waiter[] } | null = null;
  let dueAt: number | null = null;
  let followUpAt: number | null = null;
  let alarm: { at: number; signal: Stopper } | null = null;
  const stopped = createStopper();

  /** Nothing a timer starts may take the app down: a store that cannot be read now (a full disk) is tried again later. */
  const guarded = (act: () => void, otherwise: () => void = () => {}): void => {
    try {
      act();
    } catch (error) {
      ctx.log.error('the timetable failed', { error: String(error) });
      otherwise();
    }
  };

  /** Everything that reads or writes goes through one queue. */
  const enqueue = <T>(work: () => Promise<T>): Promise<T> => {
    const next = tail.then(work, work);
    tail = next.catch(() => undefined);
    return next;
  };

  /** A pause or a missing company holds everything, whoever asks. */
  const allowed = async (kind: RunKind, runId: string, light: boolean): Promise<RunResult> => {
    if (ctx.hostFault !== null) {
      if (!storageHolds(ctx)) return { runId, ok: false, error: ctx.hostFault.error, rounds: 0, sent: 0 };
      // A run that died may have left writes whose answers were never stored.
      recoverOutbox(ctx);
    }
    const held =
      ctx.stopping || pauseOf(ctx) ? 'sync.paused' : connectorOf(ctx, 'quickbooks') ? null : 'connection.none';
    // After a fault both sides are looked at: what died may have died anywhere.
    if (held === null) return syncRun(ctx, kind, runId, light && ctx.hostFault === null);
    // Without a company there is nothing to sync, but what was entered here can be shown.
    if (held === 'connection.none') await observeSide(ctx, 'platform', ctx.platform, false);
    return { runId, ok: false, error: appError(held), rounds: 0, sent: 0 };
  };

  const run = async (): Promise<void> => {
    const job = queued;
    queued = null;
    if (!job) return;
    try {
      const result = await allowed(job.kind, job.runId, job.light);
      if (result.error === null || result.error !== ctx.hostFault?.error) hostWorks(ctx);
      // What was written has effects of its own on the other side (balances): one look soon shows them.
      if (result.sent > 0) followUpAt = ctx.clock.now() + FOLLOW_UP_MS;
      for (const waiter of job.waiters) waiter.resolve(result);
    } catch (error) {
      if (!ctx.stopping) hostFailed(ctx, error);
      for (const waiter of job.waiters) waiter.reject(error);
    } finally {
      plan();
    }
  };

  const request = (kind: RunKind, runId?: string, light = false): Promise<RunResult> =>
    new Promise((resolve, reject) => {
      const waiter = { resolve, reject };
      if (queued) {
        if (kind === 'compare') queued.kind = 'compare';
        if (runId !== undefined) queued.runId = runId;
        if (!light) queued.light = false;
        queued.waiters.push(waiter);
        return;
      }
      queued = { kind, runId: runId ?? ctx.ids.next(), light, waiters: [waiter] };
      enqueue(run).catch(() => undefined);
    });

  /** Asks for a run nobody waits for. */
  const poke = (kind: RunKind, light = false): void => {
    request(kind, undefined, light).catch(() => undefined);
  };

  /** How the month's reads stand; where reading costs nothing, free. */
  const budget = (): BudgetState => {
    const use = readUse(ctx);
    return use === null ? 'free' : budgetState(use);
  };

  const pollMs = (): number => {
    const settings = settingsOf(ctx.store);
    const use = readUse(ctx);
    if (use !== null)
      return paced((watching ? settings.pollActiveSeconds : settings.pollIdleSeconds) * 1000, watching, use);
    if (!watching) return settings.pollIdleSeconds * 1000;
    const sandbox = companyOf(ctx.store)?.environment === 'sandboxCompany';
    return (sandbox ? Math.min(SANDBOX_POLL_SECONDS, settings.pollActiveSeconds) : settings.pollActiveSeconds) * 1000;
  };

  /** Sets the alarm for the next thing there is to do. */
  const plan = (): void => {
    if (!started || ctx.stopping) return;
    guarded(timetable, () => setAlarm(ctx.clock.now() + IDLE_CHECK_MS));
  };

  const timetable = (): void => {
    const now = ctx.clock.now();
    const pause = pauseOf(ctx);
    let at: number | null;
    if (ctx.hostFault !== null) at = now + hostWait(ctx.hostFault);
    else if (pause) at = pause.until === null ? null : Date.parse(pause.until);
    else if (!connectorOf(ctx, 'quickbooks')) at = null;
    // Nothing can be read, so nothing that waits can go either.
    else if (budget() === 'spent') at = nextMonth(now);
    else {
      at = budget() === 'free' ? now + pollMs() : nextMonth(now);
      const waits = [ctx.sides.platform, ctx.sides.quickbooks].filter((side) => side.error !== null);
      if (waits.length > 0) {
        const times = waits.map((side) => side.waitUntil);
        // A side that needs a person is not asked again by itself.
        if (times.some((time) => time === null)) at = Math.max(at, now + IDLE_CHECK_MS * 5);
        else at = Math.max(now + 50, ...times.map((time) => (isDue(time ?? 0, now) ? 0 : (time ?? 0))));
      } else {
        const due = ctx.store.nextDue(pausedEntities(ctx));
        if (due !== null) at = Math.min(at, Math.max(due, now + 1_000));
        if (followUpAt !== null) at = Math.min(at, followUpAt);
      }
    }
    dueAt = at;
    setAlarm(at);
  };

  const setAlarm = (at: number | null): void => {
    if (alarm && alarm.at === at) return;
    alarm?.signal.stop();
    alarm = null;
    if (at === null) return;
    const mine = { at, signal: createStopper() };
    alarm = mine;
    const wait = Math.min(Math.max(0, at - ctx.clock.now()), LONGEST_SLEEP_MS);
    void ctx.timers.sleep(wait, mine.signal).then(() => {
      if (mine.signal.aborted || ctx.stopping) return;
      alarm = null;
      if (wait === LONGEST_SLEEP_MS) return plan();
      followUpAt = null;
      guarded(
        () => poke(fullDue() ? 'compare' : 'sync'),
        () => setAlarm(ctx.clock.now() + IDLE_CHECK_MS),
      );
    });
  };

  /** The daily comparison, once everything is live and settled. */
  const fullDue = (): boolean => {
    if (budget() !== 'free') return false;
    const last = ctx.store.getMeta<string>('fullReadAt/quickbooks');
    // More than a day away in either direction: a clock that was set back does not put it off for ever.
    return last !== null && Math.abs(ctx.clock.now() - Date.parse(last)) >= FULL_EVERY_MS;
  };

  /** What the hints waiting ask for: a look at the platform, or at both sides. */
  let hinted: 'platform' | 'both' | null = null;
  const hint = (of: 'platform' | 'both' = 'both'): void => {
    if (!started || ctx.stopping) return;
    if (hinted !== null) {
      if (of === 'both') hinted = 'both';
      return;
    }
    hinted = of;
    void ctx.timers.sleep(HINT_MS, stopped).then(() => {
      const light = hinted === 'platform';
      hinted = null;
      if (ctx.stopping) return;
      guarded(() => {
        if (!pauseOf(ctx)) poke('sync', light);
      });
    });
  };

  return {
    start() {
      started = true;
      plan();
    },
    async stop() {
      alarm?.signal.stop();
      alarm = null;
      stopped.stop();
      await tail;
    },
    hint,
    request,
    exclusive: (work) =>
      enqueue(async () => {
        if (ctx.stopping) return fail('sync.paused');
        try {
          return await work();
        } catch (error) {
          hostFailedIn(ctx, error);
          throw error;
        } finally {
          plan();
        }
      }),
    setWatching(next) {
      if (watching === next) return;
      watching = next;
      if (!started) return;
      // Someone came to look: what they see should be fresh.
      const last = ctx.store.getMeta<string>('lastSyncAt');
      if (next && last !== null && last < iso(ctx.clock.now() - pollMs())) hint();
      plan();
    },
    replan: plan,
    nextSyncAt: () => dueAt,
  };
}
