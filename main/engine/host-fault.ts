import { type AppError, appError, Failure, isHostFault } from '../../shared/errors.ts';
import { type Context, nowAt } from './context.ts';

/** A fault of this computer that keeps everything from working: told as the app's state until a run goes well again. */
export type HostFault = {
  error: AppError;
  /** Runs in a row that died of it. */
  failures: number;
};

/** First wait before a run is tried again after one that died (ms); doubles each time. */
const FIRST_WAIT_MS = 15_000;
/** Longest wait: whoever made room should not wait long. Looking whether there is room costs no call. */
const LONGEST_WAIT_MS = 5 * 60_000;

/** Notes that a run died, whatever of. Where it is no fault of the storage it gets a reference that is in the log too. */
export function hostFailed(ctx: Context, thrown: unknown): void {
  const known = ctx.hostFault;
  let error: AppError;
  if (thrown instanceof Failure) error = thrown.error;
  else {
    const reference = ctx.ids.next();
    const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    ctx.log.error('a sync run met a fault of ours', { reference, stack });
    error = appError('internal.unexpected', { reference });
  }
  ctx.hostFault = { error, failures: (known?.failures ?? 0) + 1 };
  if (known?.error.code !== error.code) ctx.log.error('everything waits', { code: error.code });
  ctx.events.touch('status');
}

/** The same for work a person asked for, who is told anyway: only the storage's faults concern everything else too. */
export function hostFailedIn(ctx: Context, thrown: unknown): void {
  if (thrown instanceof Failure && isHostFault(thrown.error)) hostFailed(ctx, thrown);
}

export function hostWorks(ctx: Context): void {
  if (ctx.hostFault === null) return;
  ctx.log.info('everything goes on', { code: ctx.hostFault.error.code });
  ctx.hostFault = null;
  ctx.events.touch('status');
}

/** Whether something can be written down now; asked before a run that would read both sides (which may cost) for nothing. */
export function storageHolds(ctx: Context): boolean {
  if (ctx.hostFault === null || !isHostFault(ctx.hostFault.error)) return true;
  try {
    ctx.store.transaction(() => ctx.store.setMeta('storedAt', nowAt(ctx)));
    return true;
  } catch (thrown) {
    if (thrown instanceof Failure) ctx.hostFault = { ...ctx.hostFault, error: thrown.error };
    return false;
  }
}

/** When to look again (ms from now). */
export const hostWait = ({ failures }: HostFault): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10));
